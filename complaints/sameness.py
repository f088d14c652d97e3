"""Whether two citizens report one event: the same words, the same place, the same days, and why. Pure, no database."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import cos, hypot, radians

from .deadlines import short_words
from .likeness import likeness

ALIKE = 0.3  # from here on it is shown to an officer; checked on the sentences in tests/complaints/test_sameness.py
NEAR_METRES, FAR_METRES = 200, 2000  # a block of houses; another part of the city
METRES_PER_DEGREE = 111_320
SAME_MOMENT = timedelta(minutes=10)
UNKNOWN_PLACE = 0.4  # says neither yes nor no
_DAYS = ((1, 1.0), (3, 0.7), (7, 0.4))
# Words alone can make two reports alike; place and days alone cannot, so they only weigh what the words say.
_WORDS, _PLACE, _TIME = 0.35, 0.45, 0.2


@dataclass(frozen=True)
class Report:
    """What one complaint says. `kelurahan` is the name of the place where it is known."""

    text: str
    at: datetime
    kelurahan: str = ""
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True)
class Sameness:
    """How alike two reports are, 0 to 1, with the reasons as officers read them (`sekitar 120 m dari sini`)."""

    score: float
    reasons: tuple[str, ...]

    @property
    def is_alike(self) -> bool:
        """Whether an officer should look."""
        return self.score >= ALIKE


def compare(one: Report, other: Report) -> Sameness:
    """How alike the two are; the same whichever comes first."""
    words = (likeness(one.text, other.text) + likeness(other.text, one.text)) / 2
    place, where = _place(one, other)
    span = abs(one.at - other.at)
    time = next((share for days, share in _DAYS if span <= timedelta(days=days)), 0.0)
    score = words * (_WORDS + _PLACE * place + _TIME * time)
    return Sameness(round(score, 2), tuple(part for part in (f"isi {_degree(words)}", where, _apart(span)) if part))


def metres_between(one: Report, other: Report) -> float | None:
    """How far apart the two pins are; None without both."""
    if one.latitude is None or one.longitude is None or other.latitude is None or other.longitude is None:
        return None
    east = (one.longitude - other.longitude) * cos(radians(one.latitude))
    return hypot(one.latitude - other.latitude, east) * METRES_PER_DEGREE


def _place(one: Report, other: Report) -> tuple[float, str]:
    metres = metres_between(one, other)
    if metres is not None:
        share = max(0.0, min(1.0, (FAR_METRES - metres) / (FAR_METRES - NEAR_METRES)))
        return share, f"sekitar {distance_words(metres)} dari sini" if share else ""
    if not one.kelurahan or not other.kelurahan:
        return UNKNOWN_PLACE, ""
    return (0.8, f"sama-sama di {other.kelurahan}") if one.kelurahan == other.kelurahan else (0.0, "")


def distance_words(metres: float) -> str:
    """`120 m`, `1,2 km`."""
    if metres < 1000:
        return f"{max(10, round(metres, -1)):.0f} m"
    return f"{metres / 1000:.1f} km".replace(".", ",")


def _degree(words: float) -> str:
    return "hampir sama" if words >= 0.7 else "mirip" if words >= 0.4 else "agak mirip"


def _apart(span: timedelta) -> str:
    return f"selang {short_words(span)}" if span >= SAME_MOMENT else "hampir bersamaan"
