"""Exports of SP4N-LAPOR as its admin page gives them, made for the tests."""

import csv
import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook

HEADER = (
    *("Tracking ID", "Tanggal Laporan Masuk", "Waktu Laporan Masuk", "Nama Pelapor", "Klasifikasi Laporan"),
    *("ID Kategori", "Kategori", "Judul Laporan", "Isi Laporan Awal", "Isi Laporan Akhir"),
    *("Tipe Laporan (Anonim / Rahasia)", "Sumber Laporan", "Instansi Induk", "ID Instansi Terdisposisi"),
    *("Instansi Terdisposisi", "Status Laporan", "Alasan Tunda/Arsip", "Provinsi", "Kota/Kabupaten", "Kecamatan"),
    *("Kelurahan", "Nomor SK", "Url SK", "Url Dokumen Laporan Tahunan"),
    *("Laporan yang Masuk melalui Kanal Aduan Setwapres", "Rating"),
)
TITLE: Sequence[Sequence[Any]] = (("Data Laporan SP4N-LAPOR!",), ("Pemerintah Kota Bontang",), ())


def make_row(number: Any = "7700001", **cells: Any) -> list[Any]:
    """One row; `cells` by short names replace what an ordinary report has."""
    ordinary = {
        "day": "3 Nov 2026",
        "hour": "08:15",
        "name": "Sari Uji",
        "title": "Lampu jalan padam",
        "text": "Lampu jalan di depan pasar padam sejak tiga malam.",
        "final": "",
        "kind": "",
        "status": "Belum Terverifikasi",
        "unit": "",
        "reason": "",
    } | cells
    return [
        *(number, ordinary["day"], ordinary["hour"], ordinary["name"], "Pengaduan Berkadar Pengawasan", 12, "JALAN"),
        *(ordinary["title"], ordinary["text"], ordinary["final"], ordinary["kind"], "Website", "Pemkot Bontang", 900),
        *(ordinary["unit"], ordinary["status"], ordinary["reason"], "Kalimantan Timur", "Kota Bontang", "", "Guntung"),
        *("", "", "", "", ""),
    ]


def make_csv(rows: Sequence[Sequence[Any]], delimiter: str = ",") -> bytes:
    """The rows below title and header as CSV."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows([*TITLE, HEADER, *rows])
    return text.getvalue().encode("utf-8-sig")


def make_xlsx(rows: Sequence[Sequence[Any]]) -> bytes:
    """The rows below title and header as a workbook."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Laporan")
    for row in (*TITLE, HEADER, *rows):
        sheet.append(list(row))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
