"""An officer's own page: where notices reach him at once."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from bontang_pengaduan.lib.clock import now
from opd.devices import add_browser, add_whatsapp, remove_device
from opd.models import Device
from opd.preferences import set_keys
from opd.push import public_key

from ..forms.devices import BrowserForm, WhatsAppForm
from .navigation import StaffRequest

BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
TEMPLATE = "complaints/profile.html"


@login_required
@require_GET
def profile(request: StaffRequest) -> HttpResponse:
    """Name, roles, and where he is told."""
    return _page(request, WhatsAppForm())


@login_required
@require_POST
def whatsapp_add(request: StaffRequest) -> HttpResponse:
    """Kirim ke nomor ini; 400 with the page when the number cannot be read."""
    form = WhatsAppForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=400)
    add_whatsapp(user=request.user, phone=form.cleaned_data["phone"], now=now())
    messages.success(request, "Pemberitahuan mendesak dikirim juga ke WhatsApp Anda.")
    return redirect("profile")


@login_required
@require_POST
def browser_add(request: StaffRequest) -> HttpResponse:
    """Nyalakan di peramban ini; 400 with the page when the browser's words are not what they must be."""
    form = BrowserForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Peramban ini tidak dapat menerima pemberitahuan.")
        return _page(request, WhatsAppForm(), status=400)
    values = form.cleaned_data
    keys = {"p256dh": values["p256dh"], "auth": values["auth"]}
    add_browser(user=request.user, address=values["address"], keys=keys, label=_browser(request), now=now())
    messages.success(request, "Pemberitahuan mendesak muncul juga di peramban ini.")
    return redirect("profile")


@login_required
@require_POST
def device_remove(request: StaffRequest, pk: int) -> HttpResponse:
    """Hapus: his own devices alone, another's answers 404."""
    remove_device(device=get_object_or_404(Device, pk=pk, user=request.user))
    messages.success(request, "Perangkat dihapus. Pemberitahuan tetap ada di aplikasi dan surel.")
    return redirect("profile")


@login_required
@require_POST
def keys_save(request: StaffRequest) -> HttpResponse:
    """Turns the single-letter keys on or off, on all his devices; 204 for the script."""
    set_keys(user=request.user, is_on="uses_keys" in request.POST)
    if "application/json" in request.headers.get("Accept", ""):
        return HttpResponse(status=204)
    words = "menyala" if request.user.uses_keys else "mati"
    messages.success(request, f"Pintasan satu huruf {words} di semua perangkat Anda.")
    return redirect("profile")


@require_GET
def service_worker(request: StaffRequest) -> HttpResponse:
    """The script that shows pushed notices. At the root, because its place bounds what it may open."""
    response = render(request, "complaints/push_worker.js", content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


def _browser(request: StaffRequest) -> str:
    # In this order: most of them also name those that come after.
    agent = request.headers.get("User-Agent", "")
    return next((name for mark, name in BROWSERS if mark in agent), "Peramban lain")


def _page(request: StaffRequest, form: WhatsAppForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "devices": Device.objects.filter(user=request.user),
        "roles": request.user.memberships.select_related("opd").order_by("pk"),
        "push_key": public_key(),
        "section": "profile",
    }
    return render(request, TEMPLATE, context, status=status)
