"""A report as SP4N says it, whether by an export or by its interface. Pure values."""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Word:
    """A follow-up in SP4N. `is_citizens`: the reporter's; otherwise an office's answer."""

    id: str
    text: str
    at: datetime
    is_citizens: bool


@dataclass(frozen=True)
class Theirs:
    """What SP4N says of one report. Who is hidden has no name here. `facts` are the other columns by their names."""

    tracking_id: str
    title: str
    text: str
    reporter_name: str
    status_raw: str
    standing: str
    is_anonymous: bool
    is_secret: bool
    entered_at: datetime
    facts: dict[str, str] = field(default_factory=dict)
    words: tuple[Word, ...] = ()


def pack(theirs: Theirs) -> dict[str, Any]:
    """The report as JSON."""
    packed = asdict(theirs)
    packed["entered_at"] = theirs.entered_at.isoformat()
    packed["words"] = [asdict(word) | {"at": word.at.isoformat()} for word in theirs.words]
    return packed


def unpack(packed: dict[str, Any]) -> Theirs:
    """The report of its JSON."""
    words = tuple(Word(**(word | {"at": datetime.fromisoformat(word["at"])})) for word in packed["words"])
    return Theirs(**(packed | {"entered_at": datetime.fromisoformat(packed["entered_at"]), "words": words}))
