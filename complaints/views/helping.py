"""Butuh bantuan: asking from the composer, the questions to somebody, and his answer."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bontang_pengaduan.lib.clock import now

from ..composer import read_composer
from ..forms.helping import AskHelpForm, GiveHelpForm
from ..helpers import help_requests_for, helpers_for, may_help
from ..queries import visible_to
from ..services import helping
from .acting import attempt, attempt_form, back_to, find_complaint, show_form
from .drafts import carry_draft, rewrite_draft
from .navigation import StaffRequest

SHOWN = 50


@login_required
@require_http_methods(["GET", "POST"])
def help_ask(request: StaffRequest, number: str) -> HttpResponse:
    """The page on which help is asked for. The composer posts its draft here without a helper, which only opens it."""
    complaint = find_complaint(request, number)
    composer, is_sent = read_composer(complaint, now()), "helper" in request.POST
    helpers, can_tell = helpers_for(complaint, request.user), composer.is_open and not composer.is_public
    given: dict[str, Any] = {"helpers": helpers, "can_tell": can_tell, "version": complaint.version}
    initial = {} if is_sent else {"draft": request.POST.get("text", ""), "revision": carry_draft(request, complaint)}
    form = AskHelpForm(request.POST if is_sent else None, initial=initial, **given)
    if is_sent and form.is_valid():
        facts = {"tells_citizen": False} | form.cleaned_data
        revision = facts.pop("revision") or 0
        if attempt_form(request, form, "Permintaan bantuan terkirim.", helping.ask_help, complaint=complaint, **facts):
            rewrite_draft(request, complaint, facts["draft"], revision)
            return redirect("complaint_detail", number)
    if is_sent:
        return show_form(request, "complaints/helping/ask.html", complaint, form, helpers=helpers)
    return render(request, "complaints/helping/ask.html", {"complaint": complaint, "form": form, "helpers": helpers})


@login_required
@require_GET
def help_list(request: StaffRequest) -> HttpResponse:
    """What waits for this user's help, and what he asked."""
    rows = help_requests_for(request.user).order_by("due_at")
    waiting = [row for row in rows.filter(answered_at=None, withdrawn_at=None)[:200] if may_help(request.user, row)]
    own = rows.filter(asked_by=request.user).order_by("-asked_at")[:SHOWN]
    context = {"waiting": waiting[:SHOWN], "own": own, "moment": now(), "section": "help"}
    return render(request, "complaints/helping/list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def help_answer(request: StaffRequest, pk: int) -> HttpResponse:
    """The question with its draft, and the answer. 404 for who is neither asked nor of the case."""
    asked = get_object_or_404(help_requests_for(request.user), pk=pk)
    form = GiveHelpForm(request.POST or None, initial={"edited": asked.draft})
    if request.method == "POST" and form.is_valid():
        facts = {"help_request": asked, **form.cleaned_data, "complaint": asked.complaint}
        if attempt_form(request, form, "Jawaban bantuan disimpan. Penanya diberi tahu.", _answer, **facts):
            return redirect("help_list")
    context = {
        "asked": asked,
        "form": form,
        "can_help": asked.is_open and may_help(request.user, asked),
        "is_seen": visible_to(request.user).filter(pk=asked.complaint_id).exists(),
        "moment": now(),
        "section": "help",
    }
    return render(request, "complaints/helping/answer.html", context, status=422 if request.method == "POST" else 200)


@login_required
@require_POST
def help_withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    """Tarik kembali."""
    asked = get_object_or_404(help_requests_for(request.user), pk=pk)
    attempt(request, "Permintaan bantuan ditarik.", helping.withdraw_help, help_request=asked)
    return back_to(request, asked.complaint)


def _answer(*, complaint: object, **facts: object) -> None:
    helping.answer_help(**facts)  # type: ignore[arg-type]  # attempt_form names the case for the findings
