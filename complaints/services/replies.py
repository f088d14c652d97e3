"""Answering the citizen: the reply is a row; the clocks follow the row, the channel drains it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from bontang_pengaduan.lib.text import clean
from opd.models import User
from sla import clocks
from sla.next_steps import promise_day

from ..changed import changed_words
from ..channel_names import name_of
from ..errors import ConflictError, InvalidInputError, MoveNotAllowedError, NotAllowedError, clock_refusals
from ..models import AnswerVersion, Complaint, Conversation, MessageTemplate, Reply, SecondReading
from ..permissions import can_act
from ..queries import find_conversation, usable_templates
from ..templates import MAX_FILLED, fill_template
from ..ways import ways_of
from ..window import is_window_open
from ..workflow import OPEN, Status
from .addressing import answered_word, check_private
from .approved_answers import note_use
from .events import record
from .reading import announce_typing
from .second_readings import check_reading, find_approval
from .state import change, move
from .undo import remember_case
from .vetting import vet
from .word_clocks import PERSONS_WORDS, stop_clocks


@dataclass(frozen=True)
class ReplyDetails:
    """What may belong to a reply besides its words: `enclosure`, the content of a reply of the form media;
    `override_reason`, why words are sent in which the check before sending has found something; `approved`, the
    approved answer and `basis` the answer of a similar case that it was begun with; `promised_on`, the day in it that
    its author promises; `history`, what else its event keeps of it."""

    enclosure: Mapping[str, Any] | None = None
    override_reason: str = ""
    approved: AnswerVersion | None = None
    basis: Reply | None = None
    promised_on: date | None = None
    history: Mapping[str, Any] = field(default_factory=dict)


NO_DETAILS = ReplyDetails()


@transaction.atomic
def answer(
    *,
    complaint: Complaint,
    text: str,
    kind: str,
    user: User,
    version: int,
    now: datetime,
    quoted_external_id: str = "",
    is_private: bool = False,
    details: ReplyDetails = NO_DETAILS,
) -> Reply:
    """Writes to the citizen. An answer or a question stops the clocks of acknowledging and answering, a receipt
    the first alone; a question pauses the clock of resolving until the citizen writes.

    `quoted_external_id` names the message that it answers to.
    In public it stands under the quoted comment or the citizen's newest one; `is_private` sends it to the author of
    that comment alone.

    It leaves after the seconds in which its author may take it back (settings.UNDO_SECONDS). Raises NotAllowedError,
    InvalidInputError (also when the window is shut), ConflictError (somebody answered meanwhile),
    MoveNotAllowedError, FindingsError, ReadingNeededError (what is risky and unread).
    """
    complaint = _open_for_words(complaint, kind, user, version)
    conversation = _conversation_of(complaint)
    _check_text(text, conversation, is_private=is_private)
    if not is_window_open(conversation, now):
        raise InvalidInputError(_window_words(conversation))
    facts: dict[str, Any] = {"text": clean(text), "quoted_external_id": quoted_external_id}
    if details.enclosure:
        facts |= {"form": Reply.Form.MEDIA.value, "content": dict(details.enclosure)}
    if conversation.is_public or is_private:
        facts |= _address(complaint, conversation, quoted_external_id, now, is_private=is_private)
    return _write(complaint, conversation, kind, user, now, details, **facts)


@transaction.atomic
def answer_with_template(
    *,
    complaint: Complaint,
    template: MessageTemplate,
    values: Sequence[str],
    kind: str,
    user: User,
    version: int,
    now: datetime,
    override_reason: str = "",
) -> Reply:
    """Writes to the citizen in words that the provider has approved, whether the window is open or shut.

    `values` fill the template's variables in their order. For the clocks it is like any other word. Raises what
    answer raises; InvalidInputError also for a template that is not approved or not filled.
    """
    complaint = _open_for_words(complaint, kind, user, version)
    conversation = _conversation_of(complaint)
    if not usable_templates(conversation.channel).filter(pk=template.pk).exists():
        raise InvalidInputError("Templat ini belum disetujui WhatsApp.")
    text, content = fill_template(template, values)
    form = Reply.Form.TEMPLATE.value
    details = ReplyDetails(override_reason=override_reason)
    return _write(complaint, conversation, kind, user, now, details, text=text, form=form, content=content)


@transaction.atomic
def tell_result(
    *, complaint: Complaint, text: str, user: User, version: int, now: datetime, override_reason: str = ""
) -> Reply:
    """Tells the citizen the result, also outside the window: by the template for results, or, where none is approved
    or the result is too long for it, held until he writes again. Raises what answer raises."""
    kind = Reply.Kind.ANSWER
    details = ReplyDetails(override_reason=override_reason)
    locked = _open_for_words(complaint, kind, user, version)
    conversation = _conversation_of(locked)
    if is_window_open(conversation, now):
        return answer(
            complaint=locked,
            text=text,
            kind=kind,
            user=user,
            version=version,
            now=now,
            details=details,
        )
    _check_text(text, conversation)
    named = usable_templates(conversation.channel).filter(name=settings.RESULT_TEMPLATES.get(conversation.channel))
    template = named.first()
    if template and len(template.names) == 2 and len(template.body) + len(text) + len(locked.number) < MAX_FILLED:
        filled, content = fill_template(template, [locked.number, text])
        form = Reply.Form.TEMPLATE.value
        return _write(locked, conversation, kind, user, now, details, text=filled, form=form, content=content)
    held = Reply.Status.HELD.value
    return _write(locked, conversation, kind, user, now, details, text=clean(text), status=held)


@transaction.atomic
def retry(*, reply: Reply, user: User, now: datetime) -> Reply:
    """Sends a failed reply again as a new row, so that each attempt keeps its own fate."""
    refusal = "Balasan ini tidak sedang gagal, jadi tidak perlu dikirim ulang."
    return _write_again(reply, user, now, Reply.Status.FAILED, refusal)


@transaction.atomic
def resend_unknown(*, reply: Reply, user: User, now: datetime) -> Reply:
    """Sends a reply again whose fate is not known, as a new row: an officer has decided that twice is better than
    never. A report that comes late still settles the first one."""
    refusal = "Kabar pengiriman balasan ini sudah datang, jadi tidak perlu dikirim ulang."
    return _write_again(reply, user, now, Reply.Status.UNKNOWN, refusal)


def _open_for_words(complaint: Complaint, kind: str, user: User, version: int) -> Complaint:
    """The complaint, locked: nobody answers it at the same time."""
    complaint = Complaint.objects.select_for_update().get(pk=complaint.pk)
    if not can_act(user, complaint):
        raise NotAllowedError("Aduan ini ditangani OPD lain.")
    if complaint.part_of_id and not complaint.may_speak:
        raise NotAllowedError("Pelapor dijawab OPD penanggung jawab. Sampaikan jawaban Anda kepadanya.")
    if kind not in PERSONS_WORDS:
        raise InvalidInputError("Pilih jenis balasan.")
    if Status(complaint.status) not in OPEN | {Status.RESOLVED}:
        raise MoveNotAllowedError("Aduan ini sudah ditutup.")
    if complaint.version != version:
        raise ConflictError(f"{changed_words(complaint, user)} Tetap kirim?")
    return complaint


def _conversation_of(complaint: Complaint) -> Conversation:
    conversation = find_conversation(complaint)
    if conversation is None:
        raise InvalidInputError("Aduan ini tidak punya percakapan untuk dibalas.")
    return conversation


def _check_text(text: str, conversation: Conversation, *, is_private: bool = False) -> None:
    if not clean(text):
        raise InvalidInputError("Balasan masih kosong.")
    ways, in_public = ways_of(conversation.channel), conversation.is_public and not is_private
    if not ways.fits(clean(text), in_public=in_public):
        limit = f"{ways.limit(in_public=in_public):,}".replace(",", ".")
        raise InvalidInputError(f"Balasan terlalu panjang. Batasnya {limit} huruf.")
    if not ways.takes_links and "://" in text:
        label = name_of(conversation.channel).label
        raise InvalidInputError(f"Tautan di {label} berbiaya mahal. Hapus tautannya, lalu kirim lagi.")


def _window_words(conversation: Conversation) -> str:
    label, hours = name_of(conversation.channel).label, settings.WINDOW_HOURS[conversation.channel]
    other = "Pilih templat, atau tunggu" if usable_templates(conversation.channel).exists() else "Tunggu"
    return f"Jendela {label} {hours} jam sudah tertutup. {other} pelapor menulis lagi. Teks Anda tidak hilang."


def _address(
    complaint: Complaint, conversation: Conversation, quoted: str, now: datetime, *, is_private: bool
) -> dict[str, Any]:
    """Where everybody reads a word stands under a comment, and only by that comment can its author be reached."""
    word = answered_word(complaint, conversation, quoted) if conversation.is_public else None
    if is_private:
        return {"quoted_external_id": check_private(word, now).external_id, "form": Reply.Form.PRIVATE.value}
    if word is None:
        raise InvalidInputError("Komentar pelapor sudah tidak ada, jadi tidak dapat dibalas.")
    return {"quoted_external_id": word.external_id}


def _write(
    complaint: Complaint,
    conversation: Conversation,
    kind: str,
    user: User,
    now: datetime,
    details: ReplyDetails,
    **facts: Any,
) -> Reply:
    is_private = facts.get("form") == Reply.Form.PRIVATE
    is_public, text = conversation.is_public and not is_private, facts["text"]
    approval = find_approval(complaint, kind, text, is_private=is_private, now=now)
    reason = details.override_reason or (f"Disetujui {approval.decided_by}" if approval else "")
    kept = vet(text=text, is_public=is_public, override_reason=reason)
    kept |= check_reading(complaint, kind, text, approval, details.override_reason, details.approved)
    kept |= note_use(details.approved, facts["text"], now) if details.approved else {}
    kept |= {"basis": {"reply": details.basis.pk, "number": _number_of(details.basis)}} if details.basis else {}
    kept |= {"promised_on": details.promised_on.isoformat()} if details.promised_on else {}
    kept |= details.history
    before = remember_case(complaint)
    due = now + timedelta(seconds=settings.UNDO_SECONDS.get(conversation.channel, 0))
    reply = Reply.objects.create(
        conversation=conversation,
        complaint=complaint,
        author=user,
        kind=kind,
        created_at=now,
        next_attempt_at=due,
        **facts,
    )
    if approval:
        SecondReading.objects.filter(pk=approval.pk).update(reply=reply)
    event = record(complaint, "reply.written", now=now, actor=user, kind=kind, reply=reply.pk, **kept)
    reply.before = before | {"event": event.pk}
    reply.save(update_fields=["before"])
    _hurry_earlier(reply, due)
    if due > now and reply.status == Reply.Status.PENDING:
        announce_typing(conversation=conversation, now=now)
    _follow_with_state(complaint, kind, user, now)
    # Whoever answers a case that nobody held is its holder from now on, and the one whom escalations tell.
    clocks.reassign(complaint=complaint, now=now)
    stop_clocks(complaint, kind, now)
    if details.promised_on and Status(complaint.status) in OPEN:
        _promise(complaint, details.promised_on, user, now)
    return reply


def _promise(complaint: Complaint, day: date, user: User, now: datetime) -> None:
    with clock_refusals():
        pledge = promise_day(complaint=complaint, day=day, user=user, now=now)
    if pledge:
        record(complaint, "promise.given", now=now, actor=user, until=day.isoformat())


def _number_of(reply: Reply) -> str:
    return reply.complaint.number if reply.complaint else ""


def _write_again(reply: Reply, user: User, now: datetime, status: Reply.Status, refusal: str) -> Reply:
    if reply.complaint is None or not can_act(user, reply.complaint):
        raise NotAllowedError("Anda tidak dapat mengirim ulang balasan ini.")
    former = Reply.objects.select_for_update().filter(pk=reply.pk, status=status)
    if not former.exists() or Reply.objects.filter(retry_of=reply).exists():
        raise MoveNotAllowedError(refusal)
    again = Reply.objects.create(
        conversation=reply.conversation,
        complaint=reply.complaint,
        author=user,
        kind=reply.kind,
        text=reply.text,
        form=reply.form,
        content=reply.content,
        quoted_external_id=reply.quoted_external_id,
        created_at=now,
        next_attempt_at=now,
        retry_of=reply,
    )
    record(reply.complaint, "reply.retried", now=now, actor=user, reply=again.pk)
    stop_clocks(reply.complaint, again.kind, now)
    return again


def _hurry_earlier(reply: Reply, due: datetime) -> None:
    # Nothing overtakes an earlier word to the same contact, so an automatic one must not rest longer than the answer.
    earlier = Reply.objects.filter(conversation=reply.conversation, author=None, status=Reply.Status.PENDING)
    earlier.filter(next_attempt_at__gt=due).update(next_attempt_at=due)


def _follow_with_state(complaint: Complaint, kind: str, user: User, now: datetime) -> None:
    facts = {"answered_at": now, "assignee": complaint.assignee or user}
    at_unit = complaint.status in (Status.FORWARDED, Status.ACCEPTED, Status.IN_PROGRESS, Status.WAITING)
    if kind == Reply.Kind.QUESTION and at_unit and complaint.status != Status.WAITING:
        move(complaint, Status.WAITING, **facts)
        clocks.await_citizen(complaint=complaint, now=now)
    elif kind == Reply.Kind.ANSWER and complaint.status in (Status.FORWARDED, Status.ACCEPTED):
        move(complaint, Status.IN_PROGRESS, **facts)
    elif complaint.status == Status.FORWARDED:
        move(complaint, Status.ACCEPTED, **facts)
    else:
        change(complaint, answered_at=now)
