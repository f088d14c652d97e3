"""Load scenarios: data files beside this module, read into values and checked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from .places import PLACES

FOLDER = Path(__file__).with_name("scenarios")
NAMES = tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))
KINDS = frozenset(
    {"text", "photo", "voice", "document", "sticker", "location", "command", "reaction", "edit", "revoke", "unknown"}
)
STEPS = frozenset({"say", "hear", "pin", "photo", "voice", "edit", "revoke", "react", "tap"})
Step = tuple[str, str]  # what is done, and its words


class ScenarioError(Exception):
    """A scenario's file is wrong; the text says where."""


@dataclass(frozen=True)
class Scenario:
    """Who writes what, and when. Either single messages by a `mix` of kinds (their weights), or whole `dialogues`.

    `wave`: how lively each equal part of the run is, relative to the others. `hidden_share`: of the people, those whom
    the city knows by their BSUID alone.
    """

    name: str
    about: str
    hidden_share: float = 0.0
    messages_per_person: float = 1.0
    wave: Sequence[float] = (1.0,)
    mix: Mapping[str, float] = field(default_factory=dict)
    places: Sequence[str] = ()
    openings: Sequence[str] = ()
    additions: Sequence[str] = ()
    captions: Sequence[str] = ()
    commands: Sequence[str] = ()
    dialogues: Sequence[Sequence[Step]] = ()


def load_scenario(name: str, folder: Path = FOLDER) -> Scenario:
    """Reads one scenario. Raises ScenarioError when there is none of that name or its file is wrong."""
    path = folder / f"{name}.yaml"
    try:
        values = yaml.safe_load(path.read_bytes())
    except (OSError, yaml.YAMLError) as error:
        raise ScenarioError(f"{path.name} cannot be read: {error}") from error
    try:
        dialogues = [_steps(dialogue["steps"]) for dialogue in values.pop("dialogues", [])]
        scenario = Scenario(name=name, dialogues=dialogues, **values)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ScenarioError(f"{path.name} has the wrong form: {error}") from error
    return _checked(scenario, path)


def _steps(listed: list[dict[str, Any]]) -> list[Step]:
    return [(verb, str(words)) for step in listed for verb, words in step.items()]


def _checked(scenario: Scenario, path: Path) -> Scenario:
    verbs = {verb for dialogue in scenario.dialogues for verb, _ in dialogue}
    pins = {words for dialogue in scenario.dialogues for verb, words in dialogue if verb == "pin"}
    if unknown := sorted(set(scenario.mix) - KINDS | verbs - STEPS | pins - set(PLACES)):
        raise ScenarioError(f"{path.name} names what is not known: {', '.join(unknown)}")
    pools = (scenario.places, scenario.openings, scenario.additions, scenario.captions, scenario.commands)
    if not scenario.dialogues and not all((scenario.mix, *pools)):
        raise ScenarioError(f"{path.name} needs a mix, places, openings, additions, captions and commands")
    if not scenario.wave or min(scenario.wave) <= 0 or scenario.messages_per_person < 1:
        raise ScenarioError(f"{path.name} needs a wave above 0 and at least one message a person")
    return scenario
