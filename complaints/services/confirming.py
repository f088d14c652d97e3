"""Is it really solved? Asked once after each result; silence is no yes, a no opens the case again."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef

from .. import wording
from ..choices import SolvedChoice, solved_choice_id
from ..errors import InvalidInputError, MoveNotAllowedError
from ..models import Complaint, Confirmation, Conversation, Reply
from ..objections import last_moment, may_object
from ..queries import find_conversation, own_cases
from ..window import is_window_open
from ..workflow import Status
from .conversing import say
from .events import record
from .resolving import reopen
from .telling import tell_denied_again

ASK_AFTER = timedelta(hours=1)  # the result has arrived, and could be taken back before
BATCH = 100
MARKS = (1, 2, 3, 4)
Outcome = Confirmation.Outcome


def ask_due(*, now: datetime, limit: int = BATCH) -> int:
    """Asks the citizens of what was solved an hour ago, each result once; how many. One transaction each."""
    asked = 0
    while asked < limit and _ask_next(now):
        asked += 1
    return asked


@transaction.atomic
def confirm(*, complaint: Complaint, now: datetime) -> None:
    """Sudah beres. Twice is once. Raises MoveNotAllowedError when the case is not solved, or was denied."""
    row = _result(complaint)
    if row.outcome == Outcome.CONFIRMED:
        return
    row.outcome, row.answered_at = Outcome.CONFIRMED, now
    row.save(update_fields=["outcome", "answered_at"])
    record(complaint, "result.confirmed", now=now)


@transaction.atomic
def rate(*, complaint: Complaint, mark: int, now: datetime) -> None:
    """The citizen's mark for the service, 1 to 4; the first one counts. Raises InvalidInputError, MoveNotAllowedError
    when the case is not solved."""
    if mark not in MARKS:
        raise InvalidInputError("Pilih satu dari empat nilai.")
    row = _result(complaint)
    if Confirmation.objects.filter(pk=row.pk, rating=None).update(rating=mark, rated_at=now):
        record(complaint, "result.rated", now=now, mark=mark)


@transaction.atomic
def note_denied(*, complaint: Complaint, now: datetime) -> None:
    """The citizen says of a solved case that it is not. From the second time on the unit's head and the coordinators
    are told as well. The caller opens the case again; nothing for a case that was never solved."""
    if complaint.resolved_at is None:
        return
    row, _ = Confirmation.objects.get_or_create(complaint=complaint, resolved_at=complaint.resolved_at)
    row.outcome, row.answered_at = Outcome.DENIED, now
    row.save(update_fields=["outcome", "answered_at"])
    record(complaint, "result.denied", now=now)
    times = Confirmation.objects.filter(complaint=complaint, outcome=Outcome.DENIED).count()
    if times > 1:
        tell_denied_again(complaint, times=times, now=now)


@transaction.atomic
def follow_solved(*, conversation: Conversation, choice: SolvedChoice, now: datetime) -> Complaint | None:
    """What a tap under the question does. A case that is not his, or cannot be answered any more, changes nothing."""
    own = own_cases(conversation.reporter).filter(number=choice.number).first()
    complaint = own and Complaint.objects.select_for_update(of=("self",)).get(pk=own.joined().pk)
    if complaint is None:
        return None
    if not may_object(complaint, now) or complaint.status != Status.RESOLVED:
        text = wording.SOLVED_OVER_TEXT
    elif choice.is_solved:
        confirm(complaint=complaint, now=now)
        text = wording.SOLVED_TEXT
    else:
        note_denied(complaint=complaint, now=now)
        reopen(complaint=complaint, now=now)
        text = wording.NOT_SOLVED_TEXT
    say(conversation=conversation, complaint=complaint, text=text.format(number=complaint.number), now=now)
    return complaint


@transaction.atomic
def _ask_next(now: datetime) -> bool:
    known = Confirmation.objects.filter(
        complaint=OuterRef("pk"), resolved_at=OuterRef("resolved_at"), asked_at__isnull=False
    )
    solved = Complaint.objects.filter(
        ~Exists(known),
        status=Status.RESOLVED.value,
        part_of=None,
        resolved_at__lte=now - ASK_AFTER,
        resolved_at__gt=now - timedelta(days=settings.REOPEN_DAYS),
    )
    complaint = solved.select_for_update(of=("self",), skip_locked=True).order_by(F("resolved_at")).first()
    if complaint is None or complaint.resolved_at is None:
        return False
    row, _ = Confirmation.objects.get_or_create(complaint=complaint, resolved_at=complaint.resolved_at)
    row.asked_at = now
    row.save(update_fields=["asked_at"])
    if not row.outcome:
        _ask(complaint, now)
    return True


def _ask(complaint: Complaint, now: datetime) -> None:
    """By buttons where he can be written to; his page asks in any case."""
    conversation = find_conversation(complaint)
    until = last_moment(complaint)
    if conversation is None or until is None or not is_window_open(conversation, now):
        return
    buttons = [
        {"id": solved_choice_id(complaint.number, is_solved=True), "title": "Sudah beres"},
        {"id": solved_choice_id(complaint.number, is_solved=False), "title": "Belum"},
    ]
    text = wording.solved_question(complaint, until)
    content = {"buttons": buttons}
    say(conversation=conversation, complaint=complaint, text=text, now=now, form=Reply.Form.BUTTONS, content=content)


def _result(complaint: Complaint) -> Confirmation:
    """The row of the result that stands, locked together with its case."""
    fresh = Complaint.objects.select_for_update(of=("self",)).get(pk=complaint.pk)
    if fresh.status != Status.RESOLVED or fresh.resolved_at is None:
        raise MoveNotAllowedError("Aduan ini belum dinyatakan selesai.")
    row, _ = Confirmation.objects.get_or_create(complaint=fresh, resolved_at=fresh.resolved_at)
    if row.outcome == Outcome.DENIED:
        raise MoveNotAllowedError("Aduan ini sudah dibuka kembali.")
    return row
