"""A report that SP4N's interface told, on its way into mirror and case."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from bontang_pengaduan.lib import inbound
from bontang_pengaduan.lib.text import fold
from complaints.incoming import accept
from complaints.models import Message, Reply
from sla.calendars import current_calendar

from ..channels.sp4n.theirs import Theirs, Word, unpack
from .copying import COPIED, UNSENT, note_arrived, note_entry, words_of
from .due_times import citizen_due
from .holding import hold_reports, hold_words
from .identity import ACCOUNT, CHANNEL
from .models import Sp4nReport, Sp4nSubmission
from .opening import open_case_of

CLOCK_SKEW = timedelta(minutes=10)  # between SP4N's clock and ours
# What may stand there without our knowing its id: sent without an answer, or copied by a person.
AWAITED = Q(status__in=[*UNSENT, Reply.Status.FAILED]) | Q(external_id__startswith=COPIED)
Sent = Sp4nSubmission.Status


@transaction.atomic
def take_copy(*, event: inbound.Message, now: datetime) -> None:
    """Takes one version of a report. An older one than the mirror's changes nothing of its fields; a follow-up is taken
    once, whenever it comes. The caller has claimed the version's identity."""
    packed = event.facts.get("theirs")
    if not isinstance(packed, dict):
        # A row of an export in the ledger: exports have their own way, with a look before they are applied.
        return
    theirs = unpack(packed)
    _recognise_entry(theirs, now)
    hold_reports(reports=[theirs], as_of=event.sent_at, now=now)
    report = Sp4nReport.objects.select_for_update(of=("self",)).get(tracking_id=theirs.tracking_id)
    if report.complaint is None:
        open_case_of(report=report, now=now)
    for word in theirs.words:
        if not word.is_citizens:
            _take_answer(report, word, now)
    hold_words(report=report, theirs=theirs, now=now)


def _recognise_entry(theirs: Theirs, now: datetime) -> None:
    """A report with the very words of one that we entered without getting an answer is that one."""
    if Sp4nReport.objects.filter(tracking_id=theirs.tracking_id).exists():
        return
    awaited = Sp4nSubmission.objects.filter(words=words_of(theirs.text), status__in=[Sent.SENDING, Sent.UNKNOWN])
    row = awaited.filter(claimed_at__lte=theirs.entered_at + CLOCK_SKEW).order_by("claimed_at").first()
    if row:
        note_entry(submission=row, tracking_id=theirs.tracking_id, now=now)


def _take_answer(report: Sp4nReport, word: Word, now: datetime) -> None:
    """Our own answer comes back: known by its id, or, when none came or a person copied it, by its words and time.
    Anything else was written in SP4N and becomes the city's word in the case."""
    if report.complaint is None:
        return
    ours = Reply.objects.filter(complaint=report.complaint, conversation__channel=CHANNEL)
    name = f"{report.tracking_id}:{word.id}"
    is_kept = Message.objects.filter(channel=CHANNEL, account=ACCOUNT, external_id=name).exists()
    if is_kept or ours.filter(external_id=word.id).exists():
        return
    awaited = ours.filter(AWAITED, created_at__lte=word.at + CLOCK_SKEW).order_by("created_at", "pk")
    locked = awaited.select_for_update(of=("self",)).select_related("complaint")
    # One that surely did not arrive is the last guess.
    for reply in sorted(locked, key=lambda reply: reply.status == Reply.Status.FAILED):
        if fold(reply.text) == fold(word.text):
            _name(reply, word, now)
            return
    _keep_foreign_answer(report, name, word, now)


def _name(reply: Reply, word: Word, now: datetime) -> None:
    if reply.external_id.startswith(COPIED):
        # It has counted since a person noted it.
        Reply.objects.filter(pk=reply.pk).update(external_id=word.id)
    else:
        note_arrived(reply=reply, external_id=word.id, now=now)


def _keep_foreign_answer(report: Sp4nReport, name: str, word: Word, now: datetime) -> None:
    facts = {"is_public": True, "answers": report.tracking_id, "text": word.text, "wa_type": "report"}
    echo = inbound.Signal(CHANNEL, ACCOUNT, name, "echo", "record_outbound", word.at, data=facts)
    accept(event=echo, now=now)
    due = citizen_due(current_calendar(), word.at)
    Sp4nReport.objects.filter(pk=report.pk, citizen_due_at=None).update(citizen_due_at=due)
