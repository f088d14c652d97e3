"""Terima dan sebut langkah berikut: the first word of a person, by one key."""

from datetime import datetime
from functools import partial

from django.db import transaction

from opd.models import User
from sla.models import ClockKind
from sla.next_steps import next_step_due, promise_next_step

from ..errors import MoveNotAllowedError
from ..first_words import acknowledgement_words
from ..models import Complaint, Conversation, Reply
from ..queries import find_conversation
from ..ways import ways_of
from .replies import ReplyDetails, answer


@transaction.atomic
def acknowledge(*, complaint: Complaint, user: User, version: int, now: datetime) -> Reply:
    """Tells the citizen that a person has read his case, what comes next and by which day.

    It stops the clock of acknowledging and no clock of answering; the day is a promise of this officer with a clock of
    its own. Taken back within the undo seconds, the promise ends with it. Raises what answer raises;
    MoveNotAllowedError when the case is acknowledged already.
    """
    conversation = find_conversation(complaint)
    if conversation is None or not is_unacknowledged(complaint):
        raise MoveNotAllowedError("Aduan ini sudah ditanggapi petugas.")
    due_at = next_step_due(complaint=complaint, now=now)
    reply = answer(
        complaint=complaint,
        text=words_until(complaint, conversation, due_at),
        kind=Reply.Kind.RECEIPT,
        user=user,
        version=version,
        now=now,
        details=ReplyDetails(history={"next_step_at": due_at.isoformat()}),
    )
    complaint.refresh_from_db()
    promise_next_step(complaint=complaint, due_at=due_at, user=user, now=now)
    return reply


def words_for(complaint: Complaint, conversation: Conversation, now: datetime) -> str:
    """What acknowledge would say now."""
    return words_until(complaint, conversation, next_step_due(complaint=complaint, now=now))


def words_until(complaint: Complaint, conversation: Conversation, due_at: datetime) -> str:
    """What acknowledge says when the next word is promised by `due_at`."""
    is_public, ways = conversation.is_public, ways_of(conversation.channel)
    fits = partial(ways.fits, in_public=is_public)
    return acknowledgement_words(complaint, due_at, is_public=is_public, fits=fits)


def is_unacknowledged(complaint: Complaint) -> bool:
    """Whether its citizen still waits for a person's first word."""
    return any(clock.kind == ClockKind.ACKNOWLEDGE and clock.is_open for clock in complaint.clocks.all())
