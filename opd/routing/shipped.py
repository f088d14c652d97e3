"""The model that comes with the program: of the data files alone, with what was measured on them."""

from pathlib import Path

from .calibrate import calibrate
from .classifier import Calibration, Model, calibration_facts, read_calibration
from .facts import DATA, read
from .profile import training_texts
from .train import train, version_of

CALIBRATION = DATA / "routing_calibration.yaml"
HEADING = """\
# What the model's probabilities are worth, measured on the seed sentences in five parts, each judged by a model that
# did not know it. Written by `manage.py train_routing --calibrate`; `version` names the sentences measured on.
# From `score` on, `precision` of a code's decisions were right, on `rows` of them; 1.0 means never without a person.
"""


def train_shipped() -> Model:
    """The model of the data files as they stand. Seconds."""
    return train(training_texts(), read_calibration(read(CALIBRATION.name)))


def write_calibration(path: Path = CALIBRATION) -> Calibration:
    """Measures anew, writes the data file and returns what it says. A minute."""
    calibration = calibrate()
    facts = calibration_facts(calibration)
    levels = facts.pop("thresholds")
    lines = [f"version: {version_of(training_texts())}", *(f"{name}: {value}" for name, value in facts.items())]
    lines += ["thresholds:", *(f"  {code}: {_flow(level)}" for code, level in levels.items())]
    path.write_text(HEADING + "\n".join(lines) + "\n", encoding="utf-8")
    read.cache_clear()
    return calibration


def _flow(level: dict[str, float]) -> str:
    return "{" + ", ".join(f"{name}: {value}" for name, value in level.items()) + "}"
