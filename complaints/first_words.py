"""The words of the acknowledgement of one tap: safe sentences, filled with what the case says of itself."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from .guard import check
from .models import Complaint
from .wording import day_of

FIRST_WORDS_FILE = Path(__file__).parent / "data" / "first_words.yaml"


def acknowledgement_words(
    complaint: Complaint, due_at: datetime, *, is_public: bool, fits: Callable[[str], bool]
) -> str:
    """Receipt and next step, with unit and day.

    The subject, in the citizen's own words, and the kelurahan are named as long as the check before sending finds
    nothing in them and the channel takes a text of that length.
    """
    facts = {"unit": complaint.opd.name if complaint.opd else "Pemerintah Kota Bontang", "date": day_of(due_at)}
    code = complaint.category.code if complaint.category else ""
    step = first_words()["steps"].get(code, first_words()["step"]).format(**facts)
    opening = first_words()["opening"]
    tries = [(_about(complaint), _place(complaint)), ("", _place(complaint)), ("", "")]
    texts = [f"{opening.format(about=about, place=place)} {step}" for about, place in tries]
    return next((text for text in texts if fits(text) and not check(text, public=is_public)), texts[-1])


@cache
def first_words() -> Mapping[str, Any]:
    """The data file, read once a process."""
    with FIRST_WORDS_FILE.open(encoding="utf-8") as stream:
        loaded: Mapping[str, Any] = yaml.load(stream, Loader=yaml.CSafeLoader)
    return loaded


def _about(complaint: Complaint) -> str:
    subject = " ".join(complaint.subject.split()).rstrip(".!?…, ")
    # Alone as well: a shout in it is seen by itself, and a number at its end.
    return str(first_words()["about"]).format(subject=subject) if subject and not check(subject, public=True) else ""


def _place(complaint: Complaint) -> str:
    return str(first_words()["place"]).format(kelurahan=complaint.kelurahan.name) if complaint.kelurahan else ""
