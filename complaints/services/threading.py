"""Which complaint a message belongs to: burst, follow-up, answer, new complaint, or none. Values in, value out."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

BURST = timedelta(minutes=10)  # messages so close together are one matter told in pieces
ANOTHER_MATTER_AFTER = timedelta(hours=1)  # sooner than that, people add to what they just said
ANOTHER_MATTER_WORDS = 5

# Openings that say nothing yet: the city asks instead of opening a complaint.
_COURTESY = re.compile(
    r"(ass?alam\w*'?\s*(u?'?ala[iy]kum|mualaikum|alaikum)?|wa'?alaikum\w*|wr\.? ?wb\.?|"
    r"selamat|met|pagi|siang|sore|malam|"
    r"halo+|hal+o|hai|hi|hei|permisi|punten|tes+t?|ping?|p|min|admin|pak|bu|ibu|bapak|kak|bang|mas|mbak|bos|"
    r"mau|ingin|mohon|izin|ijin|boleh|bisa|numpang|saya|lapor(an|kan)?|me?lapor|ngadu|mengadu|aduan|pengaduan|tanya|"
    r"bertanya|nanya|terima\s?kasih|makasih|trims|thanks|ok(e|ay)?|siap|baik|ya|iya|nya|ada|kah|dong|ya)"
)


@dataclass(frozen=True)
class OpenCase:
    """What the rules need to know of a citizen's open complaint."""

    complaint_id: int
    opened_at: datetime
    last_word_at: datetime
    opd_code: str | None
    awaits_citizen: bool


@dataclass(frozen=True)
class Threading:
    """The outcome. `complaint_id` empty: a new complaint, or none when `rule` is greeting or attach_only."""

    rule: str  # quoted, burst, answer, follow_up, new, another_matter, greeting, unattached
    score: float
    complaint_id: int | None = None
    alternatives: tuple[int, ...] = ()


def is_courtesy(text: str) -> bool:
    """Whether the text is nothing but greeting or announcing ("halo min, mau lapor")."""
    words = re.findall(r"[\w']+", text.lower())
    rest = re.sub(r"[^\w]+", "", _COURTESY.sub("", " ".join(words)))
    return not rest and len(words) <= 12


def thread(
    *,
    now: datetime,
    text: str,
    has_content: bool,
    may_open: bool,
    quoted_complaint_id: int | None,
    open_cases: list[OpenCase],
    likely_opd: str | None,
) -> Threading:
    """Decides by the first rule that holds, from the surest to the weakest.

    `open_cases` newest first; `has_content`: a photo, a place or another file came with the message;
    `likely_opd`: the unit that the router is sure of for this text alone.
    """
    others = tuple(case.complaint_id for case in open_cases)
    if quoted_complaint_id:
        return Threading("quoted", 1.0, quoted_complaint_id, others)
    joined = _join(now, text, open_cases, likely_opd, others)
    if joined:
        return joined
    if not may_open:
        return Threading("unattached", 1.0)
    if not has_content and is_courtesy(text):
        return Threading("greeting", 0.9)
    return Threading("another_matter" if open_cases else "new", 0.8 if open_cases else 1.0, None, others)


def _join(
    now: datetime, text: str, open_cases: list[OpenCase], likely_opd: str | None, others: tuple[int, ...]
) -> Threading | None:
    """The open case that the message belongs to, if any."""
    if not open_cases:
        return None
    asked = next((case for case in open_cases if case.awaits_citizen), None)
    if asked:
        return Threading("answer", 0.9, asked.complaint_id, others)
    if now - open_cases[0].last_word_at <= BURST:
        return Threading("burst", 0.95, open_cases[0].complaint_id, others)
    if _is_another_matter(now, text, open_cases, likely_opd):
        return None
    return Threading("follow_up", 0.8 if len(open_cases) == 1 else 0.6, open_cases[0].complaint_id, others)


def _is_another_matter(now: datetime, text: str, open_cases: list[OpenCase], likely_opd: str | None) -> bool:
    """Some time after the last word, a full sentence that surely belongs to a unit with none of the open cases."""
    return (
        likely_opd is not None
        and now - open_cases[0].last_word_at > ANOTHER_MATTER_AFTER
        and len(text.split()) >= ANOTHER_MATTER_WORDS
        and all(case.opd_code not in (None, likely_opd) for case in open_cases)
    )
