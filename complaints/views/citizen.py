"""What a citizen does on his page by one tap. The link itself is the proof: whoever has no link cannot forge its
address, so these need no cookie and no token beside it."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from bontang_pengaduan.lib.clock import now

from ..errors import ComplaintError
from ..links import is_own, opened_by
from ..models import Complaint
from ..services.confirming import confirm, rate
from ..services.pushing import push
from ..services.withdrawal import withdraw

ACTS: dict[str, Callable[..., None]] = {"beres": confirm, "nilai": rate, "dorong": push, "cabut": withdraw}


def own_case(token: str) -> Complaint:
    """The case behind a citizen's own link. 404 for every other link."""
    if not is_own(token):
        raise Http404
    return get_object_or_404(opened_by(token))


def back_to_page(token: str, said: str) -> HttpResponse:
    """To the page, which says what came of it."""
    response = redirect(f"{reverse('public_status', args=[token])}?hasil={said}#hasil")
    response["Referrer-Policy"] = "no-referrer"
    return response


@csrf_exempt
@require_POST
def citizen_act(request: HttpRequest, token: str, act: str) -> HttpResponse:
    """Sudah beres, a mark, Dorong, or Cabut. What is not possible any more is said on the page."""
    complaint = own_case(token)
    facts: dict[str, Any] = {}
    if act == "nilai":
        mark = request.POST.get("nilai", "")
        facts["mark"] = int(mark) if mark in ("1", "2", "3", "4") else 0
    try:
        ACTS[act](complaint=complaint, now=now(), **facts)
    except ComplaintError:
        return back_to_page(token, "tidak-bisa")
    return back_to_page(token, act)
