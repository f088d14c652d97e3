"""Scenarios beyond WhatsApp: what people write where everybody reads it, to the bot, and in SP4N-LAPOR."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from .scenarios import ScenarioError

FOLDER = Path(__file__).with_name("scenarios") / "public"
NAMES = tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))
KINDS = frozenset({"complaint", "talk", "tag", "edit", "delete"})


@dataclass(frozen=True)
class Trouble:
    """What the provider does from a share of the run on; a channel that does not know it goes on as it was."""

    at: float
    name: str


@dataclass(frozen=True)
class PublicScenario:
    """Who writes what, and when. `mix`: the weight of each kind of act; `tag` names the account elsewhere; `wave` as in
    Scenario."""

    name: str
    about: str
    mix: Mapping[str, float]
    places: Sequence[str]
    complaints: Sequence[str]
    talk: Sequence[str]
    wave: Sequence[float] = (1.0,)
    troubles: Sequence[Trouble] = field(default_factory=tuple)


def load_public_scenario(name: str, folder: Path = FOLDER) -> PublicScenario:
    """Reads one scenario. Raises ScenarioError when there is none of that name or its file is wrong."""
    path = folder / f"{name}.yaml"
    try:
        values = yaml.safe_load(path.read_bytes())
        troubles = [Trouble(**trouble) for trouble in values.pop("troubles", [])]
        scenario = PublicScenario(name=name, troubles=troubles, **values)
    except (OSError, yaml.YAMLError, AttributeError, TypeError) as error:
        raise ScenarioError(f"{path.name} cannot be read: {error}") from error
    if unknown := sorted(set(scenario.mix) - KINDS):
        raise ScenarioError(f"{path.name} names what is not known: {', '.join(unknown)}")
    if not (scenario.mix and scenario.places and scenario.complaints and scenario.talk and min(scenario.wave) > 0):
        raise ScenarioError(f"{path.name} needs a mix, places, complaints, talk and a wave above 0")
    return scenario
