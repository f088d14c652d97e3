"""The router's one question: whose is this? Values in, value out; no database, no settings."""

import logging
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from math import cos, hypot, radians

from . import facts
from .classifier import Model, load_model, terms
from .normalise import find_kelurahan, normalise
from .rules import Rule, rules_in_force
from .verdict import Decision, Outcome

__all__ = ["Decision", "decide", "find_kelurahan", "nearest_kelurahan"]

logger = logging.getLogger(__name__)

FAR_KM = 25  # from the nearest office: outside the city
KM_PER_DEGREE = 111.32
# Which office a territorial matter goes to, as a key of a kelurahan's facts.
OFFICE_OF_PLACE = {"KELURAHAN": "opd", "KECAMATAN": "kecamatan_opd"}
SECOND_FROM = 0.25  # a second unit this likely is named as a second matter


def decide(
    text: str, kelurahan: str | None, now: datetime, *, model: Model | None = None, rules: Iterable[Rule] | None = None
) -> Decision:
    """The likeliest unit, or refer (not the city's), or none (no complaint), with its probability and the reason.

    `kelurahan` is the code of the place, of the territory (64.74...) or of its office (KEL-...), where it is known;
    territory decides which kelurahan office, never the subject. Without a place such a matter has outcome unit and
    no code. Without `model` the shipped one decides, without `rules` those in force. A rule that fails is skipped and
    named in the reason, and a person has to look.
    """
    place = facts.kelurahan_code(kelurahan) or find_kelurahan(text)
    decision = _from_model(model or load_model(), normalise(text), place)
    for rule in rules_in_force() if rules is None else rules:
        try:
            decision = rule.apply(text, decision, now)
        except Exception:
            logger.exception("Routing rule %r failed", rule.name)
            reason = f"{decision.reason}. Aturan “{rule.name}” gagal dijalankan"
            decision = replace(decision, reason=reason, is_held=True)
    return decision


def nearest_kelurahan(lat: float, lon: float) -> str | None:
    """The Kemendagri code of the kelurahan whose office is nearest; None when that is more than FAR_KM away."""
    distances = {
        code: _kilometres(area["latitude"] - lat, area["longitude"] - lon, lat)
        for code, area in facts.kelurahan().items()
    }
    code = min(distances, key=distances.__getitem__)
    return code if distances[code] <= FAR_KM else None


def _kilometres(north: float, east: float, lat: float) -> float:
    return hypot(north, east * cos(radians(lat))) * KM_PER_DEGREE


def _from_model(model: Model, subject: str, place: str | None) -> Decision:
    shares = _doubting_none(model, subject)
    (winner, score), (runner_up, second_score) = shares[0], shares[1]
    code = _office(winner, place)
    outcome = _outcome(code)
    is_office = outcome == "unit" and code not in OFFICE_OF_PLACE
    return Decision(
        outcome=outcome,
        code=code if is_office else None,
        refer_to=code if outcome == "refer" else None,
        score=score,
        reason=_reason(model, subject, winner, code),
        top=tuple((_office(name, place), share) for name, share in shares[:3]),
        danger=False,
        second=_office(runner_up, place) if second_score >= SECOND_FROM and runner_up != "NONE" else None,
        model_version=model.version,
        threshold=level.score if (level := model.calibration.thresholds.get(winner)) else 0.0,
    )


def _doubting_none(model: Model, subject: str) -> list[tuple[str, float]]:
    # A complaint that is taken for a greeting costs more than a greeting that an officer sees; and the longer a text
    # is, the likelier it complains about something. What is then put last is no suggestion to anybody.
    shares = model.probabilities(subject)
    (code, score), *others = shares
    doubted = code == "NONE" and score < model.calibration.none_needed(len(subject.split()))
    return [*others, (code, score)] if doubted else shares


def _outcome(code: str) -> Outcome:
    if code == "NONE":
        return "none"
    return "refer" if code.startswith("REF-") else "unit"


def _office(code: str, place: str | None) -> str:
    """A matter of a kelurahan or kecamatan belongs to the office of the place; without one the pseudo code stays."""
    if code not in OFFICE_OF_PLACE or place is None:
        return code
    return str(facts.kelurahan()[place][OFFICE_OF_PLACE[code]])


def _reason(model: Model, subject: str, winner: str, code: str) -> str:
    """The words of the text that spoke most for the decision, and who usually has such matters."""
    column = model.codes.index(winner)
    words = {word for word in terms(subject) if word in model.vocabulary}
    weighed = sorted(((float(model.weights[model.vocabulary[word], column]), word) for word in words), reverse=True)
    telling = [f"'{word}'" for weight, word in weighed[:2] if weight > 0]
    if not telling:
        return "Tidak ada kata yang dikenali"
    if winner == "NONE":
        return f"{' dan '.join(telling)} biasanya bukan aduan"
    return f"{' dan '.join(telling)} biasanya ditangani {_name(code)}"


def _name(code: str) -> str:
    generic = {"KELURAHAN": "kelurahan setempat", "KECAMATAN": "kecamatan setempat"}
    return generic.get(code) or facts.office_names()[code]
