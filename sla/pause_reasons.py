"""The reasons for which a promise may rest, from data/pause_reasons.yaml, read once a process."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from opd.records import Record, read_records

FILE = Path(__file__).parent / "data" / "pause_reasons.yaml"
CITIZEN = "citizen"  # the code of waiting for the citizen
MAX_DAYS = 60


@dataclass(frozen=True)
class PauseReason:
    """One reason. `days` is its limit in working days, `source` who set it."""

    code: str
    name: str
    days: int
    source: str
    is_by_hand: bool


@cache
def pause_reasons(path: Path = FILE) -> dict[str, PauseReason]:
    """All reasons by code, in the order of the file. Raises DataFileError."""
    root = read_records(path)
    reasons = [_reason(record) for record in root.records("reasons")]
    if len({reason.code for reason in reasons}) != len(reasons):
        raise root.wrong("a code stands twice")
    return {reason.code: reason for reason in reasons}


def _reason(record: Record) -> PauseReason:
    return PauseReason(
        code=record.text("code", limit=20),
        name=record.text("name", limit=60),
        days=int(record.number("days", low=1, high=MAX_DAYS)),
        source=record.text("source", limit=120),
        is_by_hand=record.values.get("by_hand") is not False,
    )
