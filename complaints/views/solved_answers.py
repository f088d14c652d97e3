"""Jawaban aduan serupa: what was said in solved cases of the same matter."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET

from bontang_pengaduan.lib.clock import now

from ..solved_answers import find_solved_answers
from .acting import find_complaint
from .inbox import wants_fragment
from .navigation import StaffRequest


@login_required
@require_GET
def case_solved(request: StaffRequest, number: str) -> HttpResponse:
    """The answers of similar solved cases, as a page, or for the side of the case the list alone. Choosing one fills
    the composer and sends nothing."""
    complaint = find_complaint(request, number)
    context = {"complaint": complaint, "answers": find_solved_answers(request.user, complaint, now())}
    template = "complaints/solved/list.html" if wants_fragment(request) else "complaints/solved/page.html"
    response = render(request, template, context)
    response["Cache-Control"] = "no-store"
    patch_vary_headers(response, ["HX-Request"])
    return response
