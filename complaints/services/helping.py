"""Butuh bantuan: asking the head, the coordinator, Bagian Hukum or Diskominfo for words, and what they answer."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from bontang_pengaduan.lib.text import clean
from opd.models import User
from opd.notices import notify
from sla import clocks
from sla.calendars import current_calendar
from sla.next_steps import next_step_due, promise_next_step
from sla.working_time import add_working_time

from ..errors import InvalidInputError, MoveNotAllowedError, NotAllowedError
from ..guard import check
from ..helpers import OUTSIDE, helpers_for, may_help, people_of
from ..masking import PERSONAL
from ..models import Complaint, HelpRequest, Reply
from ..permissions import can_act, is_coordinator
from ..wording import day_of, full_date
from ..workflow import OPEN, Status
from .events import record
from .replies import ReplyDetails, answer

HELP_TIME = timedelta(hours=4)  # of office time, a house rule: as long as the first word to the citizen may take
LONGEST = 4000  # letters of a question, a draft or an answer
HOLDING = (
    "Terima kasih sudah menunggu. Jawaban untuk aduan Anda sedang kami pastikan lebih dahulu supaya tidak keliru. "
    "Petugas {unit} memberi Anda kabar paling lambat {day}."
)


@transaction.atomic
def ask_help(
    *,
    complaint: Complaint,
    helper: str,
    question: str,
    draft: str,
    tells_citizen: bool,
    version: int,
    user: User,
    now: datetime,
) -> HelpRequest:
    """Asks for words; who is asked is told, and has HELP_TIME. With `tells_citizen` the citizen hears honestly that his
    answer is being made sure of, and by which day: a promise of this officer with its own clock.

    Raises NotAllowedError, InvalidInputError (without a question; personal data in what leaves the unit),
    MoveNotAllowedError while the same question is open, and with `tells_citizen` what answer raises.
    """
    complaint = Complaint.objects.select_for_update(of=("self",)).select_related("opd").get(pk=complaint.pk)
    _check_asking(complaint, helper, question, draft, user)
    request = HelpRequest.objects.create(
        complaint=complaint,
        helper=helper,
        question=clean(question),
        draft=clean(draft),
        asked_by=user,
        asked_at=now,
        due_at=add_working_time(current_calendar(), now, HELP_TIME),
    )
    record(complaint, "help.asked", now=now, actor=user, name=request.get_helper_display(), help=request.pk)
    if tells_citizen:
        _hold_the_line(complaint, user, version, now)
    _tell_asked(request, now)
    return request


@transaction.atomic
def answer_help(*, help_request: HelpRequest, text: str, edited: str, user: User, now: datetime) -> None:
    """What the helper says, the draft as he would send it, or both. Nothing is sent: who asked is told and decides.
    Raises NotAllowedError, InvalidInputError, MoveNotAllowedError when it is answered or taken back."""
    request = _locked(help_request)
    if not may_help(user, request):
        raise NotAllowedError("Bantuan ini ditanyakan kepada orang lain.")
    said, draft = clean(text), clean(edited)
    _check_length(said, draft)
    if not said and draft in ("", request.draft):
        raise InvalidInputError("Tuliskan saran Anda, atau ubah drafnya.")
    request.answer, request.edited, request.answered_by, request.answered_at = said, draft, user, now
    request.save(update_fields=["answer", "edited", "answered_by", "answered_at"])
    record(request.complaint, "help.answered", now=now, actor=user, name=request.asked_by.display_name, help=request.pk)
    number = request.complaint.number
    _tell(
        User.objects.filter(pk=request.asked_by_id),
        subject=f"Aduan {number}: bantuan dijawab",
        body=f"{user.display_name} menjawab permintaan bantuan Anda pada aduan {number}.",
        url=f"/aduan/{number}/?bantuan={request.pk}",
        cause=f"help-answered:{request.pk}",
        now=now,
    )


@transaction.atomic
def withdraw_help(*, help_request: HelpRequest, user: User, now: datetime) -> None:
    """Tarik kembali: nobody needs to answer any more. Raises NotAllowedError, MoveNotAllowedError."""
    request = _locked(help_request)
    if user.pk != request.asked_by_id and not is_coordinator(user):
        raise NotAllowedError("Hanya yang meminta yang dapat menarik permintaannya.")
    HelpRequest.objects.filter(pk=request.pk).update(withdrawn_at=now)
    record(request.complaint, "help.withdrawn", now=now, actor=user, help=request.pk)


@transaction.atomic
def tell_late_help(*, now: datetime) -> int:
    """Tells who asked, and the coordinators, of questions whose time has run out, once each; how many.

    A question of a case that is settled needs no answer any more and is told to nobody.
    """
    late = HelpRequest.objects.filter(answered_at=None, withdrawn_at=None, late_told_at=None, due_at__lte=now)
    late = late.filter(complaint__status__in=[status.value for status in OPEN])
    rows = list(late.select_for_update(of=("self",), skip_locked=True).select_related("complaint", "asked_by"))
    for request in rows:
        HelpRequest.objects.filter(pk=request.pk).update(late_told_at=now)
        people = people_of(HelpRequest.Helper.COORDINATOR, request.complaint)
        number, helper = request.complaint.number, request.get_helper_display()
        _tell(
            people | User.objects.filter(pk=request.asked_by_id, is_active=True).distinct(),
            subject=f"Aduan {number}: bantuan terlambat",
            body=f"Permintaan bantuan kepada {helper} pada aduan {number} belum dijawab dan waktunya sudah lewat.",
            url=f"/bantuan/{request.pk}/",
            cause=f"help-late:{request.pk}",
            now=now,
        )
    return len(rows)


def _check_asking(complaint: Complaint, helper: str, question: str, draft: str, user: User) -> None:
    if not can_act(user, complaint):
        raise NotAllowedError("Aduan ini ditangani OPD lain.")
    if Status(complaint.status) not in OPEN:
        raise MoveNotAllowedError("Aduan ini sudah tidak berjalan.")
    if helper not in helpers_for(complaint, user):
        raise InvalidInputError("Pilih kepada siapa Anda bertanya.")
    if not clean(question):
        raise InvalidInputError("Tuliskan pertanyaan Anda.")
    _check_length(question, draft)
    if helper in OUTSIDE:
        _require_impersonal(complaint, f"{question}\n{draft}")
    if complaint.help_requests.filter(helper=helper, answered_at=None, withdrawn_at=None).exists():
        raise MoveNotAllowedError("Pertanyaan kepada penerima ini masih menunggu jawaban.")


def _require_impersonal(complaint: Complaint, text: str) -> None:
    """Another unit is asked about a matter, and not about a person."""
    labels = {found.label.lower() for found in check(text, public=True) if found.flag in PERSONAL}
    name = complaint.reporter.name.strip().lower()
    if name and name in text.lower():
        labels.add("nama pelapor")
    if labels:
        raise InvalidInputError(f"Penerima di OPD lain tidak boleh membaca {', '.join(sorted(labels))}. Hapus dahulu.")


def _check_length(*texts: str) -> None:
    if any(len(text) > LONGEST for text in texts):
        raise InvalidInputError("Teks terlalu panjang. Batasnya 4.000 huruf.")


def _hold_the_line(complaint: Complaint, user: User, version: int, now: datetime) -> None:
    due_at = next_step_due(complaint=complaint, now=now)
    unit = complaint.opd.name if complaint.opd else "Pemerintah Kota Bontang"
    history = {"next_step_at": due_at.isoformat()}
    answer(
        complaint=complaint,
        text=HOLDING.format(unit=unit, day=day_of(due_at)),
        kind=Reply.Kind.RECEIPT,
        user=user,
        version=version,
        now=now,
        details=ReplyDetails(history=history),
    )
    complaint.refresh_from_db()
    promise_next_step(complaint=complaint, due_at=due_at, user=user, now=now)


def _locked(help_request: HelpRequest) -> HelpRequest:
    rows = HelpRequest.objects.select_for_update(of=("self",)).select_related("complaint", "asked_by")
    request = rows.get(pk=help_request.pk)
    if not request.is_open:
        raise MoveNotAllowedError("Permintaan bantuan ini sudah dijawab atau ditarik.")
    return request


def _tell_asked(request: HelpRequest, now: datetime) -> None:
    # Who is outside the unit must not learn which case it is.
    about = "" if request.helper in OUTSIDE else f" pada aduan {request.complaint.number}"
    unit = request.complaint.opd.name if request.complaint.opd else "Petugas"
    _tell(
        people_of(request.helper, request.complaint).exclude(pk=request.asked_by_id),
        subject=f"Butuh bantuan: {unit}"[:200],
        body=f"{request.asked_by.display_name} ({unit}) meminta bantuan menyusun jawaban{about}. "
        f"Paling lambat {full_date(request.due_at)}.",
        url=f"/bantuan/{request.pk}/",
        cause=f"help:{request.pk}",
        now=now,
    )


def _tell(recipients: QuerySet[User], *, subject: str, body: str, url: str, cause: str, now: datetime) -> None:
    later = clocks.next_office_moment(now)
    notify(recipients=recipients, subject=subject, body=body, url=url, dedupe_key=cause, now=now, not_before=later)
