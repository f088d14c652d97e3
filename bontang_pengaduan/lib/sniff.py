"""The kind of a file by its bytes. What is announced and what its name says are never trusted."""

import zipfile
from typing import IO

OCTET_STREAM = "application/octet-stream"
HEAD = 64  # bytes that every signature lies within

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
ODT = "application/vnd.oasis.opendocument.text"
ODS = "application/vnd.oasis.opendocument.spreadsheet"

SUFFIXES = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/gif": "gif",
    "image/webp": "webp",
    "audio/ogg": "ogg",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "audio/aac": "aac",
    "audio/wav": "wav",
    "audio/amr": "amr",
    "video/mp4": "mp4",
    "video/3gpp": "3gp",
    "video/quicktime": "mov",
    "video/webm": "webm",
    "application/pdf": "pdf",
    DOCX: "docx",
    XLSX: "xlsx",
    PPTX: "pptx",
    ODT: "odt",
    ODS: "ods",
}

_SIGNATURES = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (8, b"WEBPVP8", "image/webp"),
    (8, b"WAVEfmt ", "audio/wav"),
    (0, b"OggS", "audio/ogg"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"\xff\xf3", "audio/mpeg"),
    (0, b"\xff\xf1", "audio/aac"),
    (0, b"\xff\xf9", "audio/aac"),
    (0, b"#!AMR", "audio/amr"),
    (0, b"%PDF-", "application/pdf"),
)
# The major brand of an ISO base media file (ISO/IEC 14496-12); HEIC and AVIF are brands that we do not show.
_BRANDS = {
    **dict.fromkeys((b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V "), "video/mp4"),
    **dict.fromkeys((b"M4A ", b"M4B "), "audio/mp4"),
    **dict.fromkeys((b"3gp4", b"3gp5", b"3gp6", b"3g2a"), "video/3gpp"),
    b"qt  ": "video/quicktime",
}
_OFFICE_FOLDERS = {"word": DOCX, "xl": XLSX, "ppt": PPTX}
_MAX_ENTRIES = 10_000  # more names in one document are an attack on whoever reads them


def sniff(source: IO[bytes]) -> str:
    """The media type, one of SUFFIXES, or OCTET_STREAM for everything else: markup, programs, archives, old Office
    files and those with macros. Leaves `source` at its start."""
    source.seek(0)
    head = source.read(HEAD)
    kind = _by_signature(head)
    if head.startswith(b"PK\x03\x04"):
        kind = _by_entries(source)
    source.seek(0)
    return kind


def _by_signature(head: bytes) -> str:
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12], OCTET_STREAM)
    if head.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in head:
        return "video/webm"
    return next((kind for at, magic, kind in _SIGNATURES if head.startswith(magic, at)), OCTET_STREAM)


def _by_entries(source: IO[bytes]) -> str:
    """A document is an archive with a known layout; any other archive may hold anything."""
    try:
        with zipfile.ZipFile(source) as archive:
            names = archive.namelist()[:_MAX_ENTRIES]
            if names[:1] == ["mimetype"]:
                return _open_document(archive)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        return OCTET_STREAM
    if "[Content_Types].xml" not in names or any(name.lower().endswith("vbaproject.bin") for name in names):
        return OCTET_STREAM
    folders = {name.partition("/")[0] for name in names}
    return next((kind for folder, kind in _OFFICE_FOLDERS.items() if folder in folders), OCTET_STREAM)


def _open_document(archive: zipfile.ZipFile) -> str:
    with archive.open("mimetype") as entry:
        told = entry.read(100).decode("ascii", "replace")
    has_macros = any(name.startswith(("Basic/", "Scripts/")) for name in archive.namelist())
    return told if told in (ODT, ODS) and not has_macros else OCTET_STREAM
