"""Spreadsheets to download. Text of strangers stays text: no cell ever becomes a formula."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

from .clock import WITA

# What spreadsheet programs take for the beginning of a formula, also after the file has become CSV (OWASP).
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
TITLE_LETTERS = 31

Value = str | int | float | datetime | None


@dataclass(frozen=True)
class Sheet:
    """One sheet with its heading; moments are written in WITA."""

    title: str
    heading: Sequence[str]
    rows: Iterable[Sequence[Value]]


def write_workbook(sheets: Sequence[Sheet]) -> bytes:
    """The sheets as an XLSX file."""
    book = Workbook(write_only=True)
    for sheet in sheets:
        page = book.create_sheet(sheet.title[:TITLE_LETTERS])
        page.freeze_panes = "A2"
        page.append([_heading(page, text) for text in sheet.heading])
        for row in sheet.rows:
            page.append([_cell(page, value) for value in row])
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def harmless(text: str) -> str:
    """The text as a cell may hold it: what would begin a formula stands behind an apostrophe."""
    kept: str = ILLEGAL_CHARACTERS_RE.sub("", text)
    return f"'{kept}" if kept.startswith(FORMULA_SIGNS) else kept


def _heading(page: object, text: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(page, value=text)
    cell.font = Font(bold=True)
    return cell


def _cell(page: object, value: Value) -> WriteOnlyCell:
    if isinstance(value, datetime):
        cell = WriteOnlyCell(page, value=value.astimezone(WITA).replace(tzinfo=None))
        cell.number_format = "yyyy-mm-dd hh:mm"
        return cell
    return WriteOnlyCell(page, value=harmless(value) if isinstance(value, str) else value)
