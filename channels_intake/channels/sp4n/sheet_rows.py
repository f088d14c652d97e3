"""The rows of a spreadsheet that a stranger made, XLSX or CSV, one after the other. Pure."""

import csv
import io
import zipfile
from collections.abc import Iterator
from contextlib import closing
from typing import Any

from openpyxl import load_workbook

LARGEST_FILE = 10 * 1024 * 1024  # bytes; 10,000 reports are about 4 MB
LARGEST_UNPACKED = 200 * 1024 * 1024
ZIP_MARK = b"PK\x03\x04"
DELIMITERS = ",;\t"


class SheetError(Exception):
    """The file cannot be read; `str()` is a sentence for who brought it."""


def read_rows(body: bytes) -> Iterator[tuple[Any, ...]]:
    """Every row of the first sheet, in order; only one is in memory at a time. Raises SheetError."""
    if len(body) > LARGEST_FILE:
        raise SheetError("Berkas lebih besar dari 10 MB. Bagi menjadi beberapa berkas.")
    return _workbook_rows(body) if body.startswith(ZIP_MARK) else _text_rows(body)


def _workbook_rows(body: bytes) -> Iterator[tuple[Any, ...]]:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            unpacked = sum(part.file_size for part in packed.infolist())
        book = load_workbook(io.BytesIO(body), read_only=True, data_only=True) if unpacked <= LARGEST_UNPACKED else None
    except Exception as error:  # the reader raises whatever a broken file makes it raise
        raise SheetError("Berkas Excel ini tidak dapat dibuka.") from error
    if book is None:
        raise SheetError("Isi berkas terlalu besar setelah dibuka.")
    with closing(book):
        # A dimension that the file states wrongly would hide its columns.
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        yield from sheet.iter_rows(values_only=True)


def _text_rows(body: bytes) -> Iterator[tuple[Any, ...]]:
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = body.decode("cp1252", "replace")
    if "\x00" in text:
        raise SheetError("Berkas ini bukan Excel (.xlsx) maupun CSV.")
    head = next((line for line in text.splitlines() if "tracking id" in line.lower()), "")
    delimiter = max(DELIMITERS, key=head.count)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            yield tuple(row)
    except csv.Error as error:
        raise SheetError("Berkas CSV ini rusak.") from error
