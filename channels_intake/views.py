"""Where providers knock. Nothing here knows what a message means."""

from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from bontang_pengaduan.lib.clock import now

from .kick import kicker
from .receive import MAX_BODY, store
from .registry import DOORS, Door


@method_decorator(csrf_exempt, name="dispatch")
class Webhook(View):
    """GET: the provider's handshake. POST: events, stored as they are and answered at once."""

    def get(self, request: HttpRequest, kind: str) -> HttpResponse:
        """200 with the challenge when the token is ours, else 403; 404 where nobody knocks."""
        door = _door(kind)
        challenge = door.handshake(request.GET)
        if challenge is None:
            return HttpResponse(status=403)
        return HttpResponse(challenge, content_type=door.answers)

    def post(self, request: HttpRequest, kind: str) -> HttpResponse:
        """403 without detail for a bad signature, 413 over 3 MB, 503 when it cannot be stored, else 200."""
        if int(request.headers.get("Content-Length") or 0) > MAX_BODY:
            return HttpResponse(status=413)
        if not _door(kind).verify(request.body, request.headers):
            return HttpResponse(status=403)
        try:
            store(channel=kind, body=request.body, headers=request.headers, now=now())
        except OperationalError:
            return HttpResponse(status=503)  # the provider repeats for days; a 200 would lose it
        kicker.kick()
        return HttpResponse(headers={"Content-Length": "0"})  # else the server answers in chunks


def _door(kind: str) -> Door:
    if kind not in DOORS:
        raise Http404
    return DOORS[kind]
