"""Whether a public comment is probably no complaint, by the thresholds of data/noise.yaml. Pure, no database."""

from dataclasses import dataclass

from . import facts
from .classifier import Model
from .normalise import normalise
from .verdict import Decision


@dataclass(frozen=True)
class Level:
    """`none_from`: from this probability of "no complaint" on it is noise; `matter_from`: below this probability of the
    likeliest subject, too."""

    none_from: float
    matter_from: float


@dataclass(frozen=True)
class Noise:
    """`score` is the probability that the text is no complaint (0-1), `reason` is Indonesian and meant for officers."""

    is_noise: bool
    score: float
    reason: str
    model_version: str


def level_of(channel: str) -> Level:
    """The thresholds of a channel; of one that the file does not name, the default."""
    levels = facts.read("noise.yaml")["levels"]
    return Level(**levels.get(channel, levels["default"]))


def judge_noise(text: str, decision: Decision, model: Model, level: Level) -> Noise:
    """What the model and the rules, in `decision`, make of a public text. In danger nothing is noise: a call for help
    that is taken for talk costs more than talk that an officer reads."""
    score = _none_share(text, decision, model)
    is_unknown = decision.outcome != "none" and decision.score < level.matter_from
    is_noise = not decision.danger and (score >= level.none_from or is_unknown)
    reason = "Tidak menyebut urusan kota yang dikenali" if is_unknown else decision.reason
    return Noise(is_noise, round(score, 4), reason, decision.model_version)


def _none_share(text: str, decision: Decision, model: Model) -> float:
    """Rules may be surer than the model (advertising), and `decision` hides a doubted share."""
    share = dict(model.probabilities(normalise(text)))["NONE"]
    return max(share, decision.score) if decision.outcome == "none" else share
