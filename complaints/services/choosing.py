"""Which case a message belongs to, asked of the citizen: it waits, he chooses, it moves. Nothing waits for ever."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from bontang_pengaduan.lib.text import shorten
from opd.models import User

from .. import wording
from ..choices import CaseChoice, SolvedChoice, WithdrawChoice, case_choice_id, read_choice, read_typed_choice
from ..errors import MoveNotAllowedError, NotAllowedError
from ..models import Complaint, Conversation, Message, Reply, ThreadingDecision
from ..permissions import is_coordinator
from ..queries import own_cases
from ..workflow import OPEN, Status
from .confirming import follow_solved
from .conversing import say
from .register import add_message, open_complaint, takes_words
from .threading import BURST
from .withdrawal import ROWS, follow_withdrawal


@transaction.atomic
def wait_for_choice(*, message: Message, complaint_ids: Sequence[int], now: datetime) -> None:
    """Holds the message back and asks which case it belongs to; one question for a whole burst.

    After CHOICE_MINUTES without a choice it stands in the coordinator's queue. A later choice still counts.
    """
    Message.objects.filter(pk=message.pk).update(choice_due_at=now + timedelta(minutes=settings.CHOICE_MINUTES))
    message.refresh_from_db()
    if len(_waiting_with(message.conversation, message.pk)) > 1:
        return
    by_pk = Complaint.objects.in_bulk(complaint_ids)
    cases = [by_pk[pk] for pk in complaint_ids]
    if len(cases) == 1 and Status(cases[0].status) not in OPEN:
        _ask_reopening(message, cases[0], now)
    else:
        _ask_which(message, cases, now)


@transaction.atomic
def follow_choice(*, message: Message, now: datetime) -> bool:
    """Whether the message was itself a choice, pressed or typed; then it has been followed and is kept."""
    choice = read_choice(message.details.get("choice")) or _typed(message)
    if choice is None:
        return False
    if isinstance(choice, WithdrawChoice):
        complaint = follow_withdrawal(conversation=message.conversation, choice=choice, now=now)
    elif isinstance(choice, SolvedChoice):
        complaint = follow_solved(conversation=message.conversation, choice=choice, now=now)
    else:
        complaint = _follow_case_choice(message.conversation, choice, now)
    Message.objects.filter(pk=message.pk).update(complaint=complaint)
    _keep(message, complaint, "choice", now, None)
    return True


@transaction.atomic
def place_waiting(*, message: Message, complaint: Complaint | None, user: User, now: datetime) -> Complaint:
    """A coordinator chooses for the citizen: one of his cases, or without one a new complaint.

    What waits of the same burst goes along. Raises NotAllowedError, MoveNotAllowedError (somebody chose, or the case
    takes no word any more).
    """
    if not is_coordinator(user):
        raise NotAllowedError("Hanya koordinator yang dapat menempatkan pesan ini.")
    conversation = Conversation.objects.select_for_update().get(pk=message.conversation_id)
    waiting = _waiting_with(conversation, message.pk)
    if not waiting:
        raise MoveNotAllowedError("Pesan ini sudah ditempatkan.")
    if complaint and complaint.reporter_id != conversation.reporter_id:
        raise NotAllowedError("Aduan itu bukan dari pelapor yang sama.")
    if complaint and not takes_words(complaint):
        raise MoveNotAllowedError(f"{complaint.number} tidak menerima pesan lagi.")
    return _settle(waiting, complaint, now, rule="officer", user=user)


def _waiting(conversation: Conversation) -> QuerySet[Message]:
    return conversation.messages.filter(choice_due_at__isnull=False, complaint=None).order_by("sent_at", "pk")


def _waiting_with(conversation: Conversation, message_id: int) -> list[Message]:
    """What waits in the same burst as that message, oldest first; nothing when it does not wait."""
    burst: list[Message] = []
    for message in _waiting(conversation):
        if burst and message.sent_at - burst[-1].sent_at > BURST:
            if any(earlier.pk == message_id for earlier in burst):
                break
            burst = []
        burst.append(message)
    return burst if any(message.pk == message_id for message in burst) else []


def _typed(message: Message) -> CaseChoice | None:
    """A choice in words, where one is waited for: about what was asked last."""
    waiting = _waiting(message.conversation).last()
    if waiting is None or not message.text:
        return None
    numbers = list(own_cases(message.conversation.reporter).values_list("number", flat=True))
    number = read_typed_choice(message.text, numbers)
    return None if number is None else CaseChoice(waiting.pk, number)


def _follow_case_choice(conversation: Conversation, choice: CaseChoice, now: datetime) -> Complaint | None:
    """The burst that was asked about goes into the chosen case. A case that is not his, or takes no word any more,
    changes nothing."""
    chosen = _chosen_case(conversation, choice.number) if choice.number else None
    waiting = _waiting_with(conversation, choice.message_id)
    if not waiting or (choice.number and chosen is None):
        return chosen
    return _settle(waiting, chosen, now, rule="choice", user=None)


def _chosen_case(conversation: Conversation, number: str) -> Complaint | None:
    own = own_cases(conversation.reporter).filter(number=number).first()
    joined = own.joined() if own else None
    return joined if joined and takes_words(joined) else None


def _settle(
    waiting: Sequence[Message], chosen: Complaint | None, now: datetime, *, rule: str, user: User | None
) -> Complaint:
    """The oldest opens a case or joins the chosen one, the others follow. The promise counts from the message."""
    complaint = chosen or open_complaint(message=waiting[0], now=now, received_at=waiting[0].received_at)
    for message in waiting if chosen else waiting[1:]:
        add_message(complaint=complaint, message=message, now=now)
    for message in waiting:
        Message.objects.filter(pk=message.pk).update(choice_due_at=None)
        _keep(message, complaint, rule, now, user)
    return complaint


def _keep(message: Message, complaint: Complaint | None, rule: str, now: datetime, user: User | None) -> None:
    ThreadingDecision.objects.create(
        message=message, complaint=complaint, rule=rule, score=1.0, decided_by=user, decided_at=now
    )


def _ask_which(message: Message, cases: Sequence[Complaint], now: datetime) -> None:
    rows = [
        {
            "id": case_choice_id(message.pk, case.number),
            "title": case.number,
            "description": shorten(case.subject, wording.ROW_LETTERS),
        }
        for case in cases[: ROWS - 1]
    ]
    rows.append({"id": case_choice_id(message.pk), "title": "Aduan baru"})
    content = {"button": "Pilih aduan", "rows": rows}
    say(conversation=message.conversation, text=_question(message), now=now, form=Reply.Form.LIST, content=content)


def _ask_reopening(message: Message, case: Complaint, now: datetime) -> None:
    buttons = [
        {"id": case_choice_id(message.pk, case.number), "title": "Buka kembali"},
        {"id": case_choice_id(message.pk), "title": "Aduan baru"},
    ]
    text = wording.REOPEN_TEXT.format(number=case.number, subject=case.subject)
    say(conversation=message.conversation, text=text, now=now, form=Reply.Form.BUTTONS, content={"buttons": buttons})


def _question(message: Message) -> str:
    return wording.which_case_text(shorten(message.text))
