"""A scenario beyond WhatsApp as it runs: the acts at their pace, the provider's troubles between them."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from .plan import due_by
from .public_players import Player
from .public_scenarios import PublicScenario
from .stage import Load

PERSONS_WRITE = 2  # times each, on average
TICK_SECONDS = 0.1


@dataclass
class PublicRecord:
    """What was done so far: the words that stand now by their first id, which of them were changed or deleted, the
    first id of each changed one by its present one, and the troubles that the provider had."""

    words: dict[str, str] = field(default_factory=dict)
    edited: set[str] = field(default_factory=set)
    first: dict[str, str] = field(default_factory=dict)
    deleted: set[str] = field(default_factory=set)
    troubles: list[str] = field(default_factory=list)
    acts: int = 0


def play_public(
    player: Player, scenario: PublicScenario, load: Load, record: PublicRecord, told: Callable[[], None]
) -> None:
    """Plays to the end and leaves the provider calm. `record` is filled meanwhile; `told` is called after each act.

    Raises SimulatorDownError.
    """
    chance = random.Random(load.seed)  # noqa: S311 - no secret
    began, coming = time.monotonic(), sorted(scenario.troubles, key=lambda trouble: trouble.at)
    people = max(1, load.events // PERSONS_WRITE)
    try:
        for number in range(load.events):
            _await(number, load, scenario, began)
            while coming and coming[0].at <= number / load.events:
                name = coming.pop(0).name
                record.troubles += [name] if player.make_trouble(name) else []
            _act(player, scenario, record, chance, people)
            record.acts += 1
            told()
    finally:
        player.make_trouble("calm")


def _await(number: int, load: Load, scenario: PublicScenario, began: float) -> None:
    while load.seconds:
        share = (time.monotonic() - began) / load.seconds
        if int(due_by(share, tuple(scenario.wave)) * load.events) > number or share >= 1:
            return
        time.sleep(TICK_SECONDS)


def _act(player: Player, scenario: PublicScenario, record: PublicRecord, chance: random.Random, people: int) -> None:
    # Each is changed once at most: what providers tell of a second change in the same second is theirs to say.
    open_to_change = sorted(set(record.words) - record.edited - record.deleted)
    kinds = [kind for kind in scenario.mix if kind in player.kinds]
    kind = chance.choices(kinds, [scenario.mix[kind] for kind in kinds])[0]
    if kind in ("edit", "delete") and open_to_change:
        _change(player, record, kind, chance.choice(open_to_change), chance)
        return
    pool = scenario.talk if kind == "talk" else scenario.complaints
    # A number of its own, so that no two are the same word of one person.
    text = f"{chance.choice(pool).replace('{place}', chance.choice(scenario.places))} ({record.acts + 1})"
    write = player.tag if kind == "tag" else player.write
    record.words[write(chance.randrange(people), text)] = text


def _change(player: Player, record: PublicRecord, kind: str, name: str, chance: random.Random) -> None:
    if kind == "delete":
        player.delete(name)
        record.deleted.add(name)
        return
    record.words[name] = f"{record.words[name]} Ralat {chance.randrange(1000)}."
    record.first[player.edit(name, record.words[name])] = name
    record.edited.add(name)
