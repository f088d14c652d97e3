"""Sebutan: what was said of the city in public and is probably no complaint; one press decides, one takes it back."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_list_or_404, get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bontang_pengaduan.lib.clock import now

from ..channel_names import channel_choices
from ..forms.moving import CaseNumberForm
from ..mention_board import (
    MOST_SHOWN,
    SHOWN,
    TABS,
    WAITING,
    count_tabs,
    list_mentions,
    read_threads,
    waiting_under,
)
from ..models import MentionDecision
from ..permissions import is_coordinator
from ..queries import mentions, visible_to, waiting_mentions
from ..services.mentions import dismiss, dismiss_all, join_case, make_complaint, undo_batch, undo_decision
from .acting import attempt, attempt_form
from .navigation import StaffRequest

UNDO_SHOWN = timedelta(minutes=10)  # so long the newest decision stands above the queue, with its Urungkan
ACTS = {"complaint": (make_complaint, "Sebutan menjadi aduan."), "none": (dismiss, "Dicatat sebagai bukan aduan.")}


@dataclass(frozen=True)
class Look:
    """What of the queue an officer has before him, which his press does not change."""

    tab: str
    query: str
    channel: str
    shown: int

    @classmethod
    def read(cls, values: Mapping[str, str]) -> "Look":
        """From an address or a form."""
        tab, query, channel, shown = (str(values.get(name, "")).strip() for name in ("tab", "cari", "kanal", "lihat"))
        wanted = int(shown) if shown.isdecimal() and len(shown) < 6 else SHOWN
        return cls(tab if tab in TABS else WAITING, query, channel, min(max(wanted, SHOWN), MOST_SHOWN))

    @property
    def values(self) -> dict[str, str]:
        """What differs from the queue as it opens."""
        named = {"cari": self.query, "kanal": self.channel, "lihat": str(self.shown) if self.shown != SHOWN else ""}
        named["tab"] = self.tab if self.tab != WAITING else ""
        return {name: value for name, value in named.items() if value}

    @property
    def more(self) -> str:
        """The address of the same with more of it."""
        return f"?{urlencode(self.values | {'lihat': str(self.shown + SHOWN)})}"

    @property
    def written(self) -> str:
        """For the address of a page that leads back here; empty for the queue as it opens."""
        return f"?{urlencode(self.values)}" if self.values else ""

    def onward(self, pk: int | None) -> HttpResponse:
        """The queue at that mention: the fragment gives it the focus, without JavaScript as well."""
        values = self.values | ({"di": str(pk)} if pk else {})
        address = f"{reverse('mention_queue')}?{urlencode(values)}" if values else reverse("mention_queue")
        return redirect(f"{address}#sebutan-{pk}" if pk else address)


@login_required
@require_GET
def mention_queue(request: StaffRequest) -> HttpResponse:
    """The comments under their posts. `?di=` is the one that is next."""
    _require_coordinator(request)
    look = Look.read(request.GET)
    rows, counts = list_mentions(look.tab, look.query, look.channel), count_tabs()
    threads = read_threads(rows[: look.shown])
    shown = [row.mention.pk for thread in threads for row in thread.rows]
    wanted = request.GET.get("di", "")
    last = _last_decision(request) if look.tab == WAITING else None
    context = {
        "threads": threads,
        "tabs": [(key, label, counts[key]) for key, label in TABS.items()],
        "look": look,
        "tab": look.tab,
        "is_waiting": look.tab == WAITING,
        "current": int(wanted) if wanted in map(str, shown) else next(iter(shown), None),
        "rest": max(0, rows.count() - look.shown),
        "can_show_more": look.shown < MOST_SHOWN,
        "step": SHOWN,
        "last_shown": shown[-1] if shown else None,
        "query": look.query,
        "channel": look.channel,
        "channels": channel_choices(),
        "last": last,
        "together": _count_together(last),
        "section": "mentions",
    }
    return render(request, "complaints/mentions.html", context)


@login_required
@require_POST
def mention_decide(request: StaffRequest, pk: int) -> HttpResponse:
    """One press: a complaint, none, or a word in one of its author's cases."""
    _require_coordinator(request)
    look = Look.read(request.POST)
    mention, next_pk = get_object_or_404(mentions(), pk=pk), _next_after(pk, look)
    number = request.POST.get("case", "")
    if number:
        complaint = get_object_or_404(visible_to(request.user), number=number)
        attempt(request, f"Digabungkan ke {number}.", join_case, mention=mention, complaint=complaint)
    elif service := ACTS.get(request.POST.get("outcome", "")):
        attempt(request, service[1], service[0], mention=mention)
    return look.onward(next_pk)


@login_required
@require_POST
def mention_dismiss_all(request: StaffRequest, pk: int) -> HttpResponse:
    """Semua bukan aduan: all that waited under the post of this mention when the page was made."""
    _require_coordinator(request)
    look, until = Look.read(request.POST), request.POST.get("sampai", "")
    mention = get_object_or_404(mentions().exclude(thread=""), pk=pk)
    keys = waiting_under(mention, until=int(until) if until.isdecimal() and len(until) < 19 else 0)
    attempt(request, f"{len(keys)} komentar dicatat sebagai bukan aduan.", dismiss_all, mentions=keys)
    return look.onward(None)


@login_required
@require_http_methods(["GET", "POST"])
def mention_join(request: StaffRequest, pk: int) -> HttpResponse:
    """Gabung ke aduan lain: by its number."""
    _require_coordinator(request)
    mention = get_object_or_404(waiting_mentions(), pk=pk)
    look, form = Look.read(request.GET), CaseNumberForm(request.POST or None, cases=visible_to(request.user))
    if form.is_valid():
        complaint, next_pk = form.cleaned_data["number"], _next_after(pk, look)
        done = f"Digabungkan ke {complaint.number}."
        if attempt_form(request, form, done, join_case, mention=mention, complaint=complaint):
            return look.onward(next_pk)
    context = {"mention": mention, "form": form, "look": look, "section": "mentions"}
    status = 422 if request.method == "POST" else 200
    return render(request, "complaints/mention_join.html", context, status=status)


@login_required
@require_POST
def mention_undo(request: StaffRequest, pk: int) -> HttpResponse:
    """Urungkan: the mention is the next one again."""
    _require_coordinator(request)
    decision = get_object_or_404(MentionDecision.objects.select_related("mention"), pk=pk)
    attempt(request, "Keputusan diurungkan.", undo_decision, decision=decision)
    return Look.read(request.POST).onward(decision.mention_id)


@login_required
@require_POST
def mention_undo_all(request: StaffRequest, batch: uuid.UUID) -> HttpResponse:
    """Urungkan a press that decided all comments of a post."""
    _require_coordinator(request)
    get_list_or_404(MentionDecision, batch=batch)
    attempt(request, "Keputusan diurungkan.", undo_batch, batch=batch)
    return Look.read(request.POST).onward(None)


def _require_coordinator(request: StaffRequest) -> None:
    if not is_coordinator(request.user):
        raise PermissionDenied


def _next_after(pk: int, look: Look) -> int | None:
    """The one that stands below it on the page: under the same post first, else the oldest."""
    threads = read_threads(list_mentions(WAITING, look.query, look.channel)[: look.shown + 1])
    keys = [row.mention.pk for thread in threads for row in thread.rows]
    position = keys.index(pk) if pk in keys else -1
    return next((key for key in [*keys[position + 1 :], *keys[: max(position, 0)]] if key != pk), None)


def _last_decision(request: StaffRequest) -> MentionDecision | None:
    recent = MentionDecision.objects.filter(decided_by=request.user, decided_at__gte=now() - UNDO_SHOWN)
    rows = recent.filter(undone_at=None).select_related("mention__message", "complaint")
    return rows.first()


def _count_together(decision: MentionDecision | None) -> int:
    """How many were decided by the same press, where it was one for a whole post."""
    if decision is None or decision.batch is None:
        return 0
    return MentionDecision.objects.filter(batch=decision.batch, undone_at=None).count()
