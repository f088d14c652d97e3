"""The operators' shelf: what came in and could not be taken in, newest first, pages by key."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import models
from django.db.models import Q, QuerySet

from .models import InboundEvent, InboundRequest, ShelfAct
from .process import ON_SHELF
from .raw_view import mask_text, mask_tree, show_body, show_part
from .shelf_words import explain, say_alert

PAGE_SIZE = 25
EVENT, REQUEST = "event", "request"
Status = InboundRequest.Status


class Kind(models.TextChoices):
    """Why something lies on the shelf."""

    DEAD = "dead", "Gagal diproses"
    RETRYING = "retrying", "Sedang dicoba lagi"
    PROBLEM = "problem", "Tidak terbaca"
    QUARANTINE = "quarantine", "Karantina"
    ALERT = "ops_alert", "Peringatan penyedia"


OF_EVENTS = (Kind.PROBLEM, Kind.QUARANTINE, Kind.ALERT)


@dataclass(frozen=True)
class ShelfFilter:
    """What the operator wants to see; empty is everything. `is_settled` shows what was discarded or mended."""

    channel: str = ""
    kind: str = ""
    is_settled: bool = False


@dataclass(frozen=True)
class ShelfLine:
    """One thing on the shelf. `source` and `pk` name it; `reason` is a sentence, `technical` the parser's own words."""

    source: str
    pk: int
    channel: str
    account: str
    kind: Kind
    at: datetime
    reason: str
    technical: str
    pointer: str
    is_open: bool
    is_discarded: bool

    @property
    def state(self) -> str:
        """What became of it; empty while it waits for an operator."""
        if self.is_open:
            return ""
        return "Dibuang" if self.is_discarded else "Sudah terbaca"


@dataclass(frozen=True)
class ShelfPage:
    """`next_key` is empty on the last page."""

    lines: list[ShelfLine]
    next_key: str


@dataclass(frozen=True)
class ShelfItem:
    """One thing with what arrived. `body` is empty when its month of the ledger is gone."""

    line: ShelfLine
    part: str
    body: str
    headers: str
    acts: list[ShelfAct]


def list_shelf(wanted: ShelfFilter, after: str = "") -> ShelfPage:
    """The page behind the line with the key `after`; a key that is none gives the first page."""
    lines: list[ShelfLine] = []
    if wanted.kind not in OF_EVENTS:
        rows = _requests(wanted).filter(_behind(after, REQUEST, "received_at"))
        lines += [_request_line(row) for row in rows.order_by("-received_at", "-pk")[: PAGE_SIZE + 1]]
    if not wanted.kind or wanted.kind in OF_EVENTS:
        events = _events(wanted).filter(_behind(after, EVENT, "created_at"))
        lines += [_event_line(event) for event in events.order_by("-created_at", "-pk")[: PAGE_SIZE + 1]]
    lines.sort(key=lambda line: (line.at, line.source, line.pk), reverse=True)
    page = lines[:PAGE_SIZE]
    return ShelfPage(page, _key(page[-1]) if len(lines) > PAGE_SIZE else "")


def count_open() -> int:
    """How much waits for an operator."""
    return _requests(ShelfFilter()).count() + _events(ShelfFilter()).count()


def read_item(source: str, pk: int) -> ShelfItem | None:
    """One thing of the shelf, open or settled; None for what never lay there."""
    if source == EVENT:
        event = InboundEvent.objects.filter(pk=pk, outcome__in=ON_SHELF).first()
        if event is None:
            return None
        return _item(_event_line(event), event.request_id, list(event.acts.select_related("user")))
    row = on_shelf().defer("body").filter(pk=pk).first()
    acts = ShelfAct.objects.filter(request_id=pk).select_related("user")
    return _item(_request_line(row), pk, list(acts)) if row else None


def on_shelf() -> QuerySet[InboundRequest]:
    """The ledger rows that lie there: given up, between two attempts, or discarded."""
    is_retrying = Q(status=Status.PENDING, attempts__gt=0) & ~Q(last_error="")
    return InboundRequest.objects.filter(Q(status__in=[Status.DEAD, Status.DISCARDED]) | is_retrying)


def _item(line: ShelfLine, request_id: int, acts: list[ShelfAct]) -> ShelfItem:
    row = InboundRequest.objects.filter(pk=request_id).first()
    body = bytes(row.body) if row else b""
    headers = "\n".join(f"{name}: {mask_text(str(value))}" for name, value in (row.headers if row else {}).items())
    return ShelfItem(line, show_part(body, line.pointer), show_body(body) if row else "", headers, acts)


def _requests(wanted: ShelfFilter) -> QuerySet[InboundRequest]:
    rows = on_shelf().defer("body", "headers")
    rows = rows.filter(status=Status.DISCARDED) if wanted.is_settled else rows.exclude(status=Status.DISCARDED)
    if wanted.kind:
        rows = rows.filter(status=Status.DEAD if wanted.kind == Kind.DEAD else Status.PENDING)
    return rows.filter(channel=wanted.channel) if wanted.channel else rows


def _events(wanted: ShelfFilter) -> QuerySet[InboundEvent]:
    events = InboundEvent.objects.filter(outcome__in=ON_SHELF, settled_at__isnull=not wanted.is_settled)
    if wanted.kind:
        events = events.filter(outcome=wanted.kind)
    events = events.filter(channel=wanted.channel) if wanted.channel else events
    return events.prefetch_related("acts")


def _request_line(row: InboundRequest) -> ShelfLine:
    is_dead = row.status in (Status.DEAD, Status.DISCARDED)
    return ShelfLine(
        source=REQUEST,
        pk=row.pk,
        channel=row.channel,
        account="",
        kind=Kind.DEAD if is_dead else Kind.RETRYING,
        at=row.received_at,
        reason="Kiriman ini tidak dapat dimasukkan karena ada kesalahan di aplikasi.",
        technical=mask_text(row.last_error),
        pointer="",
        is_open=row.status != Status.DISCARDED,
        is_discarded=row.status == Status.DISCARDED,
    )


def _event_line(event: InboundEvent) -> ShelfLine:
    kind, detail = Kind(event.outcome), event.detail
    technical = str(detail.get("reason", ""))
    return ShelfLine(
        source=EVENT,
        pk=event.pk,
        channel=event.channel,
        account=event.account,
        kind=kind,
        at=event.created_at,
        reason=say_alert(event.kind, mask_tree(detail)) if kind == Kind.ALERT else explain(kind, technical),
        technical=technical,
        pointer=str(detail.get("pointer", "")),
        is_open=event.settled_at is None,
        is_discarded=[act.act for act in event.acts.all()][-1:] == [ShelfAct.Act.DISCARDED],
    )


def _key(line: ShelfLine) -> str:
    return f"{line.at.isoformat()}_{line.source}_{line.pk}"


def _behind(key: str, source: str, field: str) -> Q:
    moment, _, rest = key.partition("_")
    last_source, _, number = rest.partition("_")
    try:
        at, pk = datetime.fromisoformat(moment).astimezone(UTC), int(number)
    except (ValueError, OverflowError):
        return Q()
    earlier = Q(**{f"{field}__lt": at})
    if source == last_source:
        return earlier | Q(**{field: at}, pk__lt=pk)
    return earlier | Q(**{field: at}) if source < last_source else earlier
