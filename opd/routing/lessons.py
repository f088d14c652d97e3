"""Labels as lessons: what each weighs, and which cases are kept aside to measure with.

One case in MEASURED_SHARE, chosen by its number, is never learned from: models are judged on those cases alone.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from .normalise import normalise
from .profile import Example

MEASURED_SHARE = 10
HALF_LIFE_DAYS = 365
LEAST_WEIGHT = 0.25


class Trust:
    """How much a word weighs beside a seed sentence: what cost a person a decision weighs most."""

    FINAL = 2.0  # a coordinator's; by simulation, 6,000 of them make one point more than at 1.0
    CORRECTION = 1.5
    CONFIRMATION = 0.75  # nobody objected; the model's own opinion must not feed itself

    @classmethod
    def of(cls, origin: str, *, is_final: bool) -> float:
        """The weight by origin (`correction`, `confirmation`) and whether a coordinator said it."""
        if is_final:
            return cls.FINAL
        return cls.CORRECTION if origin == "correction" else cls.CONFIRMATION


@dataclass(frozen=True)
class Lesson:
    """A case with the code that people gave it. `trust` by `Trust`; `age_days` since they did."""

    case: str
    text: str
    code: str
    trust: float
    age_days: int

    @property
    def is_measured(self) -> bool:
        """Whether the case is kept aside: decided by its number alone, once and for all."""
        return hashlib.sha256(self.case.encode()).digest()[0] % MEASURED_SHARE == 0

    def as_example(self) -> Example:
        """The lesson as a text to learn from; what people said long ago weighs less, never less than LEAST_WEIGHT."""
        fresh = max(LEAST_WEIGHT, 0.5 ** (self.age_days / HALF_LIFE_DAYS))
        return Example(normalise(self.text), self.code, round(self.trust * fresh, 4))


def subject_of(code: str) -> str:
    """What a code is learned as: all kelurahan are one subject, all kecamatan another."""
    if code.startswith("KEL-"):
        return "KELURAHAN"
    return "KECAMATAN" if code.startswith("KEC-") else code


def lessons_to_learn(lessons: Iterable[Lesson]) -> list[Example]:
    """Those that are not kept aside, as examples; without the ones of which no word is left."""
    examples = (lesson.as_example() for lesson in lessons if not lesson.is_measured)
    return [example for example in examples if example.text]


def count_measured(lessons: Iterable[Lesson]) -> int:
    """How many cases are kept aside."""
    return sum(lesson.is_measured for lesson in lessons)
