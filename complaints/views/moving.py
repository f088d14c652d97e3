"""Pindahkan, Pecah, Gabungkan and their Urungkan; and the messages whose citizen did not choose a case."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bontang_pengaduan.lib.clock import now

from ..forms.moving import TargetForm
from ..models import CaseMove, Complaint, Message
from ..permissions import can_act, is_coordinator
from ..queries import siblings_of, unplaced_messages, visible_to
from ..services import choosing, moving
from ..workflow import OPEN
from .acting import attempt, attempt_form, back_to, find_complaint
from .navigation import StaffRequest

SHOWN = 50
_OPEN = [status.value for status in OPEN]


@login_required
@require_http_methods(["GET", "POST"])
def message_move(request: StaffRequest, number: str, pk: int) -> HttpResponse:
    """Pindahkan pesan: into another case of the same citizen."""
    complaint = find_complaint(request, number)
    message = get_object_or_404(complaint.messages.filter(is_outbound=False), pk=pk)
    form = _form(request, complaint)
    if form.is_valid():
        target = form.cleaned_data["target"]
        done = f"Pesan dipindahkan ke {target.number}."
        if attempt_form(request, form, done, moving.move_message, message=message, target=target):
            return back_to(request, complaint)
    return _show(request, complaint, form, message=message)


@login_required
@require_POST
def message_split(request: StaffRequest, number: str, pk: int) -> HttpResponse:
    """Pecah: the message becomes a complaint of its own."""
    complaint = find_complaint(request, number)
    message = get_object_or_404(complaint.messages.filter(is_outbound=False), pk=pk)
    attempt(request, "Pesan menjadi aduan baru.", moving.split_message, message=message)
    return back_to(request, complaint)


@login_required
@require_http_methods(["GET", "POST"])
def case_merge(request: StaffRequest, number: str) -> HttpResponse:
    """Gabungkan: the whole case into another of the same citizen."""
    complaint = find_complaint(request, number)
    form = _form(request, complaint)
    if form.is_valid():
        target = form.cleaned_data["target"]
        done = f"{number} digabungkan ke {target.number}."
        if attempt_form(request, form, done, moving.merge_cases, source=complaint, target=target):
            return back_to(request, target)
    return _show(request, complaint, form)


@login_required
@require_POST
def move_undo(request: StaffRequest, pk: int) -> HttpResponse:
    """Urungkan."""
    seen = visible_to(request.user)
    case_move = get_object_or_404(CaseMove.objects.filter(source__in=seen, target__in=seen), pk=pk)
    attempt(request, "Pemindahan diurungkan.", moving.undo_move, case_move=case_move)
    return back_to(request, case_move.source)


@login_required
@require_GET
def unplaced_list(request: StaffRequest) -> HttpResponse:
    """What waits for a coordinator because its citizen did not choose in time, oldest first."""
    _require_coordinator(request)
    messages = list(unplaced_messages(now())[:SHOWN])
    reporters = {message.conversation.reporter_id for message in messages}
    cases: dict[int, list[Complaint]] = {}
    for complaint in visible_to(request.user).filter(reporter__in=reporters, status__in=_OPEN).order_by("created_at"):
        cases.setdefault(complaint.reporter_id, []).append(complaint)
    rows = [{"message": item, "cases": cases.get(item.conversation.reporter_id, [])} for item in messages]
    return render(request, "complaints/unplaced.html", {"rows": rows, "section": "queue"})


@login_required
@require_POST
def unplaced_place(request: StaffRequest, pk: int) -> HttpResponse:
    """One press on a case of the citizen, or on a new one."""
    _require_coordinator(request)
    message = get_object_or_404(unplaced_messages(now()), pk=pk)
    number = request.POST.get("case", "")
    complaint = get_object_or_404(visible_to(request.user), number=number) if number else None
    attempt(request, "Pesan ditempatkan.", choosing.place_waiting, message=message, complaint=complaint)
    return redirect("unplaced_list")


def _form(request: StaffRequest, complaint: Complaint) -> TargetForm:
    cases = siblings_of(request.user, complaint).filter(status__in=_OPEN).order_by("-created_at")
    return TargetForm(request.POST or None, cases=cases)


def _show(
    request: StaffRequest, complaint: Complaint, form: TargetForm, *, message: Message | None = None
) -> HttpResponse:
    context = {
        "complaint": complaint,
        "message": message,
        "form": form,
        "has_targets": form.fields["target"].queryset.exists(),  # type: ignore[attr-defined]
        "moves": _moves(request, complaint),
    }
    return render(request, "complaints/move.html", context, status=422 if request.method == "POST" else 200)


def _moves(request: StaffRequest, complaint: Complaint) -> list[dict[str, object]]:
    seen = visible_to(request.user)
    rows: QuerySet[CaseMove] = CaseMove.objects.filter(Q(source=complaint) | Q(target=complaint))
    rows = rows.filter(source__in=seen, target__in=seen).select_related("source", "target", "moved_by", "undone_by")
    return [
        {
            "move": row,
            "can_undo": row.undone_at is None
            and can_act(request.user, row.source)
            and can_act(request.user, row.target),
        }
        for row in rows
    ]


def _require_coordinator(request: StaffRequest) -> None:
    if not is_coordinator(request.user):
        raise PermissionDenied
