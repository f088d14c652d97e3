"""A name that a citizen chose: what officers see and save under."""

import pytest

from bontang_pengaduan.lib.filenames import safe_name
from bontang_pengaduan.lib.sniff import OCTET_STREAM


@pytest.mark.parametrize(
    ("name", "content_type", "safe"),
    [
        ("Surat RT.pdf", "application/pdf", "Surat RT.pdf"),
        ("../../etc/passwd", OCTET_STREAM, "passwd.bin"),
        ("..\\..\\windows\\win.pdf", "application/pdf", "win.pdf"),
        ("foto\u202egpj.exe", OCTET_STREAM, "fotogpj.exe.bin"),
        ("laporan.pdf", OCTET_STREAM, "laporan.pdf.bin"),
        ("halaman.html", OCTET_STREAM, "halaman.html.bin"),
        ("program.exe", "application/pdf", "program.exe.pdf"),
        ("jadwal.xls", OCTET_STREAM, "jadwal.xls"),
        ("IMG.JPEG", "image/jpeg", "IMG.jpg"),
        ("catatan", "application/pdf", "catatan.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "application/pdf", "aSet-Cookie x.pdf"),
        ("", "audio/ogg", "berkas-7.ogg"),
        ("...", OCTET_STREAM, "berkas-7.bin"),
        (".pdf", "application/pdf", "pdf.pdf"),
        ("x" * 300 + ".pdf", "application/pdf", "x" * 80 + ".pdf"),
    ],
)
def test_name(name: str, content_type: str, safe: str) -> None:
    assert safe_name(name, content_type, fallback="berkas-7") == safe
