"""Pantau: the coordinator's page."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from bontang_pengaduan.lib.clock import now

from ..overdue import read_wall
from ..permissions import is_city_wide
from ..wording import full_date
from .navigation import StaffRequest


@login_required
@require_GET
def overdue_board(request: StaffRequest) -> HttpResponse:
    """The overdue complaints of all agencies. 403 for people of one agency: theirs is the view "Terlambat"."""
    if not is_city_wide(request.user):
        raise PermissionDenied
    moment = now()
    context = {"wall": read_wall(request.user, moment), "moment": full_date(moment), "section": "board"}
    return render(request, "complaints/board.html", context)
