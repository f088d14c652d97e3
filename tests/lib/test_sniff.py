"""The kind of a file is read from its bytes; everything unknown is a heap of bytes."""

import io
import zipfile

import pytest

from bontang_pengaduan.lib.sniff import DOCX, OCTET_STREAM, ODT, XLSX, sniff


def archive(*names: str, mimetype: str = "") -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as entries:
        if mimetype:
            entries.writestr("mimetype", mimetype)
        for name in names:
            entries.writestr(name, "x")
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "image/png"),
        (b"GIF89a\x01\x00", "image/gif"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"RIFF\x10\x00\x00\x00WAVEfmt ", "audio/wav"),
        (b"OggS\x00\x02" + bytes(22) + b"OpusHead", "audio/ogg"),
        (b"ID3\x04\x00", "audio/mpeg"),
        (b"\xff\xf1\x50\x80", "audio/aac"),
        (b"#!AMR\n\x3c", "audio/amr"),
        (b"\x00\x00\x00\x18ftypmp42", "video/mp4"),
        (b"\x00\x00\x00\x18ftypM4A ", "audio/mp4"),
        (b"\x00\x00\x00\x18ftyp3gp5", "video/3gpp"),
        (b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01webm", "video/webm"),
        (b"%PDF-1.7\n", "application/pdf"),
        (archive("[Content_Types].xml", "word/document.xml"), DOCX),
        (archive("[Content_Types].xml", "xl/workbook.xml"), XLSX),
        (archive("content.xml", mimetype=ODT), ODT),
    ],
)
def test_what_may_be_named(content: bytes, kind: str) -> None:
    assert sniff(io.BytesIO(content)) == kind


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html><script>alert(1)</script>",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"MZ\x90\x00 program",
        b"\x7fELF\x02",
        b"#!/bin/sh\n",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old Office file",
        b"\x00\x00\x00\x18ftypheic",
        b"RIFF\x10\x00\x00\x00AVI LIST",
        b"PK\x03\x04 not an archive",
        archive("AndroidManifest.xml", "classes.dex"),
        archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
        archive("[Content_Types].xml", "other/part.xml"),
        archive("content.xml", "Basic/Standard/Module1.xml", mimetype=ODT),
        archive("content.xml", mimetype="text/html"),
    ],
)
def test_what_is_only_bytes(content: bytes) -> None:
    assert sniff(io.BytesIO(content)) == OCTET_STREAM


def test_file_is_left_at_its_start() -> None:
    source = io.BytesIO(archive("[Content_Types].xml", "word/document.xml"))
    source.seek(5)

    sniff(source)

    assert source.tell() == 0
