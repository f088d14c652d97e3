"""What one key does about a finding: a text in, the better text out."""

import re
from dataclasses import dataclass

from .findings import Finding, instead_of
from .reading import read_text

_END_MARKS = re.compile(r"[.!?\s]*$")


@dataclass(frozen=True)
class Fix:
    """What the key says, and the whole text afterwards."""

    label: str
    text: str


def find_fix(text: str, finding: Finding, *, next_date: str = "") -> Fix | None:
    """The repair of one finding of `text`; None when nothing would be left of it.

    `next_date` (`Kamis, 26 November 2026`) is what a promise without a date is given.
    """
    before, after = text[: finding.start], text[finding.end :]
    if instead := instead_of(finding.flag):
        is_first = not before.strip() or before.rstrip()[-1] in ".!?"
        words = instead[0].upper() + instead[1:] if is_first else instead
        return Fix(f"Ganti dengan “{words}”", f"{before}{words}{after}")
    if finding.flag == "shouting":
        return Fix("Tulis dengan huruf biasa", f"{before}{_quiet(finding.words, before)}{after}")
    start, end = _sentence_of(text, finding)
    if finding.flag == "promise" and next_date:
        date, sentence = f" paling lambat {next_date}", text[start:end]
        marks = _END_MARKS.search(sentence)
        place = start + (marks.start() if marks else len(sentence))
        return Fix(f"Tambahkan “{date.strip()}”", f"{text[:place]}{date}{text[place:]}")
    rest = f"{text[:start].rstrip()} {text[end:].lstrip()}".strip()
    return Fix("Hapus kalimat ini", rest) if rest else None


def _quiet(words: str, before: str) -> str:
    if not any(letter.isalpha() for letter in words):
        return words[:1].replace("!", ".")
    is_first = not before.strip() or before.rstrip()[-1] in ".!?"
    return words.capitalize() if is_first else words.lower()


def _sentence_of(text: str, finding: Finding) -> tuple[int, int]:
    """Beginning and end, in `text`, of the sentence in which the finding begins."""
    reading = read_text(text)
    for start, end in reading.sentences:
        first, last = reading.places[start], reading.places[end - 1] + 1
        if first <= finding.start < last:
            return first, last
    return 0, len(text)
