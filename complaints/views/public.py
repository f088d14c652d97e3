"""What citizens see: where their case stands, by a link that cannot be guessed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from bontang_pengaduan.lib.clock import now

from ..journey import read_journey
from ..links import opened_by


def public_status(request: HttpRequest, token: str) -> HttpResponse:
    """The case behind the token, without any identity. 404 for a wrong token and for a secret case alike."""
    complaint = get_object_or_404(opened_by(token).select_related("opd"))
    response = render(request, "public/status.html", {"journey": read_journey(complaint, now()), "token": token})
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
