"""Minta dibaca: somebody else reads an answer before it is sent, within a clock of his own."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from bontang_pengaduan.lib.text import clean
from opd.models import User
from sla import clocks
from sla.models import ClockKind, SlaClock

from ..colours import rules_of_kind
from ..errors import InvalidInputError, MoveNotAllowedError, NotAllowedError, ReadingNeededError
from ..guard import Finding, check_word
from ..models import AnswerVersion, Complaint, Message, Reply, SecondReading
from ..permissions import can_act, is_coordinator
from ..queries import find_conversation
from ..readers import may_read, readers_for
from ..risk import AMBER, GREEN, RED, Risk, read_risk, risk_of_words
from ..ways import ways_of
from ..workflow import OPEN, Status
from .drafting import give_back
from .ending import withdraw
from .events import record
from .telling import tell_reading_asked, tell_reading_decided
from .word_clocks import PERSONS_WORDS

MAX_WORDS = 300  # letters of a question or a remark
_QUOTED = re.compile(r"“([^”]*)”")
KEPT = timedelta(days=7)  # house rule: an older approval knows too little of the case


@dataclass(frozen=True)
class Draft:
    """What would be sent: the words and their kind, the approved answer or the answer of a similar case that they
    were begun with, and the citizen's message that they answer to. `is_private`: to the author of a public comment
    alone."""

    text: str
    kind: str = Reply.Kind.ANSWER.value
    is_private: bool = False
    approved: AnswerVersion | None = None
    quoted: Message | None = None
    basis: Reply | None = None


@transaction.atomic
def ask_reading(
    *, complaint: Complaint, draft: Draft, reader: User, question: str, user: User, now: datetime
) -> SecondReading:
    """Asks `reader` to read the draft; his clock starts, he and a substitute are told. Nothing is sent.

    Raises NotAllowedError, InvalidInputError (an empty or too long draft, somebody who may not read it),
    MoveNotAllowedError while another draft of the case waits.
    """
    complaint = _locked(complaint)
    _check_asking(complaint, draft, question, user)
    risk = risk_of_draft(complaint, draft)
    able = readers_for(complaint, user, risk.colour)
    if reader.pk not in {each.user.pk for each in able}:
        raise InvalidInputError("Pilih pembaca dari daftar.")
    _make_room(complaint, now)
    reading = SecondReading.objects.create(
        complaint=complaint,
        asked_by=user,
        reader=reader,
        substitute=next((each.user for each in able if each.user.pk != reader.pk), None),
        kind=draft.kind,
        is_private=draft.is_private,
        text=clean(draft.text),
        question=clean(question),
        approved=draft.approved,
        quoted=draft.quoted,
        basis=draft.basis,
        risk=risk.colour,
        reasons=[reason.words for reason in risk.reasons],
        rules=rules_of_kind([reason.code for reason in risk.reasons], draft.text, draft.approved),
        asked_at=now,
    )
    [clock] = clocks.start(complaint=complaint, kinds=[ClockKind.SECOND_READER], now=now)
    # Whoever reads is warned when his time runs out, and not whoever holds the case.
    SlaClock.objects.filter(pk=clock.pk).update(holder=reader)
    record(
        complaint,
        "reading.asked",
        now=now,
        actor=user,
        name=reader.display_name,
        reading=reading.pk,
        risk=risk.colour,
        about=_about(risk),
    )
    tell_reading_asked(complaint, reading, due_at=clock.due_at, now=now)
    return reading


@transaction.atomic
def approve_reading(*, reading: SecondReading, text: str, remark: str, user: User, now: datetime) -> None:
    """Setujui: these words, the writer's or the reader's own, may be sent by the officers of the case. The writer is
    told. Raises NotAllowedError, InvalidInputError, MoveNotAllowedError when it has been decided."""
    reading = _locked_reading(reading, user)
    final = clean(text)
    draft = Draft(final, reading.kind, reading.is_private, reading.approved, reading.quoted)
    _check_words(reading.complaint, draft)
    _decide(reading, SecondReading.Status.APPROVED, remark, user, now, approved_text=final)
    type_ = "reading.edited" if reading.is_edited else "reading.approved"
    _record_decision(reading, type_, now)


@transaction.atomic
def return_reading(*, reading: SecondReading, remark: str, user: User, now: datetime) -> None:
    """Kembalikan: not like this, and why. The writer is told and has his words as a draft again. Raises
    NotAllowedError, InvalidInputError without a remark, MoveNotAllowedError when it has been decided."""
    reading = _locked_reading(reading, user)
    if not clean(remark):
        raise InvalidInputError("Tuliskan apa yang perlu diubah atau ditanyakan.")
    _decide(reading, SecondReading.Status.RETURNED, remark, user, now)
    give_back(reading=reading, now=now)
    _record_decision(reading, "reading.returned", now)


@transaction.atomic
def withdraw_reading(*, reading: SecondReading, user: User, now: datetime) -> None:
    """Tarik kembali: the writer does not need it read any more; its clock ends without a verdict, its words are his
    draft again. Raises NotAllowedError, MoveNotAllowedError when it has been decided."""
    complaint = _locked(reading.complaint)
    waiting = _waiting(complaint, reading.pk)
    if user.pk != waiting.asked_by_id and not is_coordinator(user):
        raise NotAllowedError("Hanya yang meminta yang dapat menarik permintaannya.")
    _withdraw(waiting, user, now)


def risk_of_draft(complaint: Complaint, draft: Draft) -> Risk:
    """The risk of sending it, with what the check before sending finds in it."""
    return read_risk(complaint, draft.text, _findings(complaint, draft), approved=draft.approved)


def find_approval(
    complaint: Complaint, kind: str, text: str, *, is_private: bool, now: datetime
) -> SecondReading | None:
    """The approval of exactly these words for this case, not older than KEPT and not used; a reply that was taken back
    has not used it."""
    approvals = complaint.readings.filter(status=SecondReading.Status.APPROVED, decided_at__gte=now - KEPT)
    fresh = approvals.filter(kind=kind, is_private=is_private, approved_text=text).select_related("decided_by", "reply")
    unused = (each for each in fresh if each.reply is None or each.reply.status == Reply.Status.CANCELLED)
    return next(unused, None)


def check_reading(
    complaint: Complaint,
    kind: str,
    text: str,
    approval: SecondReading | None,
    override_reason: str,
    approved: AnswerVersion | None,
) -> dict[str, Any]:
    """What the history keeps of who has read these words, begun with the `approved` answer. Green words need no reader.

    Raises ReadingNeededError for red words that nobody has approved, and for amber ones without a reason. A receipt
    goes at once, unless its own words are about a red matter.
    """
    if approval:
        name = approval.decided_by.display_name if approval.decided_by else ""
        return {"reading": {"by": name, "id": approval.pk, "is_edited": approval.is_edited}}
    risk = (
        risk_of_words(_without_subject(text, complaint))
        if kind == Reply.Kind.RECEIPT
        else read_risk(complaint, text, approved=approved)
    )
    reason = clean(override_reason)
    if risk.colour == GREEN or (kind == Reply.Kind.RECEIPT and risk.colour == AMBER):
        return {}
    if risk.colour == RED or not reason:
        raise ReadingNeededError(risk, text)
    return {"risk": {"colour": risk.colour, "reasons": [each.words for each in risk.reasons], "reason": reason}}


def _without_subject(text: str, complaint: Complaint) -> str:
    """A receipt may quote what the case is called: those words are the citizen's."""
    return _QUOTED.sub(lambda found: "" if found[1].rstrip(".!?… ") in complaint.subject else found[0], text)


def _check_asking(complaint: Complaint, draft: Draft, question: str, user: User) -> None:
    if not can_act(user, complaint):
        raise NotAllowedError("Aduan ini ditangani OPD lain.")
    if complaint.part_of_id and not complaint.may_speak:
        raise NotAllowedError("Pelapor dijawab OPD penanggung jawab. Sampaikan jawaban Anda kepadanya.")
    if Status(complaint.status) not in OPEN | {Status.RESOLVED}:
        raise MoveNotAllowedError("Aduan ini sudah ditutup.")
    if draft.kind not in PERSONS_WORDS:
        raise InvalidInputError("Pilih jenis balasan.")
    _check_remark(question)
    _check_words(complaint, draft)


def _check_words(complaint: Complaint, draft: Draft) -> None:
    """What no reason would send is not worth anybody's reading."""
    text = clean(draft.text)
    if not text:
        raise InvalidInputError("Balasan masih kosong.")
    conversation = find_conversation(complaint)
    if conversation is not None:
        in_public = conversation.is_public and not draft.is_private
        ways = ways_of(conversation.channel)
        if not ways.fits(text, in_public=in_public):
            limit = f"{ways.limit(in_public=in_public):,}".replace(",", ".")
            raise InvalidInputError(f"Balasan terlalu panjang. Batasnya {limit} huruf.")
    stopping = [finding.label.lower() for finding in _findings(complaint, draft) if finding.stops]
    if stopping:
        raise InvalidInputError(f"Perbaiki dulu: {', '.join(dict.fromkeys(stopping))}.")


def _check_remark(words: str) -> None:
    if len(clean(words)) > MAX_WORDS:
        raise InvalidInputError(f"Catatan terlalu panjang. Batasnya {MAX_WORDS} huruf.")


def _findings(complaint: Complaint, draft: Draft) -> tuple[Finding, ...]:
    conversation = find_conversation(complaint)
    is_public = bool(conversation and conversation.is_public) and not draft.is_private
    return check_word(clean(draft.text), public=is_public)


def _make_room(complaint: Complaint, now: datetime) -> None:
    """A draft of somebody who has lost the case meanwhile gives way."""
    waiting = (
        complaint.readings.filter(status=SecondReading.Status.WAITING).select_related("asked_by", "reader").first()
    )
    if waiting is None:
        return
    if can_act(waiting.asked_by, complaint):
        name = waiting.reader.display_name
        raise MoveNotAllowedError(f"Jawaban lain pada aduan ini masih menunggu dibaca {name}.")
    _withdraw(waiting, waiting.asked_by, now)


def _locked(complaint: Complaint) -> Complaint:
    return Complaint.objects.select_for_update().get(pk=complaint.pk)


def _locked_reading(reading: SecondReading, user: User) -> SecondReading:
    # The case first, as everybody who changes it.
    complaint = _locked(reading.complaint)
    waiting = _waiting(complaint, reading.pk)
    if not may_read(user, waiting):
        raise NotAllowedError("Jawaban ini tidak untuk Anda baca.")
    return waiting


def _waiting(complaint: Complaint, pk: int) -> SecondReading:
    rows = complaint.readings.filter(pk=pk, status=SecondReading.Status.WAITING)
    reading = rows.select_related("asked_by", "reader", "approved").first()
    if reading is None:
        raise MoveNotAllowedError("Permintaan ini sudah diputuskan atau ditarik.")
    reading.complaint = complaint
    return reading


def _decide(
    reading: SecondReading, status: SecondReading.Status, remark: str, user: User, now: datetime, **facts: str
) -> None:
    _check_remark(remark)
    reading.status, reading.decided_by, reading.decided_at = status, user, now
    reading.remark, reading.approved_text = clean(remark), facts.get("approved_text", "")
    reading.save(update_fields=["status", "decided_by", "decided_at", "remark", "approved_text"])
    clocks.stop(complaint=reading.complaint, kind=ClockKind.SECOND_READER, now=now)


def _record_decision(reading: SecondReading, type_: str, now: datetime) -> None:
    said = f": {reading.remark}" if reading.remark else ""
    record(
        reading.complaint,
        type_,
        now=now,
        actor=reading.decided_by,
        reading=reading.pk,
        name=reading.asked_by.display_name,
        said=said,
    )
    tell_reading_decided(reading.complaint, reading, now=now)


def _withdraw(reading: SecondReading, user: User, now: datetime) -> None:
    withdraw(reading, user, now)
    record(reading.complaint, "reading.withdrawn", now=now, actor=user, reading=reading.pk)


def _about(risk: Risk) -> str:
    return f" ({risk.label.lower()}: {risk.words})" if risk.reasons else ""
