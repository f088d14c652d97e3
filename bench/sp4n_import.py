"""An export of SP4N-LAPOR from the file to the mirror, on a durable server of its own: seconds, memory, and what a
second import changes.

python -m bench.sp4n_import [--rows 10000]
"""

import argparse
import io
import os
import subprocess
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path

from openpyxl import Workbook

from bontang_pengaduan.embedded import EmbeddedServers, database_url

# Django is set up before the models are imported, in a process that knows the new server's address.
MEASURE = "import sys, django; django.setup(); from bench.export_in import main; sys.exit(main({path!r}))"
HEADER = (
    *("Tracking ID", "Tanggal Laporan Masuk", "Waktu Laporan Masuk", "Nama Pelapor", "Klasifikasi Laporan"),
    *("ID Kategori", "Kategori", "Judul Laporan", "Isi Laporan Awal", "Isi Laporan Akhir"),
    *("Tipe Laporan (Anonim / Rahasia)", "Sumber Laporan", "Instansi Induk", "ID Instansi Terdisposisi"),
    *("Instansi Terdisposisi", "Status Laporan", "Alasan Tunda/Arsip", "Provinsi", "Kota/Kabupaten", "Kecamatan"),
    *("Kelurahan", "Nomor SK", "Url SK", "Url Dokumen Laporan Tahunan"),
    *("Laporan yang Masuk melalui Kanal Aduan Setwapres", "Rating"),
)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")


def make_export(rows: int) -> bytes:
    """A workbook with that many reports, no two alike."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Laporan")
    sheet.append(["Data Laporan"])
    sheet.append(HEADER)
    for number in range(rows):
        day = date(2025, 1, 1) + timedelta(days=number % 600)
        text = f"Jalan di RT {number % 60} berlubang sejak {number % 9 + 1} minggu, motor sering jatuh. " * 4
        kind = ("", "", "Anonim", "Rahasia")[number % 4]
        written = f"{day.day} {MONTHS[day.month - 1]} {day.year}"
        head = [str(7_000_000 + number), written, "08:15", f"Warga {number}", "Pengaduan", 12, "JALAN"]
        status = ("Belum Terverifikasi", "Ditutup oleh Sistem")[number % 2]
        rest = [f"Jalan rusak {number}", text, "", kind, "Website", "Pemkot Bontang", 900, "Dinas PUPR", status]
        sheet.append([*head, *rest, "", "Kalimantan Timur", "Kota Bontang", "", "Guntung", "", "", "", "", ""])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def main(rows: int = 10_000) -> int:
    """A database with the reference data alone; measuring is in bench.export_in. Its exit code."""
    with tempfile.TemporaryDirectory(prefix="pengaduan-bench-") as folder, EmbeddedServers(Path(folder), broker=False):
        Path(folder).chmod(0o711)
        env = {
            **os.environ,
            "DATA_DIR": folder,
            "DATABASE_URL": database_url(Path(folder)),
            "SECRET_KEY": "bench" * 12,
            "DJANGO_SETTINGS_MODULE": "bontang_pengaduan.settings",
        }
        export = Path(folder, "ekspor.xlsx")
        export.write_bytes(make_export(rows))
        for command in ("migrate", "load_all"):
            subprocess.run([sys.executable, "manage.py", command, "--skip-checks", "-v", "0"], env=env, check=True)
        return subprocess.run([sys.executable, "-c", MEASURE.format(path=str(export))], env=env, check=False).returncode


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000)
    sys.exit(main(parser.parse_args().rows))
