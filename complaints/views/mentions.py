"""Sebutan: what was said of the city in public and is probably no complaint; one press decides, one takes it back."""

from datetime import timedelta
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bontang_pengaduan.lib.clock import now

from ..channel_names import channel_choices
from ..forms.moving import CaseNumberForm
from ..mention_board import SHOWN, TABS, WAITING, count_tabs, list_mentions, read_threads
from ..models import MentionDecision
from ..permissions import is_coordinator
from ..queries import mentions, visible_to, waiting_mentions
from ..services.mentions import dismiss, join_case, make_complaint, undo_decision
from .acting import attempt, attempt_form
from .navigation import StaffRequest

UNDO_SHOWN = timedelta(minutes=10)  # so long the newest decision stands above the queue, with its Urungkan
ACTS = {"complaint": (make_complaint, "Sebutan menjadi aduan."), "none": (dismiss, "Dicatat sebagai bukan aduan.")}


@login_required
@require_GET
def mention_queue(request: StaffRequest) -> HttpResponse:
    """The comments under their posts. `?di=` is the one that is next."""
    _require_coordinator(request)
    tab, query, channel = (request.GET.get(name, "").strip() for name in ("tab", "cari", "kanal"))
    tab = tab if tab in TABS else WAITING
    rows, counts = list_mentions(tab, query, channel), count_tabs()
    threads = read_threads(rows[:SHOWN])
    shown = [row.mention.pk for thread in threads for row in thread.rows]
    wanted = request.GET.get("di", "")
    context = {
        "threads": threads,
        "tabs": [(key, label, counts[key]) for key, label in TABS.items()],
        "tab": tab,
        "is_waiting": tab == WAITING,
        "current": int(wanted) if wanted in map(str, shown) else next(iter(shown), None),
        "rest": max(0, rows.count() - SHOWN),
        "query": query,
        "channel": channel,
        "channels": channel_choices(),
        "last": _last_decision(request) if tab == WAITING else None,
        "section": "mentions",
    }
    return render(request, "complaints/mentions.html", context)


@login_required
@require_POST
def mention_decide(request: StaffRequest, pk: int) -> HttpResponse:
    """One press: a complaint, none, or a word in one of its author's cases."""
    _require_coordinator(request)
    mention, next_pk = get_object_or_404(mentions(), pk=pk), _next_after(pk)
    number = request.POST.get("case", "")
    if number:
        complaint = get_object_or_404(visible_to(request.user), number=number)
        attempt(request, f"Digabungkan ke {number}.", join_case, mention=mention, complaint=complaint)
    elif service := ACTS.get(request.POST.get("outcome", "")):
        attempt(request, service[1], service[0], mention=mention)
    return _onward(next_pk)


@login_required
@require_http_methods(["GET", "POST"])
def mention_join(request: StaffRequest, pk: int) -> HttpResponse:
    """Gabung ke aduan lain: by its number."""
    _require_coordinator(request)
    mention = get_object_or_404(waiting_mentions(), pk=pk)
    form = CaseNumberForm(request.POST or None, cases=visible_to(request.user))
    if form.is_valid():
        complaint, next_pk = form.cleaned_data["number"], _next_after(pk)
        done = f"Digabungkan ke {complaint.number}."
        if attempt_form(request, form, done, join_case, mention=mention, complaint=complaint):
            return _onward(next_pk)
    context = {"mention": mention, "form": form, "section": "mentions"}
    status = 422 if request.method == "POST" else 200
    return render(request, "complaints/mention_join.html", context, status=status)


@login_required
@require_POST
def mention_undo(request: StaffRequest, pk: int) -> HttpResponse:
    """Urungkan: the mention is the next one again."""
    _require_coordinator(request)
    decision = get_object_or_404(MentionDecision.objects.select_related("mention"), pk=pk)
    attempt(request, "Keputusan diurungkan.", undo_decision, decision=decision)
    return _onward(decision.mention_id)


def _require_coordinator(request: StaffRequest) -> None:
    if not is_coordinator(request.user):
        raise PermissionDenied


def _next_after(pk: int) -> int | None:
    """The one that stands below it on the page: under the same post first, else the oldest."""
    threads = read_threads(waiting_mentions()[: SHOWN + 1])
    keys = [row.mention.pk for thread in threads for row in thread.rows]
    position = keys.index(pk) if pk in keys else -1
    return next((key for key in [*keys[position + 1 :], *keys[: max(position, 0)]] if key != pk), None)


def _onward(pk: int | None) -> HttpResponse:
    """The queue at that mention: the fragment gives it the focus, without JavaScript as well."""
    address = reverse("mention_queue")
    return redirect(f"{address}?{urlencode({'di': pk})}#sebutan-{pk}" if pk else address)


def _last_decision(request: StaffRequest) -> MentionDecision | None:
    recent = MentionDecision.objects.filter(decided_by=request.user, decided_at__gte=now() - UNDO_SHOWN)
    rows = recent.filter(undone_at=None).select_related("mention__message", "complaint")
    return rows.first()
