"""SP4N-LAPOR's admin export as reports (channels.md 3.1, 26 columns). Pure.

The header stands anywhere below a title and columns are found by their names. A row that cannot be read is told with
its number in the file; it is never guessed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from ..shapes import Json, as_id
from .parse import FIRST_COLUMN, JAKARTA, folded, moment_of, text_of
from .sheet_rows import SheetError, read_rows
from .standings import hidden_by, standing_of
from .theirs import Theirs

NEEDED = ("tanggal laporan masuk", "isi laporan awal", "tipe laporan", "status laporan")
COLUMNS = {
    "klasifikasi laporan": "classification",
    "id kategori": "category_id",
    "kategori": "category",
    "sumber laporan": "source",
    "instansi induk": "parent_unit",
    "id instansi terdisposisi": "unit_id",
    "instansi terdisposisi": "unit",
    "alasan tunda/arsip": "reason",
    "provinsi": "province",
    "kota/kabupaten": "city",
    "kecamatan": "district",
    "kelurahan": "kelurahan",
    "nomor sk": "decree",
    "url sk": "decree_url",
    "url dokumen laporan tahunan": "yearly_report_url",
    "laporan yang masuk melalui kanal aduan setwapres": "vice_president_channel",
    "rating": "rating",
}
LONGEST_TITLE, LONGEST_NAME, LONGEST_ID = 300, 120, 30
MOST_ROWS = 20_000
HEADER_WITHIN = 50  # rows


@dataclass(frozen=True)
class Line:
    """One row of the file, counted as a spreadsheet counts; either a report or what is wrong with it."""

    number: int
    theirs: Theirs | None
    tracking_id: str = ""
    trouble: str = ""


def read_export(body: bytes) -> Iterator[Line]:
    """Every row that is not empty. Raises SheetError for a file without the columns that the rules need."""
    rows = enumerate(read_rows(body), start=1)
    names = _header(rows)
    seen: set[str] = set()
    for number, row in rows:
        cells = dict(zip(names, row, strict=False))
        if not any(str(cell).strip() for cell in row if cell is not None):
            continue
        if number > MOST_ROWS + HEADER_WITHIN:
            raise SheetError("Berkas berisi lebih dari 20.000 laporan. Bagi menjadi beberapa berkas.")
        line = _line(number, cells)
        if line.theirs and line.tracking_id in seen:
            line = Line(number, None, line.tracking_id, "Tracking ID ini sudah ada di baris sebelumnya.")
        seen.add(line.tracking_id)
        yield line


def _header(rows: Iterator[tuple[int, Sequence[Any]]]) -> list[str]:
    for number, row in rows:
        names = [folded(cell) for cell in row]
        if FIRST_COLUMN in names:
            # The flags' column carries its two words in its name: "Tipe Laporan (Anonim / Rahasia)".
            names = ["tipe laporan" if name.startswith("tipe laporan") else name for name in names]
            if missing := [name for name in NEEDED if name not in names]:
                raise SheetError(f"Kolom tidak ada: {', '.join(missing)}.")
            return names
        if number > HEADER_WITHIN:
            break
    raise SheetError("Tidak ada baris judul dengan kolom Tracking ID.")


def _line(number: int, cells: Json) -> Line:
    tracking_id = _number_text(cells.get(FIRST_COLUMN))
    entered_at = _entered_at(cells)
    text = text_of(cells, "isi laporan akhir") or text_of(cells, "isi laporan awal")
    trouble = ""
    if not tracking_id.isdecimal() or len(tracking_id) > LONGEST_ID:
        tracking_id, trouble = "", "Tracking ID kosong atau bukan angka."
    elif entered_at is None:
        trouble = "Tanggal laporan masuk tidak terbaca."
    elif not text:
        trouble = "Isi laporan kosong."
    if trouble or entered_at is None or not text:
        return Line(number, None, tracking_id, trouble)
    return Line(number, _theirs(tracking_id, text, entered_at, cells), tracking_id)


def _theirs(tracking_id: str, text: str, entered_at: datetime, cells: Json) -> Theirs:
    is_anonymous, is_secret = hidden_by(str(cells.get("tipe laporan") or ""))
    status = text_of(cells, "status laporan") or ""
    name = "" if is_anonymous or is_secret else text_of(cells, "nama pelapor") or ""
    facts = {code: value for column, code in COLUMNS.items() if (value := text_of(cells, column))}
    return Theirs(
        tracking_id=tracking_id,
        title=(text_of(cells, "judul laporan") or "")[:LONGEST_TITLE],
        text=text,
        reporter_name=name[:LONGEST_NAME],
        status_raw=status[:LONGEST_NAME],
        standing=standing_of(status),
        is_anonymous=is_anonymous,
        is_secret=is_secret,
        entered_at=entered_at,
        facts=facts,
    )


def _number_text(value: Any) -> str:
    """A number that a spreadsheet keeps as a float or behind an apostrophe, as its digits."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return (as_id(value) or "").lstrip("'").strip()


def _entered_at(cells: Json) -> datetime | None:
    day, hour = cells.get("tanggal laporan masuk"), cells.get("waktu laporan masuk")
    if isinstance(day, datetime):
        clock = hour if isinstance(hour, time) else day.time()
        moment: datetime | None = datetime.combine(day.date(), clock, JAKARTA)
    else:
        moment = moment_of(cells) or _numeric_day(day, hour)
    # Before LAPOR there was nothing to enter into it.
    return moment.astimezone(UTC) if moment and moment.year >= 2005 else None


def _numeric_day(day: Any, hour: Any) -> datetime | None:
    """`2026-01-03` or, the day first, `03/01/2026`."""
    words = str(day or "").strip()[:10]
    for form in ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"):
        try:
            found: date = datetime.strptime(words, form).date()  # noqa: DTZ007 - a day alone
        except ValueError:
            continue
        clock = moment_of({"tanggal laporan masuk": "1 Jan 2020", "waktu laporan masuk": hour})
        return datetime.combine(found, clock.time() if clock else time(), JAKARTA)
    return None
