"""Minta dibaca: asking, the queue of what waits, and the one screen on which somebody reads and decides."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bontang_pengaduan.lib.clock import now
from bontang_pengaduan.lib.text import clean

from ..colours import read_proposals
from ..differences import compare
from ..forms.readings import AskForm, ReadForm
from ..models import Complaint, Message, SecondReading
from ..permissions import hidden_name, may_decide_colours, may_see_identity
from ..readers import may_read, read_due_at, read_queue, readers_for, readings_for
from ..risk import Risk
from ..second_look import take_second_look
from ..services import second_readings
from ..services.drafting import drop_draft
from ..services.second_readings import Draft, risk_of_draft
from ..services.vetting import look_over
from ..solved_answers import find_basis
from ..suggestions import fill_answer
from .acting import attempt, attempt_form, back_to, find_complaint
from .approved_answers import chosen_version
from .drafts import carry_draft, quoted_message
from .navigation import StaffRequest

SHOWN_WORDS = 5  # newest messages of the citizen beside the draft


@login_required
@require_GET
def reading_list(request: StaffRequest) -> HttpResponse:
    """What waits for this user's reading, and what he waits for; a coordinator hears of what is proposed for green."""
    proposals = read_proposals(now()) if may_decide_colours(request.user) else {}
    context = {"queue": read_queue(request.user, now()), "proposals": len(proposals), "section": "readings"}
    return render(request, "complaints/readings/list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def reading_ask(request: StaffRequest, number: str) -> HttpResponse:
    """The page on which a draft gets its reader. The composer posts its draft here without one, which only opens it."""
    complaint = find_complaint(request, number)
    words = request.POST or request.GET
    draft = _draft(request, complaint, words.get("text", ""), words.get("kind", ""), words)
    risk = risk_of_draft(complaint, draft)
    readers = readers_for(complaint, request.user, risk.colour)
    is_sent = "reader" in request.POST
    initial: dict[str, object] = {name: words.get(name) for name in ("text", "mode", "approved", "quoted", "basis")}
    initial["kind"] = words.get("kind") or "answer"
    if readers:
        initial["reader"] = str(readers[0].user.pk)
    if not is_sent:
        initial["revision"] = carry_draft(request, complaint)
    form = AskForm(request.POST if is_sent else None, readers=readers, initial=initial)
    if is_sent and form.is_valid():
        reader, question = form.readers[form.cleaned_data["reader"]], form.cleaned_data["question"]
        facts = {"complaint": complaint, "draft": draft, "reader": reader, "question": question}
        done = f"Jawaban menunggu dibaca {reader.display_name}."
        if attempt_form(request, form, done, second_readings.ask_reading, **facts):
            revision = form.cleaned_data["revision"] or 0
            drop_draft(complaint=complaint, user=request.user, revision=revision, text=draft.text)
            return redirect("complaint_detail", number)
    return _show_ask(request, complaint, form, risk, status=422 if is_sent else 200)


@login_required
@require_http_methods(["GET", "POST"])
def reading_decide(request: StaffRequest, pk: int) -> HttpResponse:
    """One screen: the question, the draft, what it rests on and what was changed. Setujui or Kembalikan."""
    reading = get_object_or_404(readings_for(request.user).select_related("approved__answer", "quoted"), pk=pk)
    form = ReadForm(request.POST or None, initial={"text": reading.text})
    if request.method == "POST" and form.is_valid():
        is_approved = request.POST.get("decision") == "approve"
        facts = form.cleaned_data if is_approved else {"remark": form.cleaned_data["remark"]}
        service = second_readings.approve_reading if is_approved else second_readings.return_reading
        done = (
            "Jawaban disetujui. Penulisnya diberi tahu." if is_approved else "Jawaban dikembalikan kepada penulisnya."
        )
        if attempt_form(request, form, done, service, reading=reading, **facts):
            return redirect("reading_list")
    return _show_reading(request, reading, form)


@login_required
@require_POST
def reading_withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    """Tarik kembali."""
    reading = get_object_or_404(readings_for(request.user), pk=pk)
    attempt(request, "Permintaan dibaca ditarik.", second_readings.withdraw_reading, reading=reading)
    return back_to(request, reading.complaint)


def _draft(request: StaffRequest, complaint: Complaint, text: str, kind: str, words: object) -> Draft:
    get = words.get  # type: ignore[attr-defined]  # a QueryDict
    quoted = quoted_message(complaint, get("quoted") or "")
    is_private = get("mode") == "private"
    version, basis = chosen_version(complaint, get("approved")), find_basis(request.user, complaint, get("basis"))
    return Draft(clean(text), kind or "answer", is_private, version, quoted, basis)


def _show_ask(request: StaffRequest, complaint: Complaint, form: AskForm, risk: Risk, status: int) -> HttpResponse:
    text = clean(str(form["text"].value() or ""))
    findings = look_over(complaint, text, is_private=form.is_private)
    context = {
        "complaint": complaint,
        "form": form,
        "risk": risk,
        "second_look": take_second_look(complaint, text, findings, now()),
        "has_readers": bool(form.readers),
    }
    return render(request, "complaints/readings/ask.html", context, status=status)


def _show_reading(request: StaffRequest, reading: SecondReading, form: ReadForm) -> HttpResponse:
    complaint, moment = reading.complaint, now()
    case = complaint.part_of_id or complaint.pk
    words = Message.objects.filter(complaint=case, is_outbound=False, revoked_at=None).order_by("-sent_at", "-pk")
    shown = may_see_identity(request.user, complaint)
    findings = look_over(complaint, reading.text, is_private=reading.is_private)
    basis = fill_answer(reading.approved, complaint, reading.asked_by, moment) if reading.approved else ""
    is_waiting = reading.status == SecondReading.Status.WAITING
    context = {
        "reading": reading,
        "complaint": complaint,
        "form": form,
        "words": list(words[:SHOWN_WORDS])[::-1],
        "reporter_name": str(complaint.reporter) if shown else hidden_name(complaint),
        "second_look": take_second_look(complaint, reading.text, findings, moment),
        "changes": compare(basis, reading.text) if basis else [],
        "edits": compare(reading.text, reading.approved_text) if reading.is_edited else [],
        "due_at": read_due_at(reading) if is_waiting else None,
        "may_decide": is_waiting and may_read(request.user, reading),
        "may_withdraw": is_waiting and reading.asked_by_id == request.user.pk,
        "section": "readings",
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "complaints/readings/read.html", context, status=status)
