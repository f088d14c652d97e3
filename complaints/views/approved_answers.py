"""Jawaban tersetujui: those that fit a case, and the pages on which they are written, approved and ended."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bontang_pengaduan.lib.clock import now

from ..errors import ComplaintError
from ..forms.approved_answers import AnswerForm, ApproveForm, WordsForm
from ..models import AnswerVersion, ApprovedAnswer, Complaint
from ..permissions import may_approve_answer, may_write_answer
from ..queries import versions_in_force, visible_answers
from ..services import approved_answers
from ..suggestions import suggest_answers
from .acting import attempt, attempt_form, find_complaint
from .navigation import StaffRequest


@login_required
@require_GET
def case_answers(request: StaffRequest, number: str) -> HttpResponse:
    """All answers in force for one case, best first. Choosing one fills the composer and sends nothing."""
    complaint = find_complaint(request, number)
    suggestions = suggest_answers(complaint, request.user, now())
    return render(request, "complaints/answers.html", {"complaint": complaint, "suggestions": suggestions})


@login_required
@require_GET
def answer_list(request: StaffRequest) -> HttpResponse:
    """The answers that this user may read, by unit, each with its newest words and what is in force."""
    rows = visible_answers(request.user).select_related("opd", "category", "owner").prefetch_related("versions")
    wanted = request.GET.get("q", "").strip()[:100]
    if wanted:
        rows = rows.filter(title__icontains=wanted)
    answers = [_row(answer) for answer in rows.order_by("opd__name", "title")]
    context = {"answers": answers, "wanted": wanted, "today": now().date(), "section": "settings"}
    return render(request, "settings/answers.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def answer_create(request: StaffRequest) -> HttpResponse:
    """A new answer, as a draft."""
    form = AnswerForm(request.POST or None, user=request.user)
    if form.is_valid():
        facts: dict[str, Any] = {"matter": form.matter(), "words": form.words()}
        if attempt_form(request, form, "Draf disimpan.", approved_answers.write_answer, **facts):
            return redirect("answer_list")
    status = 422 if request.method == "POST" else 200
    return render(request, "settings/answer_create.html", {"form": form, "section": "settings"}, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def answer_detail(request: StaffRequest, code: str) -> HttpResponse:
    """One answer with its versions, and the form of a new one."""
    answer = _find(request, code)
    newest = answer.versions.first()
    form = WordsForm(request.POST or None, initial=WordsForm.initial_of(newest))
    if form.is_valid():
        facts: dict[str, Any] = {"answer": answer, "words": form.words()}
        if attempt_form(request, form, "Draf disimpan.", approved_answers.write_version, **facts):
            return redirect("answer_detail", code)
    return _show(request, answer, {"form": form}, status=422 if request.method == "POST" else 200)


@login_required
@require_POST
def answer_approve(request: StaffRequest, code: str, pk: int) -> HttpResponse:
    """Sahkan. A refusal stands beside the draft."""
    answer = _find(request, code)
    version = get_object_or_404(answer.versions, pk=pk)
    form = ApproveForm(request.POST)
    if form.is_valid():
        try:
            approved_answers.approve(version=version, user=request.user, now=now(), **form.cleaned_data)
            return redirect("answer_detail", code)
        except ComplaintError as refusal:
            form.add_error("valid_until", str(refusal))
    return _show(request, answer, {"approve_form": form}, status=422)


@login_required
@require_POST
def answer_end(request: StaffRequest, code: str, pk: int) -> HttpResponse:
    """Cabut."""
    version = get_object_or_404(_find(request, code).versions, pk=pk)
    attempt(request, "Jawaban dicabut.", approved_answers.end_version, version=version)
    return redirect("answer_detail", code)


def find_version(complaint: Complaint, key: object) -> AnswerVersion | None:
    """The version with this key, when it is in force for the case's unit; None for anything else."""
    return _version_for(complaint, key, versions_in_force(now()))


def chosen_version(complaint: Complaint, key: object) -> AnswerVersion | None:
    """The version with this key for the case's unit, in force or not: of the latter the service says so."""
    return _version_for(complaint, key, AnswerVersion.objects.all())


def _version_for(complaint: Complaint, key: object, versions: QuerySet[AnswerVersion]) -> AnswerVersion | None:
    if not str(key).isdecimal() or len(str(key)) >= 18:
        return None
    version = versions.filter(pk=int(str(key))).select_related("answer").first()
    return version if version and version.answer.opd_id in (None, complaint.opd_id) else None


def _find(request: StaffRequest, code: str) -> ApprovedAnswer:
    return get_object_or_404(visible_answers(request.user).select_related("opd", "category", "owner"), code=code)


def _row(answer: ApprovedAnswer) -> dict[str, Any]:
    versions = list(answer.versions.all())
    in_force = next((version for version in versions if version.state == AnswerVersion.State.APPROVED), None)
    return {"answer": answer, "newest": versions[0] if versions else None, "in_force": in_force}


def _show(request: StaffRequest, answer: ApprovedAnswer, context: dict[str, Any], status: int) -> HttpResponse:
    user, versions = request.user, answer.versions.select_related("written_by", "approved_by", "ended_by")
    shown = {
        "answer": answer,
        "versions": versions,
        "form": WordsForm(initial=WordsForm.initial_of(versions.first())),
        "approve_form": ApproveForm(),
        "can_write": may_write_answer(user, answer.opd_id),
        "can_approve": may_approve_answer(user, answer.opd_id),
        "section": "settings",
    }
    return render(request, "settings/answer.html", shown | context, status=status)
