"""Spreadsheets: what strangers wrote stays text, moments are those of Bontang."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from openpyxl import load_workbook

from bontang_pengaduan.lib.sheets import Sheet, harmless, write_workbook


def read_back(content: bytes) -> dict[str, list[tuple[object, ...]]]:
    book = load_workbook(BytesIO(content))
    return {page.title: list(page.iter_rows(values_only=True)) for page in book.worksheets}


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ('=HYPERLINK("http://x")', '\'=HYPERLINK("http://x")'),
        ("+62812", "'+62812"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\x00=1", "'=1"),
        ("Jalan = rusak", "Jalan = rusak"),
        ("", ""),
    ],
)
def test_no_text_becomes_a_formula(text: str, kept: str) -> None:
    assert harmless(text) == kept


def test_a_formula_is_written_as_text() -> None:
    page = load_workbook(BytesIO(write_workbook([Sheet("A", ("Teks",), [("=1+1",)])]))).worksheets[0]

    assert (page["A2"].data_type, page["A2"].value) == ("s", "'=1+1")


def test_sheets_with_heading_numbers_and_moments_in_wita() -> None:
    moment = datetime(2026, 11, 24, 20, 30, tzinfo=UTC)

    content = write_workbook(
        [
            Sheet("Tenggat", ("Aduan", "Selesai", "Menit"), [("BTG", moment, 5), ("BTG", None, None)]),
            Sheet("B", ("x",), []),
        ]
    )

    assert read_back(content) == {
        "Tenggat": [
            ("Aduan", "Selesai", "Menit"),
            ("BTG", datetime(2026, 11, 25, 4, 30), 5),  # noqa: DTZ001
            ("BTG", None, None),
        ],
        "B": [("x",)],
    }
