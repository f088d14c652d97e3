"""Impor SP4N: an export is brought, what it would change is shown, then it is applied or cancelled."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bontang_pengaduan.lib.clock import WITA, now
from complaints.views.inbox import wants_fragment
from complaints.views.navigation import StaffRequest

from ..channel_views import require_steering
from .forms import ExportForm
from .importing import ImportRefusedError, approve_import, bring_export, cancel_import
from .models import Sp4nImport, Sp4nImportRow
from .progress import count_cases, is_moving

ROWS_SHOWN = 50
FILES_SHOWN = 20
Verdict = Sp4nImportRow.Verdict
# Words in the address, the worst first.
TABS = {"rusak": Verdict.BAD, "berubah": Verdict.CHANGED, "baru": Verdict.NEW, "lama": Verdict.OLDER}


@login_required
@require_http_methods(["GET", "POST"])
def import_list(request: StaffRequest) -> HttpResponse:
    """The exports that were brought, and the form for the next one. 403 for people of one agency."""
    require_steering(request)
    form = ExportForm(request.POST or None, request.FILES or None, initial={"exported_at": now().astimezone(WITA)})
    if request.method == "POST" and form.is_valid():
        export = form.cleaned_data["export"]
        facts = {"filename": export.name, "exported_at": form.cleaned_data["exported_at"]}
        try:
            file = bring_export(body=export.read(), user=request.user, now=now(), **facts)
        except ImportRefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("sp4n_import", file.pk)
    files = Sp4nImport.objects.defer("body").select_related("uploaded_by")[:FILES_SHOWN]
    context = {"form": form, "files": files, "section": "settings"}
    return render(request, "sp4n/imports.html", context, status=422 if form.errors else 200)


@login_required
@require_GET
def import_detail(request: StaffRequest, pk: int) -> HttpResponse:
    """What one export would change, or has changed; by htmx the progress alone."""
    require_steering(request)
    file = get_object_or_404(Sp4nImport.objects.defer("body").select_related("uploaded_by"), pk=pk)
    context = {
        "file": file,
        "is_moving": is_moving(file),
        "can_apply": file.stage == Sp4nImport.Stage.REVIEW and not file.bad,
        "can_cancel": file.stage in (Sp4nImport.Stage.READING, Sp4nImport.Stage.REVIEW),
        "cases": count_cases(file),
        "section": "settings",
    }
    if wants_fragment(request):
        response = render(request, "sp4n/import.html#progress", context)
    else:
        response = render(request, "sp4n/import.html", context | _rows(request, file))
    patch_vary_headers(response, ["HX-Request"])
    return response


@login_required
@require_POST
def import_apply(request: StaffRequest, pk: int) -> HttpResponse:
    """Terapkan."""
    return _act(request, pk, approve_import)


@login_required
@require_POST
def import_cancel(request: StaffRequest, pk: int) -> HttpResponse:
    """Batalkan."""
    return _act(request, pk, cancel_import)


def _act(request: StaffRequest, pk: int, act: Callable[..., None]) -> HttpResponse:
    require_steering(request)
    file = get_object_or_404(Sp4nImport.objects.defer("body"), pk=pk)
    try:
        act(file=file, user=request.user, now=now())
    except ImportRefusedError as refusal:
        messages.error(request, str(refusal))
    return redirect("sp4n_import", pk)


def _rows(request: StaffRequest, file: Sp4nImport) -> dict[str, object]:
    counts = {"rusak": file.bad, "berubah": file.changed, "baru": file.added, "lama": file.older}
    first = next((word for word, count in counts.items() if count), "baru")
    chosen = request.GET.get("tampil", first)
    verdict = TABS.get(chosen, Verdict.NEW)
    rows = Paginator(file.rows.filter(verdict=verdict), ROWS_SHOWN).get_page(request.GET.get("hal"))
    tabs = [(word, Verdict(code).label, counts[word]) for word, code in TABS.items()]
    return {"tabs": tabs, "chosen": chosen, "rows": rows}
