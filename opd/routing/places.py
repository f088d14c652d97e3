"""Whether a matter has a place, and whether a text names one. Values in, value out."""

import re
from functools import cache

from .facts import read
from .normalise import find_kelurahan, plain


def needs_place(code: str) -> bool:
    """Whether the matters of this unit lie somewhere in the city."""
    return code in read("routing_rules.yaml")["field_units"]


def names_place(text: str) -> bool:
    """Whether a person who knows the city would find the place: a kelurahan, a street, an RT, a landmark."""
    return find_kelurahan(text) is not None or bool(_place_words().search(plain(text)))


@cache
def _place_words() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(read('routing_rules.yaml')['place'])})\b")
