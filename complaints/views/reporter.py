"""Who stands behind a case: his number on request and on record, reporters joined and parted, the archive."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bontang_pengaduan.lib.clock import now

from ..errors import ComplaintError
from ..forms.reporter import MergeForm, OtherReporterForm, PurposeForm
from ..models import ArchivedMessage, Complaint, Reporter, ReporterMerge
from ..permissions import can_act, is_coordinator, may_see_identity
from ..queries import former_holders, visible_to
from ..reporter_card import disclosures_of, merges_of, read_reporter
from ..services.disclosing import disclose_phone
from ..services.relinking import renew_link
from ..services.reporters import merge_reporters, split_reporters
from .acting import attempt, attempt_form, find_complaint
from .navigation import StaffRequest

ARCHIVE_ROWS = 500


@login_required
@require_http_methods(["GET", "POST"])
def phone_show(request: StaffRequest, number: str) -> HttpResponse:
    """Tampilkan nomor: asks what for, keeps the answer, and then shows the number on this one answer alone."""
    complaint = find_complaint(request, number)
    if not (can_act(request.user, complaint) and may_see_identity(request.user, complaint)):
        raise PermissionDenied
    form, phone = PurposeForm(request.POST or None), ""
    if form.is_valid():
        try:
            phone = disclose_phone(complaint=complaint, user=request.user, now=now(), **form.cleaned_data)
        except ComplaintError as refusal:
            form.add_error(None, str(refusal))
    context = {"complaint": complaint, "form": form, "phone": phone}
    status = 422 if request.method == "POST" and not phone else 200
    response = render(request, "complaints/reporter_phone.html", context, status=status)
    add_never_cache_headers(response)
    return response


@login_required
@require_GET
def reporter_detail(request: StaffRequest, number: str) -> HttpResponse:
    """The reporter of a case: identifiers, cases, merges and who looked at his number. 403 for agencies."""
    complaint = _steered(request, number)
    form = OtherReporterForm(request.GET or None)
    if form.is_valid():
        asked = form.cleaned_data["dengan"].strip().upper()
        other = visible_to(request.user).filter(number=asked).exclude(reporter=complaint.reporter).first()
        if other:
            return redirect("reporter_merge", number, other.reporter_id)
        form.add_error("dengan", "Tidak ada aduan pelapor lain dengan nomor itu.")
    context = {
        "complaint": complaint,
        "card": read_reporter(complaint.reporter),
        "candidates": [read_reporter(other) for other in former_holders(complaint.reporter)],
        "merges": merges_of(complaint.reporter),
        "disclosures": disclosures_of(complaint.reporter),
        "form": form,
    }
    return render(request, "complaints/reporter.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def reporter_merge(request: StaffRequest, number: str, pk: int) -> HttpResponse:
    """Gabungkan pelapor: what moves is shown before anything does. The older of the two stays."""
    complaint = _steered(request, number)
    other = get_object_or_404(Reporter.objects.exclude(pk=complaint.reporter_id), pk=pk)
    kept, duplicate = sorted((complaint.reporter, other), key=lambda reporter: reporter.pk)
    form = MergeForm(request.POST or None)
    if form.is_valid():
        facts = {"kept": kept, "duplicate": duplicate, "reason": ReporterMerge.Reason.OFFICER, **form.cleaned_data}
        if attempt_form(request, form, "Pelapor digabungkan.", merge_reporters, **facts):
            return redirect("reporter_detail", number)
    context = {
        "complaint": complaint,
        "kept": read_reporter(kept),
        "duplicate": read_reporter(duplicate),
        "form": form,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "complaints/reporter_merge.html", context, status=status)


@login_required
@require_POST
def link_renew(request: StaffRequest, number: str) -> HttpResponse:
    """Kirim tautan baru: the old link of this case ends."""
    complaint = find_complaint(request, number)
    attempt(request, "Tautan baru dikirim kepada pelapor.", renew_link, complaint=complaint)
    return redirect("complaint_detail", number)


@login_required
@require_POST
def reporter_split(request: StaffRequest, number: str, pk: int) -> HttpResponse:
    """Pisahkan: takes a merge of this reporter back."""
    complaint = _steered(request, number)
    merge = get_object_or_404(ReporterMerge.objects.filter(kept=complaint.reporter), pk=pk)
    attempt(request, "Pelapor dipisahkan.", split_reporters, merge=merge)
    return redirect("reporter_detail", number)


@login_required
@require_GET
def reporter_archive(request: StaffRequest, number: str) -> HttpResponse:
    """What was said before the number was joined to the platform. It may be about anything: for coordinators."""
    complaint = _steered(request, number)
    rows = ArchivedMessage.objects.filter(conversation__reporter=complaint.reporter).order_by("-sent_at", "-pk")
    shown = list(rows[: ARCHIVE_ROWS + 1])
    context = {
        "complaint": complaint,
        "rows": shown[:ARCHIVE_ROWS][::-1],
        "is_cut": len(shown) > ARCHIVE_ROWS,
        "limit": ARCHIVE_ROWS,
    }
    return render(request, "complaints/reporter_archive.html", context)


def _steered(request: StaffRequest, number: str) -> Complaint:
    if not is_coordinator(request.user):
        raise PermissionDenied
    return find_complaint(request, number)
