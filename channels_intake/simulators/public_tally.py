"""What became of a scenario's words in the product: kept, changed and withdrawn as people did."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from complaints.models import Complaint, Mention, Message

from .public_play import PublicRecord

CHUNK, LOOK_SECONDS = 1000, 2.0
Row = tuple[str, str, bool, int | None]  # id, text, whether withdrawn, complaint


@dataclass(frozen=True)
class PublicTally:
    """`lost` were written and are not kept, `doubled` are rows beyond one of each, `stale` have not followed a change,
    `standing` a deletion. `waiting` mentions are an officer's to decide."""

    written: int
    lost: int
    doubled: int
    stale: int
    standing: int
    complaints: int
    waiting: int

    @property
    def is_settled(self) -> bool:
        """Whether everything has arrived as it stands."""
        return not (self.lost or self.stale or self.standing)


def tally_public(channel: str, record: PublicRecord) -> PublicTally:
    """Counts now. Raises OperationalError."""
    # The product knows words by the version that it saw first.
    names = {name: name for name in record.words} | record.first
    rows = [(names[row[0]], *row[1:]) for row in _rows(channel, list(names))]
    kept, count = {row[0]: row for row in rows}, Counter(row[0] for row in rows)
    changed = (record.edited - record.deleted) & set(kept)
    stale = [name for name in changed if record.words[name] not in kept[name][1]]
    cases = {row[3] for row in rows if row[3]}
    return PublicTally(
        written=len(record.words),
        lost=len(set(record.words) - set(kept)),
        doubled=sum(count.values()) - len(count),
        stale=len(stale),
        standing=sum(name in kept and not kept[name][2] for name in record.deleted),
        complaints=Complaint.objects.filter(pk__in=cases).count(),
        waiting=Mention.objects.filter(channel=channel, outcome="", message__external_id__in=list(names)).count(),
    )


def await_public(channel: str, record: PublicRecord, *, patience: float, told: Callable[[], None]) -> PublicTally:
    """Counts until nothing more is to come, or nothing has changed for `patience` seconds."""
    counted, changed_at = tally_public(channel, record), time.monotonic()
    while not counted.is_settled and time.monotonic() - changed_at < patience:
        told()
        time.sleep(LOOK_SECONDS)
        former, counted = counted, tally_public(channel, record)
        if counted != former:
            changed_at = time.monotonic()
    return counted


def _rows(channel: str, names: Sequence[str]) -> Iterator[Row]:
    for start in range(0, len(names), CHUNK):
        found = Message.objects.filter(channel=channel, external_id__in=names[start : start + CHUNK]).order_by()
        for name, text, at, case in found.values_list("external_id", "text", "revoked_at", "complaint_id"):
            yield name, text, at is not None, case
