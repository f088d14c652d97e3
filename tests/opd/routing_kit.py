"""Labels for tests of learning: cases of which some are kept aside, by their number."""

from collections.abc import Iterator
from datetime import datetime
from itertools import count

from opd.labels import Origin, add_label
from opd.models import User
from opd.routing.lessons import Lesson, Trust


def case_numbers(*, measured: bool) -> Iterator[str]:
    """Case numbers that are kept aside, or that are learned from."""
    numbers = (f"2611-{place:05}" for place in count(1))
    return (number for number in numbers if Lesson(number, "", "", Trust.FINAL, 0).is_measured is measured)


def label(
    case: str, text: str, code: str, *, user: User, at: datetime, origin: Origin = Origin.CORRECTION, guess: str = ""
) -> None:
    """One word on a case."""
    facts = {"guess": guess, "score": 0.5 if guess else None, "model_version": "uji" if guess else ""}
    add_label(case=case, text=text, code=code, origin=origin, user=user, now=at, **facts)  # type: ignore[arg-type]
