"""The text in the form in which it is searched, and the way back to what was written."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

# A sentence ends at . ! ? or a line, but not after a short form, a single letter or between digits.
_END = re.compile(
    r"(?<!\bjl)(?<!\bjln)(?<!\bgg)(?<!\bno)(?<!\brp)(?<!\byth)(?<!\bsdr)(?<!\bsdri)(?<!\bbpk)(?<!\bdr)(?<!\bkel)(?<!\bkec)"
    r"(?<!\ba\.n)(?<!\bny)(?<!\btn)(?<!\brek)(?<!\btgl)(?<!\bhj)(?<!\balm)(?<!\b[a-z])[.!?]+(?=\s|$)|\n",
    re.IGNORECASE,
)
_NEAR = 45  # characters before a number in which its kind is said


@dataclass(frozen=True)
class Reading:
    """`text` has single spaces, no invisible letters and plain digits; `places` tells for each of its letters where it
    stood."""

    text: str
    places: tuple[int, ...]

    @cached_property
    def sentences(self) -> list[tuple[int, int]]:
        """Beginning and end of each sentence, in order."""
        ends = [found.end() for found in _END.finditer(self.text)]
        starts = [0, *ends]
        return [(start, end) for start, end in zip(starts, [*ends, len(self.text)], strict=True) if start < end]

    def before(self, position: int, letters: int = _NEAR) -> str:
        """The letters that stand before `position` in its sentence, at most so many."""
        start = next((start for start, end in self.sentences if start <= position < end), 0)
        return self.text[max(start, position - letters) : position]

    def after(self, position: int, letters: int = 20) -> str:
        """The letters from `position` on."""
        return self.text[position : position + letters]


def read_text(text: str) -> Reading:
    """The reading of `text`."""
    kept: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        plain = letter if letter.isascii() else _plain(letter)
        if plain in " \t\r\v\f" and kept and kept[-1] in " \n":
            continue
        if plain:
            kept.append(" " if plain in "\t\r\v\f" else plain)
            places.append(place)
    return Reading("".join(kept), tuple(places))


def _plain(letter: str) -> str:
    if unicodedata.category(letter) == "Cf":
        return ""
    plain = unicodedata.normalize("NFKC", letter)
    return plain if len(plain) == 1 and letter != "…" else letter
