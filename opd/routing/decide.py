"""The router's one question: whose is this? Values in, value out; no database, no settings."""

import logging
from datetime import datetime
from math import cos, hypot, radians

from .classifier import Model, load_model, ngrams
from .normalise import find_kelurahan, normalise, wilayah
from .rules import RULES
from .verdict import Decision

__all__ = ["Decision", "decide", "find_kelurahan", "nearest_kelurahan"]

logger = logging.getLogger(__name__)

FAR_KM = 25  # from the nearest office: outside the city
KM_PER_DEGREE = 111.32
SECOND_FROM = 0.25  # a second unit this likely is named as a second matter


def decide(text: str, kelurahan: str | None, now: datetime) -> Decision:
    """The likeliest unit, or refer (not the city's), or none (no complaint), with its probability and the reason.

    `kelurahan` is the Kemendagri code of the place, where it is known; territory decides which kelurahan office,
    never the subject. `now` is part of the contract for rules with a season. A rule that fails is skipped and
    named in the reason; the decision stands.
    """
    subject = normalise(text)
    model = load_model()
    decision = _from_model(model, subject, kelurahan or find_kelurahan(text))
    for rule in RULES:
        try:
            decision = rule.apply(text, decision)
        except Exception:
            logger.exception("Routing rule %r failed", rule.name)
            decision = _with_note(decision, f"Aturan “{rule.name}” gagal dijalankan")
    return decision


def nearest_kelurahan(lat: float, lon: float) -> str | None:
    """The code of the kelurahan whose office is nearest; None when that is more than FAR_KM away."""
    best = min(
        (hypot((lat - v["latitude"]), (lon - v["longitude"]) * cos(radians(lat))) * KM_PER_DEGREE, v["code"])
        for district in wilayah()["kecamatan"]  # type: ignore[attr-defined]
        for v in district["kelurahan"]
    )
    return best[1] if best[0] <= FAR_KM else None


def _from_model(model: Model, subject: str, kelurahan: str | None) -> Decision:
    shares = [(_office(code, kelurahan), share) for code, share in model.probabilities(subject)]
    (code, score), (second, second_score) = shares[0], shares[1]
    refers = code.startswith("REF-")
    return Decision(
        outcome="refer" if refers else "unit",
        code=None if refers else code,
        refer_to=code if refers else None,
        score=score,
        reason=_reason(model, subject, shares[0][0]),
        top=tuple(shares[:3]),
        danger=False,
        second=second if second_score >= SECOND_FROM else None,
        model_version=model.version,
    )


def _office(code: str, kelurahan: str | None) -> str:
    """A matter of a kelurahan belongs to the office of the place named."""
    if not code.startswith("KEL-") or kelurahan is None:
        return code
    offices = {v["code"]: v["opd"] for d in wilayah()["kecamatan"] for v in d["kelurahan"]}  # type: ignore[attr-defined]
    return str(offices[kelurahan])


def _reason(model: Model, subject: str, code: str) -> str:
    """The words of the text that spoke most for the decision."""
    if code not in model.codes:
        return "Urusan kelurahan di lokasi itu"
    column = model.codes.index(code)
    words = {w for w in ngrams(subject) if not w.startswith("~") and w in model.vocabulary}
    weighed = sorted(((float(model.weights[model.vocabulary[w], column]), w) for w in words), reverse=True)
    telling = [f"“{word}”" for weight, word in weighed[:2] if weight > 0]
    return f"{' dan '.join(telling)} biasanya urusan ini" if telling else "Tidak ada kata yang dikenali"


def _with_note(decision: Decision, note: str) -> Decision:
    return Decision(**{**decision.__dict__, "reason": f"{decision.reason}. {note}"})
