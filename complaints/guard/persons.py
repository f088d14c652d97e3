"""Names of third persons: after a title, after a word that announces a name, or a known given name with another."""

import re
from collections.abc import Iterator
from functools import cache

from .data import one_of, words
from .findings import Span
from .reading import Reading

_NAME = r"[^\W\d_][\w'-]*"
_REST = re.compile(rf"(?: (?:bin |binti )?{_NAME}){{0,2}}")
_PAIR = re.compile(r"(?<![\w.])([A-Z][a-z']{2,})(?= ([A-Z][a-z']{2,})(?!\w))")
_NUMBER = re.compile(r"\d")


def find_persons(reading: Reading) -> Iterator[Span]:
    """Each name once, with the title that makes it one."""
    taken: list[Span] = []
    for span in (*_announced(reading), *_pairs(reading)):
        if not any(span.meets(other) for other in taken):
            taken.append(span)
            yield span


def _announced(reading: Reading) -> Iterator[Span]:
    for found in _titles().finditer(reading.text):
        title, first = found["title"].lower().rstrip("."), found["first"]
        if not _is_name(first, must_be_known=title in words("weak")) or _is_of_place(reading.before(found.start())):
            continue
        if _is_end(found["stop"], title) or (title in words("weak") and first.islower()):
            continue
        end = found.end("first") + _length_of_rest(reading.text, found.end("first"))
        if title in words("titles") and _is_spoken_to(reading, found.start(), end):
            continue
        yield Span("person", found.start(), end)


def _pairs(reading: Reading) -> Iterator[Span]:
    for found in _PAIR.finditer(reading.text):
        known, other = found[1].lower(), found[2].lower()
        if known not in words("given_names") or other in words("not_names") or _is_remembered(f"{known} {other}"):
            continue
        said = reading.before(found.start())
        if not _is_of_place(said) and not _is_greeted(said):
            yield Span("person", found.start(), found.end(2))


def _is_name(word: str, *, must_be_known: bool) -> bool:
    lower = word.lower().split("-")[0]
    if lower in words("given_names"):
        return True
    if must_be_known or lower in words("not_names") or lower in words("acronyms") or _NUMBER.search(word):
        return False
    return word[0].isupper() and len(word) > 2 and not word.isupper()


def _length_of_rest(text: str, position: int) -> int:
    """The further names, as long as they are written large."""
    rest = _REST.match(text, position)
    length = 0
    for word in re.finditer(rf" {_NAME}", rest[0] if rest else ""):
        if not _is_name(word[0].strip(), must_be_known=False) or not word[0].strip()[0].isupper():
            break
        length = word.end()
    return length


def _is_spoken_to(reading: Reading, start: int, end: int) -> bool:
    """Whether the title opens or closes the sentence as an address: "Yth. Bapak Andi," or "... ya, Pak Budi."."""
    said, follows = reading.before(start, 60), reading.after(end, 2)
    if _is_greeted(said):
        return True
    if not said.strip(" ,\n"):
        return follows[:1] in (",", "\n", "") or follows[:1] in ".!"
    return bool(re.search(r"(?:,|\bya|\bnggih) ?$", said)) and follows[:1] in (".", "!", "?", "\n", "")


def _is_end(stop: str, title: str) -> bool:
    """Whether the full stop behind the title ends a sentence: nobody writes "Ibu." for short."""
    return "." in stop and title not in words("short_titles")


def _is_greeted(said: str) -> bool:
    return bool(_greeting().search(said))


def _is_of_place(said: str) -> bool:
    return bool(_place().search(said))


def _is_remembered(name: str) -> bool:
    return name in words("remembered")


@cache
def _titles() -> re.Pattern[str]:
    titles = sorted((words("titles") | words("named") | words("weak")), key=len, reverse=True)
    listed = "|".join(map(re.escape, titles))
    return re.compile(
        rf"(?<![\w.])(?P<title>{listed})(?P<stop>(?:\.|\b(?!\.))[:,]? ?)(?<=[ .])(?=(?P<first>{_NAME}))",
        re.IGNORECASE,
    )


@cache
def _greeting() -> re.Pattern[str]:
    return re.compile(rf"{one_of('greetings').pattern}[.,!]? ?(?:kepada |bapak/ibu |atas |ya |kasih )*$", re.IGNORECASE)


@cache
def _place() -> re.Pattern[str]:
    return re.compile(rf"{one_of('place_heads').pattern}\.? (?:[A-Z][\w.]* )?$", re.IGNORECASE)
