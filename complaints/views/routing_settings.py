"""Pengaturan, Rute: which model decides, what became of each training, and what people correct most."""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from bontang_pengaduan.lib.clock import now
from opd.labels import count_labels, list_confusions
from opd.model_choices import TrainingRefusedError, choose_model, may_choose, newest_choice, recent_trainings
from opd.models import RoutingTraining
from opd.router import current_model
from opd.routing.classifier import load_model
from opd.routing.facts import office_names
from opd.routing.rules import load_rules

from ..permissions import is_coordinator
from .navigation import StaffRequest

CONFUSION_DAYS = 90
# Codes that are no office: what they mean to a reader.
PSEUDO_NAMES = {"NONE": "Bukan aduan", "KELURAHAN": "Kelurahan setempat", "KECAMATAN": "Kecamatan setempat"}


@login_required
@require_GET
def routing_settings(request: StaffRequest) -> HttpResponse:
    """Coordinators and admins read; admins choose. 403 for people of one agency."""
    if not is_coordinator(request.user):
        raise PermissionDenied
    names = office_names() | PSEUDO_NAMES
    since = now() - timedelta(days=CONFUSION_DAYS)
    choice = newest_choice()
    context = {
        "choice": choice,
        "in_force": choice.training_id if choice else None,
        "shipped_version": load_model().version,
        "trainings": recent_trainings(),
        "labels": count_labels(),
        "confusions": [
            {"guess": names.get(pair.guess, pair.guess), "code": names.get(pair.code, pair.code), "count": pair.count}
            for pair in list_confusions(since)
        ],
        "confusion_days": CONFUSION_DAYS,
        "thresholds": _read_thresholds(names),
        "floor": round(100 * settings.ROUTING_THRESHOLD),
        "rules": load_rules(),
        "can_choose": may_choose(request.user),
        "section": "settings",
    }
    return render(request, "settings/routing.html", context)


@login_required
@require_POST
def routing_model_choose(request: StaffRequest, pk: int) -> HttpResponse:
    """Pakai: the model of a training, or with 0 the shipped one, decides from the next complaint on."""
    training = get_object_or_404(RoutingTraining, pk=pk) if pk else None
    try:
        choose_model(training=training, user=request.user, now=now())
    except TrainingRefusedError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Model {training.version if training else 'bawaan'} dipakai mulai aduan berikutnya.")
    return redirect("routing_settings")


def _read_thresholds(names: dict[str, str]) -> list[dict[str, object]]:
    """What each unit's decisions need, with the precision that was measured for it."""
    levels = current_model().calibration.thresholds
    return [
        {
            "name": names[code],
            "needed": _needed_words(level.score),
            "precision": round(100 * level.precision),
            "rows": level.rows,
        }
        for code, level in sorted(levels.items(), key=lambda pair: names.get(pair[0], "").lower())
        if code in names and code != "NONE" and not code.startswith("REF-")
    ]


def _needed_words(score: float) -> str:
    if score >= 1:
        return "Selalu diverifikasi"
    return f"{100 * max(score, settings.ROUTING_THRESHOLD):.1f}%".replace(".", ",")
