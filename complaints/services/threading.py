"""Which complaint a message belongs to: burst, follow-up, answer, new complaint, or none. Values in, value out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ..intents import Intent
from ..likeness import likeness

BURST = timedelta(minutes=10)  # messages so close together are one matter told in pieces
ANOTHER_MATTER_AFTER = timedelta(hours=1)  # sooner than that, people add to what they just said
ANOTHER_MATTER_WORDS = 5
# How long a pin, or a text that names a place, answers the city's request for it.
PIN_WITHIN, PLACE_TEXT_WITHIN = timedelta(hours=24), timedelta(minutes=30)
# Of the matter of a message this much must be said in a case, and so much more than in any other.
SAME_MATTER = 0.3
SURELY_SAME = 0.5
MARGIN = 0.15
# "Belum beres", "masih bau": a short word about the result of what was closed.
_STILL = re.compile(
    r"\b(belum|blm|masih|msh|kambuh|terulang)\b|\b(rusak|mati|bocor|bau|mampet|padam) lagi\b", re.IGNORECASE
)
SHORT = 6  # words

# Rules by which a message is only kept in its case: it asks nothing of anybody and moves no clock.
SILENT = frozenset({"thanks", "praise", "courtesy", "status", "withdraw", "help", "link", "spam"})
OPENING = frozenset({"new", "another_matter"})
_REQUESTS = {Intent.STATUS: "status", Intent.WITHDRAW: "withdraw", Intent.HELP: "help"}
_REQUESTS |= {Intent.SPAM: "spam", Intent.LINK: "link"}
_COURTESIES = {Intent.THANKS: "thanks", Intent.PRAISE: "praise"}


@dataclass(frozen=True)
class Case:
    """What the rules need to know of a citizen's complaint: open, or closed so recently that it may be reopened."""

    complaint_id: int
    last_word_at: datetime
    text: str = ""
    opd_code: str | None = None
    is_open: bool = True
    awaits_citizen: bool = False
    place_asked_at: datetime | None = None  # the city asked where it is and has no pin yet


@dataclass(frozen=True)
class Word:
    """What came in. `intent` is of a bare text alone; `likely_opd`: the unit that the router is sure of for this text;
    `named_id`: the case that a command names; `joins_waiting`: the message before it in the same burst waits for the
    citizen's choice."""

    at: datetime
    text: str = ""
    intent: Intent = Intent.NONE
    has_pin: bool = False
    names_place: bool = False
    may_open: bool = True
    quoted_id: int | None = None
    named_id: int | None = None
    likely_opd: str | None = None
    joins_waiting: bool = False


@dataclass(frozen=True)
class Threading:
    """The outcome. `complaint_id` empty: a new complaint, one still to be chosen ("asked"), or none."""

    rule: str
    score: float
    complaint_id: int | None = None
    alternatives: tuple[int, ...] = ()


def thread(word: Word, cases: Sequence[Case]) -> Threading:
    """Decides by the first rule that holds, from the surest to the weakest. `cases` with the newest word first."""
    others = tuple(case.complaint_id for case in cases)
    found = (
        _by_request(word, cases, others)
        or _by_quote(word, cases, others)
        or _by_open_question(word, cases, others)
        or _by_time(word, cases, others)
    )
    if found:
        return found
    if not word.may_open:
        return _without_opening(cases, others)
    return _by_matter(word, cases, others) if cases else Threading("new", 1.0)


def _by_request(word: Word, cases: Sequence[Case], others: tuple[int, ...]) -> Threading | None:
    """Commands, thanks and greetings. An "ok" is left to the later rules where the city waits for an answer."""
    newest = word.quoted_id or next(iter(others), None)
    if word.intent in _REQUESTS:
        return Threading(_REQUESTS[word.intent], 1.0, word.named_id or word.quoted_id, others)
    if word.intent in _COURTESIES:
        return Threading(_COURTESIES[word.intent], 0.9, newest, others)
    waits = any(case.awaits_citizen for case in cases)
    if word.intent == Intent.GREETING or (word.intent == Intent.ASSENT and not waits):
        is_heard = any(case.is_open for case in cases)
        return Threading("courtesy", 0.9, newest, others) if is_heard else Threading("greeting", 0.9)
    return None


def _by_quote(word: Word, cases: Sequence[Case], others: tuple[int, ...]) -> Threading | None:
    quoted = next((case for case in cases if case.complaint_id == word.quoted_id), None)
    if quoted is None:
        return None
    return Threading("quoted" if quoted.is_open else "reopened", 1.0, quoted.complaint_id, others)


def _by_open_question(word: Word, cases: Sequence[Case], others: tuple[int, ...]) -> Threading | None:
    """The city has asked something of one case alone, or asked where one case is and a place comes."""
    asked = [case for case in cases if case.awaits_citizen]
    if len(asked) == 1:
        return Threading("answer", 0.9, asked[0].complaint_id, others)
    within = PIN_WITHIN if word.has_pin else PLACE_TEXT_WITHIN if word.names_place else None
    placeless = [case for case in cases if within and case.place_asked_at and word.at - case.place_asked_at <= within]
    return Threading("place", 0.9, placeless[0].complaint_id, others) if placeless else None


def _by_time(word: Word, cases: Sequence[Case], others: tuple[int, ...]) -> Threading | None:
    if word.joins_waiting:
        return Threading("asked", 0.5, None, others)
    newest = next((case for case in cases if case.is_open), None)
    if newest and word.at - newest.last_word_at <= BURST:
        return Threading("burst", 0.95, newest.complaint_id, others)
    return None


def _without_opening(cases: Sequence[Case], others: tuple[int, ...]) -> Threading:
    """A sticker, a shared contact: with the newest open case, or nowhere."""
    newest = next((case for case in cases if case.is_open), None)
    return Threading("courtesy", 0.6, newest.complaint_id, others) if newest else Threading("unattached", 1.0)


def _by_matter(word: Word, cases: Sequence[Case], others: tuple[int, ...]) -> Threading:
    """The likeness of the texts decides, then the unit; where neither does, the citizen is asked."""
    scores = sorted(((likeness(word.text, case.text), case) for case in cases), key=lambda pair: -pair[0])
    (best, case), second = scores[0], scores[1][0] if len(scores) > 1 else 0.0
    wanted = SAME_MATTER if case.is_open else SURELY_SAME
    if best >= wanted and best - second >= MARGIN:
        return Threading("likeness" if case.is_open else "reopened", round(best, 2), case.complaint_id, others)
    if best < SAME_MATTER and _is_another_matter(word, cases):
        return Threading("another_matter", 0.8, None, others)
    opened = [case for case in cases if case.is_open]
    if len(opened) == 1:
        return Threading("follow_up", 0.8, opened[0].complaint_id, others)
    if not opened and len(cases) == 1 and _speaks_of_result(word.text):
        return Threading("reopened", 0.7, cases[0].complaint_id, others)
    return _by_unit(word, opened, others) or Threading("asked", 0.5, None, others)


def _by_unit(word: Word, opened: Sequence[Case], others: tuple[int, ...]) -> Threading | None:
    """Several open cases, and the router is sure of a unit that has one of them alone."""
    at_unit = [case for case in opened if word.likely_opd and case.opd_code == word.likely_opd]
    return Threading("unit", 0.7, at_unit[0].complaint_id, others) if len(at_unit) == 1 else None


def _is_another_matter(word: Word, cases: Sequence[Case]) -> bool:
    """Some time after the last word, a full sentence that surely belongs to a unit with none of the cases."""
    return (
        word.likely_opd is not None
        and word.at - cases[0].last_word_at > ANOTHER_MATTER_AFTER
        and len(word.text.split()) >= ANOTHER_MATTER_WORDS
        and all(case.opd_code not in (None, word.likely_opd) for case in cases)
    )


def _speaks_of_result(text: str) -> bool:
    return len(text.split()) <= SHORT and bool(_STILL.search(text))
