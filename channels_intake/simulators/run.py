"""A scenario as it runs: acts go to the simulator at their pace."""

import random
import time
from collections.abc import Callable, Iterator, Sequence

from . import plan
from .plan import Act
from .provider import Provider
from .scenarios import Scenario
from .stage import LARGEST_REQUEST, Load, Record, Stage
from .talks import converse

TICK_SECONDS = 0.25


def play(provider: Provider, scenario: Scenario, load: Load, record: Record, told: Callable[[], None]) -> None:
    """Plays the scenario to its end. `record` is filled while it runs; `told` is called after every step.

    Raises SimulatorDownError.
    """
    chance = random.Random(load.seed)  # noqa: S311
    record.people = plan.people_of(scenario, load.events)
    names = plan.names_of(record.people, chance)
    numbers = provider.gather(names, hidden_share=scenario.hidden_share)
    stage = Stage(provider, load, numbers, chance, record, told)
    if scenario.dialogues:
        converse(stage, scenario.dialogues)
        return
    acts = list(plan.acts_of(scenario, load.events, chance, malformed=load.malformed))
    for group in _paced(acts, load.seconds, tuple(scenario.wave)):
        stage.send(group)


def _paced(acts: Sequence[Act], seconds: float, wave: tuple[float, ...]) -> Iterator[Sequence[Act]]:
    """The acts in groups, each when it is due."""
    began, done = time.monotonic(), 0
    while done < len(acts):
        share = (time.monotonic() - began) / seconds if seconds else 1.0
        due = min(int(plan.due_by(share, wave) * len(acts)), done + LARGEST_REQUEST)
        if due > done:
            yield acts[done:due]
            done = due
        else:
            time.sleep(TICK_SECONDS)
