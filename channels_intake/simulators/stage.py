"""What a running scenario works with, and the record of what was done."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from .plan import Act
from .provider import Provider

LARGEST_REQUEST = 200  # acts


@dataclass
class Record:
    """What was done so far. `messages` and `others` are ids; `heard` of `awaited` answers of the city came."""

    people: int = 0
    messages: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    malformed: int = 0
    awaited: int = 0
    heard: int = 0

    @property
    def acts(self) -> int:
        """How many things people have done."""
        return len(self.messages) + len(self.others) + self.malformed


@dataclass(frozen=True)
class Load:
    """How much, how fast and how spoiled. `rate` acts a second, as fast as possible at 0; `malformed` is a share."""

    events: int
    rate: float
    malformed: float
    seed: int

    @property
    def seconds(self) -> float:
        """How long the acts take at their rate."""
        return self.events / self.rate if self.rate else 0.0


@dataclass(frozen=True)
class Stage:
    """The simulator, its people's numbers, and who is told after every step."""

    provider: Provider
    load: Load
    numbers: Sequence[str]
    chance: random.Random
    record: Record
    told: Callable[[], None]

    def send(self, acts: Sequence[Act]) -> None:
        """Has people act, and writes it down. Raises what Provider raises."""
        for start in range(0, len(acts), LARGEST_REQUEST):
            group = acts[start : start + LARGEST_REQUEST]
            ids = self.provider.write([act.message | {"number": self.numbers[act.person]} for act in group])
            for act, wamid in zip(group, ids, strict=True):
                self._note(act, wamid)
        self.told()

    def _note(self, act: Act, wamid: str) -> None:
        if act.kind == "malformed":
            self.record.malformed += 1
        else:
            (self.record.messages if act.kind == "message" else self.record.others).append(wamid)
