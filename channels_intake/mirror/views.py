"""SP4N-LAPOR beside our cases: the mirror, its conflicts, and what has to be copied by hand."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bontang_pengaduan.lib.clock import now
from complaints.errors import ComplaintError
from complaints.models import Reply
from complaints.views.navigation import StaffRequest

from ..channel_views import require_steering
from .board import lay_out, list_reports
from .conflicts import DecisionRefusedError, decide_conflict
from .copying import answers_to_copy, cases_to_copy, is_automatic, note_answer_copied, note_entry, request_entry
from .dispositions import dispositions_to_enter
from .forms import EntryRequestForm
from .models import Sp4nConflict, Sp4nSubmission

SHOWN = 50
# The button's word in the form, and what it decides.
CHOICES = {"kota": Sp4nConflict.Choice.OURS, "sp4n": Sp4nConflict.Choice.THEIRS}


@login_required
@require_GET
def mirror(request: StaffRequest) -> HttpResponse:
    """What we hold, what SP4N holds, the difference, who must act. 403 for people of one agency."""
    require_steering(request)
    only_open = request.GET.get("tampil") != "semua"
    page = Paginator(list_reports(only_open=only_open), SHOWN).get_page(request.GET.get("hal"))
    moment = now()
    context = {
        "rows": [lay_out(report, moment) for report in page],
        "page": page,
        "only_open": only_open,
        "to_copy": answers_to_copy().count() + cases_to_copy().count() + dispositions_to_enter().count(),
        "is_automatic": is_automatic(),
        "section": "settings",
    }
    return render(request, "sp4n/mirror.html", context)


@login_required
@require_POST
def conflict_decide(request: StaffRequest, pk: int) -> HttpResponse:
    """Ikuti keadaan kota, or Ikuti SP4N."""
    require_steering(request)
    conflict = get_object_or_404(Sp4nConflict.objects.select_related("report__complaint"), pk=pk)
    choice = CHOICES.get(request.POST.get("ikuti", ""), "")
    return _try(
        request, "sp4n_mirror", lambda: decide_conflict(conflict=conflict, choice=choice, user=request.user, now=now())
    )


@login_required
@require_http_methods(["GET", "POST"])
def copy_queue(request: StaffRequest) -> HttpResponse:
    """Perlu disalin ke SP4N: answers and cases with texts to copy, units to enter; the form asks for a further case."""
    require_steering(request)
    form = EntryRequestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            request_entry(**form.cleaned_data, user=request.user, now=now())
        except ComplaintError as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("sp4n_copy")
    context = {
        "form": form,
        "answers": answers_to_copy()[:SHOWN],
        "cases": cases_to_copy()[:SHOWN],
        "dispositions": dispositions_to_enter()[:SHOWN],
        "is_automatic": is_automatic(),
        "section": "settings",
    }
    return render(request, "sp4n/copy.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def answer_copied(request: StaffRequest, pk: int) -> HttpResponse:
    """Sudah disalin."""
    require_steering(request)
    reply = get_object_or_404(Reply, pk=pk)
    return _try(request, "sp4n_copy", lambda: note_answer_copied(reply=reply, user=request.user, now=now()))


@login_required
@require_POST
def case_entered(request: StaffRequest, pk: int) -> HttpResponse:
    """Simpan nomor: the case stands in SP4N under that number."""
    require_steering(request)
    row = get_object_or_404(Sp4nSubmission, pk=pk)
    number = request.POST.get("tracking_id", "")
    return _try(
        request,
        "sp4n_copy",
        lambda: note_entry(submission=row, tracking_id=number, user=request.user, now=now()),
    )


def _try(request: StaffRequest, page: str, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
    except (ComplaintError, DecisionRefusedError) as refusal:
        messages.error(request, str(refusal))
    return redirect(page)
