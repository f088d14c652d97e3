"""What citizens see: where their case stands, by the link that only they were sent."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from bontang_pengaduan.lib.clock import now
from bontang_pengaduan.lib.signing import token_digest

from ..journey import read_journey
from ..models import Complaint


def public_status(request: HttpRequest, token: str) -> HttpResponse:
    """The case behind the token, without any identity. 404 for a wrong token and for a secret case alike."""
    complaint = get_object_or_404(
        Complaint.objects.select_related("opd"), token_digest=token_digest(token), is_secret=False
    )
    response = render(request, "public/status.html", {"journey": read_journey(complaint, now())})
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
