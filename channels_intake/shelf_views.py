"""Rak: what could not be taken in. Coordinators read, admins act; every act works as a plain form."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bontang_pengaduan.lib.clock import now
from complaints.permissions import is_admin
from complaints.views.inbox import wants_fragment
from complaints.views.navigation import StaffRequest

from . import shelf_acts
from .channel_views import require_admin, require_steering
from .shelf import Kind, ShelfFilter, ShelfItem, list_shelf, read_item
from .shelf_acts import ShelfRefusedError
from .shelf_forms import DiscardForm, channel_choices

TEMPLATE = "channels/shelf.html"


@login_required
@require_GET
def shelf(request: StaffRequest) -> HttpResponse:
    """Newest first; by htmx the rows behind the key alone."""
    require_steering(request)
    wanted = ShelfFilter(
        channel=request.GET.get("kanal", ""),
        kind=request.GET.get("jenis", ""),
        is_settled=request.GET.get("keadaan") == "selesai",
    )
    query = request.GET.copy()
    query.pop("sesudah", None)
    context = {
        "wanted": wanted,
        "page": list_shelf(wanted, request.GET.get("sesudah", "")[:80]),
        "kinds": Kind.choices,
        "channels": channel_choices(),
        "query_string": query.urlencode(),
        "section": "settings",
    }
    response = render(request, f"{TEMPLATE}#rows" if wants_fragment(request) else TEMPLATE, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@login_required
@require_GET
def shelf_item(request: StaffRequest, source: str, pk: int) -> HttpResponse:
    """What arrived, masked, and what was done with it."""
    require_steering(request)
    context = {"item": _item(source, pk), "can_act": is_admin(request.user), "section": "settings"}
    response = render(request, "channels/item.html", context)
    # Words of citizens do not stay on a shared PC.
    response["Cache-Control"] = "no-store"
    return response


@login_required
@require_POST
def shelf_replay(request: StaffRequest, source: str, pk: int) -> HttpResponse:
    """Proses ulang."""
    require_admin(request)
    try:
        messages.info(request, shelf_acts.replay(source=source, pk=pk, user=request.user, now=now()))
    except ShelfRefusedError as refusal:
        messages.error(request, str(refusal))
    return _back(source, pk)


@login_required
@require_http_methods(["GET", "POST"])
def shelf_discard(request: StaffRequest, source: str, pk: int) -> HttpResponse:
    """Buang, with a reason."""
    require_admin(request)
    item, form = _item(source, pk), DiscardForm(request.POST or None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            shelf_acts.discard(source=source, pk=pk, reason=reason, user=request.user, now=now())
        except ShelfRefusedError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "Sudah dibuang dari rak.")
        return redirect("shelf_item", source, pk)
    context = {"item": item, "form": form, "section": "settings"}
    return render(request, "channels/discard.html", context, status=422 if request.method == "POST" else 200)


@login_required
@require_POST
def shelf_restore(request: StaffRequest, source: str, pk: int) -> HttpResponse:
    """Kembalikan ke rak."""
    require_admin(request)
    try:
        shelf_acts.restore(source=source, pk=pk, user=request.user, now=now())
    except ShelfRefusedError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Sudah kembali di rak.")
    return redirect("shelf_item", source, pk)


def _item(source: str, pk: int) -> ShelfItem:
    item = read_item(source, pk)
    if item is None:
        raise Http404
    return item


def _back(source: str, pk: int) -> HttpResponse:
    """To the thing while it still lies there, else to the shelf."""
    item = read_item(source, pk)
    return redirect("shelf_item", source, pk) if item and item.line.is_open else redirect("shelf")
