"""Pengaturan, Jenis jawaban hijau: what is proposed with its figures, what is green, and what was decided."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from bontang_pengaduan.lib.clock import now

from ..colours import name_decision, name_proposals, newest_decisions, proposal_numbers, read_proposals
from ..models import ColourDecision
from ..permissions import may_decide_colours
from ..services.colours import decide_colour
from .acting import attempt
from .navigation import StaffRequest
from .settings_pages import require_steering

SHOWN_DECISIONS = 50  # newest


@login_required
@require_http_methods(["GET", "POST"])
def colour_settings(request: StaffRequest) -> HttpResponse:
    """Coordinators decide, admins read. 403 for people of one agency."""
    require_steering(request)
    if request.method == "POST":
        facts = {name: request.POST.get(name, "") for name in ("key", "verdict", "reason")}
        is_green = facts["verdict"] == ColourDecision.Verdict.GREEN
        done = "Jenis jawaban ini hijau mulai sekarang." if is_green else "Jenis jawaban ini kuning."
        attempt(request, done, decide_colour, **facts)
        return redirect("colour_settings")
    holding = newest_decisions()
    newest = ColourDecision.objects.select_related("category", "answer", "decided_by")[:SHOWN_DECISIONS]
    green = [kind for kind, row in holding.items() if row.verdict == ColourDecision.Verdict.GREEN]
    context = {
        "proposals": name_proposals(read_proposals(now()).values()),
        "green": [(kind.key, name_decision(holding[kind])) for kind in green],
        "decisions": [name_decision(row) for row in newest],
        "numbers": proposal_numbers(),
        "may_decide": may_decide_colours(request.user),
        "section": "settings",
    }
    return render(request, "settings/colours.html", context)
