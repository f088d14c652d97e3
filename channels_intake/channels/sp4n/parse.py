"""Reads SP4N-LAPOR's export, as rows, and the topics of its old API (channels.md 3.1). Pure and total.

The header stands somewhere below a title; columns are found by their names and not by their places. A flag that cannot
be read counts as the stricter one.
"""

import html
import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, timezone
from functools import partial
from typing import Any

from bontang_pengaduan.lib.inbound import Event, Message, Sender, Signal

from ..guarding import guard, make_problem, read_all
from ..shapes import Json, UnreadableError, as_dict, as_dicts, as_id, as_list, as_text, digest

CHANNEL, ACCOUNT = "sp4n", "sp4n"
FIRST_COLUMN = "tracking id"
JAKARTA = timezone(timedelta(hours=7))  # the export writes the clock of the ministry [assumed, no source says so]
MONTHS = ("jan", "feb", "mar", "apr", "mei", "jun", "jul", "agu", "sep", "okt", "nov", "des")
OTHER_MONTHS = {"may": 5, "aug": 8, "ags": 8, "oct": 10, "dec": 12, "nop": 11}
VISIBILITY = {"": "publik", "publik": "publik", "anonim": "anonim", "rahasia": "rahasia"}
_DAY = re.compile(r"(\d{1,2})\s+([A-Za-z]{3})[A-Za-z]*\s+(\d{4})")
_HOUR = re.compile(r"(\d{1,2})[:.](\d{2})")
_TAG = re.compile(r"<[^>]*>")


def parse(body: bytes, received_at: datetime) -> list[Event]:
    """A copy of each report of an export, by its tracking id; or the topics of the old API as one signal."""
    return read_all(body, CHANNEL, partial(_read, received_at))


def _read(received_at: datetime, root: Any) -> Iterator[Event]:
    if isinstance(root, list):
        yield _topics(root, received_at)
        return
    header, rows = _table(as_dict(root))
    if not header:
        yield make_problem(CHANNEL, ACCOUNT, root, "", "no row with a Tracking ID")
        return
    names = [folded(name) for name in header]
    for number, row in enumerate(rows):
        cells = dict(zip(names, as_list(row), strict=False))
        if any(as_text(str(cell)) for cell in cells.values() if cell is not None):
            yield guard(
                partial(_report, cells, received_at), row, channel=CHANNEL, account=ACCOUNT, pointer=f"/rows/{number}"
            )


def _table(root: Json) -> tuple[list[Any], list[Any]]:
    """Header and rows, given apart or as one list of rows with a title before them."""
    lines = [*as_list(root.get("preamble_rows")), as_list(root.get("header")), *as_list(root.get("rows"))]
    for number, line in enumerate(lines):
        cells = as_list(line)
        if cells and folded(cells[0]) == FIRST_COLUMN:
            return cells, lines[number + 1 :]
    return [], []


def _report(cells: Json, received_at: datetime) -> Event:
    tracking_id = as_id(cells.get(FIRST_COLUMN))
    if tracking_id is None:
        raise UnreadableError("/0", "no identifier")
    sent_at = moment_of(cells)
    visibility = VISIBILITY.get(folded(_find(cells, "tipe laporan")), "rahasia")
    return Message(
        channel=CHANNEL,
        account=ACCOUNT,
        external_id=tracking_id,
        sender=Sender(name=text_of(cells, "nama pelapor") if visibility == "publik" else None),
        sent_at=sent_at or received_at,
        wa_type="report",
        action="upsert",
        text=text_of(cells, "isi laporan akhir") or text_of(cells, "isi laporan awal"),
        timestamp_is_receipt=sent_at is None,
        facts={
            "classification": text_of(cells, "klasifikasi laporan"),
            "visibility": visibility,
            "sp4n_status": text_of(cells, "status laporan"),
            "title": text_of(cells, "judul laporan"),
            "category": text_of(cells, "kategori"),
            "unit": text_of(cells, "instansi terdisposisi"),
            "source": text_of(cells, "sumber laporan"),
            "reason": text_of(cells, "alasan tunda/arsip"),
            "kelurahan": text_of(cells, "kelurahan"),
        },
    )


def _topics(root: list[Any], received_at: datetime) -> Event:
    topics = [
        {"id": as_id(topic.get("id")), "parent": as_id(topic.get("parent")), "name": as_text(topic.get("topic_name"))}
        for topic in as_dicts(root)
    ]
    name = f"topics:{digest(topics)}"
    return Signal(CHANNEL, ACCOUNT, name, "topics", "reference_data", received_at, data={"topics": topics})


def moment_of(cells: Json) -> datetime | None:
    """`3 Jan 2026` and `08:15`, the day first and the month in Indonesian or English."""
    day = _DAY.search(str(cells.get("tanggal laporan masuk") or ""))
    hour = _HOUR.search(str(cells.get("waktu laporan masuk") or ""))
    month = _month(day[2].lower()) if day else None
    if day is None or month is None:
        return None
    try:
        clock = time(int(hour[1]), int(hour[2])) if hour else time()
        return datetime.combine(date(int(day[3]), month, int(day[1])), clock, JAKARTA)
    except ValueError:
        return None


def _month(word: str) -> int | None:
    return MONTHS.index(word) + 1 if word in MONTHS else OTHER_MONTHS.get(word)


def _find(cells: Json, start: str) -> Any:
    return next((cell for name, cell in cells.items() if name.startswith(start)), None)


def text_of(cells: Json, name: str) -> str | None:
    """The text of a column without tags; a number as its digits."""
    cell = cells.get(name)
    return as_text(html.unescape(_TAG.sub(" ", cell)) if isinstance(cell, str) else as_id(cell))


def folded(value: Any) -> str:
    """A column's name as it is compared."""
    return " ".join(str(value if value is not None else "").lower().split())
