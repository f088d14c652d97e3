"""Laporan tenggat: the month's clocks on a page, and as the list for BKPSDM."""

from datetime import date, datetime

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from bontang_pengaduan.lib.clock import WITA, now
from sla.models import Dispute, Extension

from ..clock_report import next_month, previous_month, read_report, write_report
from ..forms.clocks import MonthForm
from ..handover_report import read_handovers
from ..kept_promises import read_promises
from ..permissions import is_city_wide, is_coordinator
from ..queries import visible_to
from .navigation import StaffRequest

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@login_required
@require_GET
def clock_report(request: StaffRequest) -> HttpResponse:
    """The month by unit, and what waits for the coordinator's decision. 403 for people of one agency."""
    _require_city(request)
    moment = now()
    month = _month(request, moment)
    known = {"clock__complaint__in": visible_to(request.user)}
    context = {
        "report": read_report(request.user, month, moment),
        "previous": previous_month(month),
        "following": next_month(month),
        "extensions": Extension.objects.filter(is_granted=None, **known).select_related("clock__complaint"),
        "disputes": Dispute.objects.filter(is_upheld=None, **known).select_related("clock__complaint"),
        "can_decide": is_coordinator(request.user),
        "section": "board",
    }
    return render(request, "complaints/clocks/report.html", context)


@login_required
@require_GET
def clock_report_file(request: StaffRequest) -> HttpResponse:
    """The month as XLSX. 403 for people of one agency."""
    _require_city(request)
    moment = now()
    month = _month(request, moment)
    content = write_report(read_report(request.user, month, moment))
    name = f"tenggat-{month:%Y-%m}.xlsx"
    return HttpResponse(content, XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@login_required
@require_GET
def handover_report(request: StaffRequest) -> HttpResponse:
    """Alih tangan: what units gave back, what was referred out of the city, and parts. 403 for people of one agency."""
    _require_city(request)
    month = _month(request, now())
    context = {
        "report": read_handovers(request.user, month),
        "previous": previous_month(month),
        "following": next_month(month),
        "section": "board",
    }
    return render(request, "complaints/handovers.html", context)


@login_required
@require_GET
def promise_report(request: StaffRequest) -> HttpResponse:
    """Janji kepada warga: kept and broken, by the units whose cases this user sees, and his own."""
    moment = now()
    month = _month(request, moment)
    context = {
        "report": read_promises(request.user, month, moment),
        "previous": previous_month(month),
        "following": next_month(month),
        "is_city": is_city_wide(request.user),
        "moment": moment,
        "section": "board" if is_city_wide(request.user) else "profile",
    }
    return render(request, "complaints/clocks/promises.html", context)


def _month(request: StaffRequest, moment: datetime) -> date:
    """The month asked for, else the present one in WITA."""
    form = MonthForm(request.GET)
    month: date = form.cleaned_data["bulan"] if form.is_valid() else moment.astimezone(WITA).date().replace(day=1)
    return month


def _require_city(request: StaffRequest) -> None:
    if not is_city_wide(request.user):
        raise PermissionDenied
