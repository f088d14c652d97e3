"""Kanal: how the channels fare. Admins and coordinators look in."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from bontang_pengaduan.lib.clock import now
from complaints.permissions import is_admin, is_coordinator
from complaints.views.navigation import StaffRequest

from .channel_board import closed_channels, list_cards, unconfigured_channels
from .models import PrivacyRequest
from .shelf import count_open


@login_required
@require_GET
def channel_list(request: StaffRequest) -> HttpResponse:
    """Every account with its alarms. 403 for people of one agency."""
    require_steering(request)
    context = {
        "cards": list_cards(now()),
        "missing": unconfigured_channels(),
        "closed": closed_channels(),
        "shelved": count_open(),
        "privacy_open": PrivacyRequest.objects.filter(outcome=PrivacyRequest.Outcome.OPEN).count(),
        "section": "settings",
    }
    return render(request, "channels/list.html", context)


def require_steering(request: StaffRequest) -> None:
    """Raises PermissionDenied for everybody but coordinators and admins."""
    if not is_coordinator(request.user):
        raise PermissionDenied


def require_admin(request: StaffRequest) -> None:
    """Raises PermissionDenied for everybody but admins."""
    if not is_admin(request.user):
        raise PermissionDenied
