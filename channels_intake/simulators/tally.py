"""What became of a scenario's messages: the product's own rows beside what the simulator delivered."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import OperationalError, close_old_connections
from django.db.models import Max

from complaints.models import Attachment, Message, Reply

from ..models import InboundEvent
from .provider import Provider
from .stage import Record

CHANNEL = "whatsapp"
CHUNK = 1000
LOOK_SECONDS = 2.0
ARRIVED = ("sent", "delivered", "read")
ON_THEIR_WAY = ("pending", "sending", "unknown")


@dataclass(frozen=True)
class Tally:
    """The figures. `sent` are the messages, edits, deletions and reactions that the product has answered with 200;
    `lost` those of them that it has not kept; `doubled` the rows, acknowledgements and deliveries to a phone beyond one
    of each. `acknowledged` complaints have one acknowledgement that left; `unsettled` still wait for it."""

    sent: int
    untaken: int
    stored: int
    complaints: int
    acknowledged: int
    unsettled: int
    doubled: int
    unread: int
    files: Counter[str]
    traffic: dict[str, int]

    @property
    def lost(self) -> int:
        """What the product took and has not kept."""
        return self.sent - self.stored

    @property
    def is_settled(self) -> bool:
        """Whether waiting longer would change nothing."""
        return not (self.untaken or self.lost > 0 or self.unsettled or self.files["pending"])


def mark() -> int:
    """Where the product's events end before the run; raises OperationalError when its database does not answer."""
    return InboundEvent.objects.aggregate(last=Max("id"))["last"] or 0


def tally(provider: Provider, record: Record, *, since: int) -> Tally:
    """Counts now. `since` is the mark from before the run. Raises OperationalError and SimulatorDownError."""
    untaken = set(provider.untaken(record.messages + record.others))
    words = Counter(_rows(Message, record.messages))
    others = set(_rows(InboundEvent, record.others))
    complaints = {value for value in _rows(Message, record.messages, "complaint_id") if value is not None}
    acknowledgements = _acknowledgements(complaints)
    left = Counter(complaint for complaint, status in acknowledgements if status in ARRIVED)
    waiting = {complaint for complaint, status in acknowledgements if status in ON_THEIR_WAY}
    traffic = provider.count()
    doubled = sum(words.values()) - len(words) + sum(left.values()) - len(left) + traffic["repeated_by_city"]
    kept = set(words) | others
    # What the product has kept was taken, even where its answer was lost on the way.
    untaken -= kept
    return Tally(
        sent=len(record.messages) + len(record.others) - len(untaken),
        untaken=len(untaken),
        stored=len(kept),
        complaints=len(complaints),
        acknowledged=len(left),
        unsettled=len(waiting - set(left)),
        doubled=doubled,
        unread=InboundEvent.objects.filter(pk__gt=since, channel=CHANNEL, outcome="problem").count(),
        files=Counter(_rows(Attachment, record.messages, "status", key="message__external_id")),
        traffic=traffic,
    )


def await_settled(
    provider: Provider, record: Record, *, since: int, patience: float, told: Callable[[Tally], None]
) -> Tally:
    """Counts until nothing more is to come, or nothing has changed for `patience` seconds."""
    counted, changed_at = tally(provider, record, since=since), time.monotonic()
    while not counted.is_settled and time.monotonic() - changed_at < patience:
        told(counted)
        time.sleep(LOOK_SECONDS)
        former, counted = counted, _patient_tally(provider, record, since) or counted
        # Not the traffic: a provider that is never answered goes on sending.
        if replace(counted, traffic=former.traffic) != former:
            changed_at = time.monotonic()
    return counted


def _patient_tally(provider: Provider, record: Record, since: int) -> Tally | None:
    """None where the database is busy or away for a moment: it may be the one that is being tried."""
    try:
        return tally(provider, record, since=since)
    except OperationalError:
        close_old_connections()
        return None


def _rows(
    model: type[Message | InboundEvent | Attachment], ids: Sequence[str], field: str = "external_id", key: str = ""
) -> Iterator[Any]:
    name = f"{key or 'external_id'}__in"
    for start in range(0, len(ids), CHUNK):
        rows = model.objects.filter(channel=CHANNEL, **{name: ids[start : start + CHUNK]}).order_by()
        yield from rows.values_list(field, flat=True)


def _acknowledgements(complaints: Iterable[int]) -> list[tuple[int | None, str]]:
    wanted: list[int] = list(complaints)
    found: list[tuple[int | None, str]] = []
    for start in range(0, len(wanted), CHUNK):
        kinds = Reply.objects.filter(kind=Reply.Kind.ACKNOWLEDGEMENT, complaint__in=wanted[start : start + CHUNK])
        found += list(kinds.order_by().values_list("complaint_id", "status"))
    return found
