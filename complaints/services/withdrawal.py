"""Cabut: a citizen takes his complaint back, after he was asked once more."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from bontang_pengaduan.lib.text import shorten

from .. import wording
from ..choices import WithdrawChoice, withdraw_choice_id
from ..models import Complaint, Conversation, Reply
from ..queries import own_cases
from ..workflow import OPEN, Status
from .conversing import say
from .ending import end_clocks
from .events import record
from .parts import end_parts
from .state import move
from .telling import tell_withdrawn

ROWS = 10  # of a list (channels.md 1.8)
_OPEN = [status.value for status in OPEN]


@transaction.atomic
def ask_withdrawal(*, conversation: Conversation, number: str, now: datetime) -> None:
    """Asks before a case is withdrawn: yes or no for one, which one where several are open."""
    running = list(own_cases(conversation.reporter).filter(status__in=_OPEN).order_by("-created_at"))
    named = [complaint for complaint in running if complaint.number == number] if number else running
    if len(named) == 1:
        buttons = [
            {"id": withdraw_choice_id(named[0].number, "yes"), "title": "Ya, cabut"},
            {"id": withdraw_choice_id(named[0].number, "no"), "title": "Tidak"},
        ]
        text = wording.WITHDRAW_TEXT.format(number=named[0].number, subject=named[0].subject)
        say(conversation=conversation, text=text, now=now, form=Reply.Form.BUTTONS, content={"buttons": buttons})
    elif named:
        content = {"button": "Pilih aduan", "rows": _withdraw_rows(named)}
        say(conversation=conversation, text=wording.WITHDRAW_WHICH_TEXT, now=now, form=Reply.Form.LIST, content=content)
    else:
        known = own_cases(conversation.reporter).filter(number=number).first() if number else None
        say(conversation=conversation, text=_nothing_to_withdraw(known, number), now=now)


@transaction.atomic
def follow_withdrawal(*, conversation: Conversation, choice: WithdrawChoice, now: datetime) -> Complaint | None:
    """Does what the pressed button says; the case that it was about. Somebody else's number does nothing."""
    complaint = own_cases(conversation.reporter).filter(number=choice.number).first()
    if complaint is None or choice.step == "ask" or complaint.status not in _OPEN:
        ask_withdrawal(conversation=conversation, number=choice.number, now=now)
        return complaint
    if choice.step == "yes":
        withdraw(complaint=complaint, now=now)
    text = wording.WITHDRAWN_TEXT if choice.step == "yes" else wording.NOT_WITHDRAWN_TEXT
    say(conversation=conversation, text=text.format(number=complaint.number), now=now)
    return complaint


@transaction.atomic
def withdraw(*, complaint: Complaint, now: datetime) -> None:
    """Cabut: the citizen takes his complaint back. It is closed, its clocks end without a verdict, the agency is told.

    Raises MoveNotAllowedError when it is not open any more.
    """
    move(complaint, Status.CLOSED, closed_at=now)
    record(complaint, "complaint.withdrawn", now=now)
    end_clocks(complaint=complaint, now=now)
    end_parts(complaint=complaint, type_="complaint.withdrawn", now=now)
    Reply.objects.filter(
        complaint=complaint,
        status=Reply.Status.PENDING,
        kind__in=[Reply.Kind.ACKNOWLEDGEMENT, Reply.Kind.PROMPT],
    ).update(status=Reply.Status.CANCELLED)
    tell_withdrawn(complaint, now=now)


def _withdraw_rows(complaints: Sequence[Complaint]) -> list[dict[str, str]]:
    return [
        {
            "id": withdraw_choice_id(complaint.number, "ask"),
            "title": complaint.number,
            "description": shorten(complaint.subject, wording.ROW_LETTERS),
        }
        for complaint in complaints[:ROWS]
    ]


def _nothing_to_withdraw(known: Complaint | None, number: str) -> str:
    if known:
        return wording.ALREADY_CLOSED_TEXT.format(number=number)
    return wording.UNKNOWN_NUMBER_TEXT.format(number=number) if number else wording.NO_OPEN_CASE_TEXT
