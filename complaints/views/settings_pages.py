"""Pengaturan: what admins keep in order and coordinators may look up."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET, require_POST

from bontang_pengaduan.lib.clock import now
from opd.models import Opd
from opd.reviews import ReviewRefusedError, may_review, review_unit
from opd.units import UnitFilter, list_kinds, list_units, read_unit
from sla.calendars import current_calendar
from sla.office_words import office_words
from sla.working_time import local_day, season_of

from ..permissions import is_coordinator
from .inbox import wants_fragment
from .navigation import StaffRequest

TEMPLATE = "settings/units.html"
# Each page of the settings: name of its URL, title, and what it is for.
PAGES = [
    ("unit_list", "OPD", "Unit yang menerima aduan, anggotanya, dan tanda verifikasi namanya."),
    ("promises", "Janji layanan", "Berapa lama setiap tahap, siapa yang diberi tahu, dan sejak kapan berlaku."),
    ("calendar", "Kalender kerja", "Hari libur, jam kerja, dan setiap perubahannya."),
    (
        "answer_list",
        "Jawaban tersetujui",
        "Jawaban yang sah dipakai, drafnya, siapa yang mengesahkan, dan sampai kapan.",
    ),
    ("colour_settings", "Jenis jawaban hijau", "Jawaban kuning yang hampir selalu disetujui pembaca tanpa perubahan."),
    ("routing_settings", "Rute", "Model yang memilih OPD, pelatihannya dari keputusan petugas, dan aturannya."),
    ("channel_list", "Kanal", "Keadaan akun WhatsApp dan kanal lain, serta kiriman yang gagal masuk."),
]


@login_required
@require_GET
def settings_index(request: StaffRequest) -> HttpResponse:
    """The pages of the settings. 403 for people of one agency."""
    require_steering(request)
    pages = [{"url": reverse(name), "title": title, "about": about} for name, title, about in PAGES]
    return render(request, "settings/index.html", {"pages": pages, "section": "settings"})


@login_required
@require_GET
def unit_list(request: StaffRequest) -> HttpResponse:
    """The city's units; by htmx the list alone. Admins may mark them, coordinators read."""
    require_steering(request)
    wanted = UnitFilter(
        query=request.GET.get("q", "").strip()[:100],
        kind=request.GET.get("jenis", ""),
        status=request.GET.get("status", ""),
    )
    calendar = current_calendar()
    context = {
        "wanted": wanted,
        "units": list_units(wanted),
        "kinds": list_kinds(),
        "statuses": Opd.Verification.choices,
        "hours": office_words(season_of(calendar, local_day(calendar, now()))),
        "can_review": may_review(request.user),
        "section": "settings",
    }
    response = render(request, f"{TEMPLATE}#units" if wants_fragment(request) else TEMPLATE, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@login_required
@require_POST
def unit_review(request: StaffRequest, code: str) -> HttpResponse:
    """Tandai terverifikasi, or the mark taken back. 403 for everybody but admins."""
    if not may_review(request.user):
        raise PermissionDenied
    opd = get_object_or_404(Opd, code=code, is_active=True)
    verdict = Opd.Verification.VERIFIED if request.POST.get("tanda") == "ya" else Opd.Verification.ASSUMED
    try:
        review_unit(opd=opd, verdict=verdict, user=request.user, now=now())
    except ReviewRefusedError as refusal:
        messages.error(request, str(refusal))
    if wants_fragment(request):
        return render(request, f"{TEMPLATE}#row", {"unit": read_unit(opd.code), "can_review": True})
    return redirect(f"{reverse('unit_list')}?{request.GET.urlencode()}#unit-{opd.code}")


def require_steering(request: StaffRequest) -> None:
    """Lets coordinators and admins pass; 403 for everybody else."""
    if not is_coordinator(request.user):
        raise PermissionDenied
