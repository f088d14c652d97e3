"""What a citizen may ask of the machine: where his case stands, to withdraw it, what works. His own cases alone."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from sla.models import ClockKind, SlaClock

from .. import wording
from ..intents import Request
from ..journey import HEADLINES
from ..links import view_url
from ..models import Complaint, Conversation, Message
from ..queries import own_cases
from ..workflow import OPEN, Status
from .conversing import DAY, say
from .relinking import answer_link
from .withdrawal import ask_withdrawal

SHOWN = 3  # cases in one answer
_SMALL_TALK = {
    "thanks": wording.THANKS_TEXT,
    "praise": wording.PRAISE_TEXT,
    "spam": wording.SPAM_TEXT,
}


def answer_request(
    *, message: Message, rule: str, request: Request, complaint: Complaint | None, now: datetime
) -> None:
    """The city's short text to a message that was no matter; nothing for every other rule."""
    conversation = message.conversation
    number = request.number or (complaint.number if complaint else "")
    if rule == "status":
        answer_status(conversation=conversation, number=number, now=now)
    elif rule == "withdraw":
        ask_withdrawal(conversation=conversation, number=number, now=now)
    elif rule == "link":
        answer_link(conversation=conversation, number=number, now=now)
    elif rule == "greeting":
        # After the quiet seconds: a complaint that follows at once cancels the question.
        quiet = timedelta(seconds=settings.ACK_QUIET_SECONDS)
        say(conversation=conversation, text=wording.PROMPT_TEXT, now=now, wait=quiet, repeat_after=DAY)
    elif rule == "help":
        say(conversation=conversation, text=wording.HELP_TEXT, now=now)
    elif rule in _SMALL_TALK and (complaint is None or complaint.answered_at):
        say(conversation=conversation, text=_SMALL_TALK[rule], now=now, repeat_after=DAY)


@transaction.atomic
def answer_status(*, conversation: Conversation, number: str, now: datetime) -> None:
    """State, promise and link of the named case, or of SHOWN cases, open ones first. A number of somebody else is
    answered like one that does not exist."""
    cases = own_cases(conversation.reporter).select_related("opd").order_by("-created_at", "-pk")
    if number:
        texts = [_status_of(complaint, now) for complaint in cases.filter(number=number)]
        texts = texts or [wording.UNKNOWN_NUMBER_TEXT.format(number=number)]
    else:
        newest = sorted(
            cases.exclude(status=Status.MERGED.value)[:50], key=lambda complaint: Status(complaint.status) not in OPEN
        )
        texts = [_status_of(complaint, now) for complaint in newest[:SHOWN]] or [wording.NO_CASE_TEXT]
    say(conversation=conversation, text="\n\n".join(texts), now=now)


def _status_of(complaint: Complaint, now: datetime) -> str:
    joined = complaint.joined()
    promise = SlaClock.objects.filter(complaint=joined, kind=ClockKind.RESOLVE, is_open=True).first()
    return wording.status_text(
        joined,
        headline=HEADLINES[Status(joined.status)],
        promised_at=promise.due_at if promise else None,
        is_late=bool(promise and promise.due_at < now and not promise.paused_at),
        link=view_url(joined),
    )
