"""The files of simulated citizens are what they say they are."""

import struct
from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image

from bontang_pengaduan.lib.images import draw
from bontang_pengaduan.lib.sniff import sniff
from channels_intake.simulators import files


@pytest.mark.parametrize(
    ("make", "mime_type"),
    [
        (files.photo, "image/jpeg"),
        (files.sticker, "image/webp"),
        (files.voice_note, "audio/ogg"),
        (files.document, "application/pdf"),
    ],
)
def test_each_is_recognised_by_its_bytes_and_differs_from_the_next(
    make: Callable[[int], bytes], mime_type: str
) -> None:
    assert {sniff(BytesIO(make(variant))) for variant in range(files.VARIANTS)} == {mime_type}
    assert len({make(variant) for variant in range(files.VARIANTS)}) == files.VARIANTS


def test_a_photo_can_be_drawn_anew() -> None:
    drawing = draw(BytesIO(files.photo(1)))

    assert Image.open(BytesIO(drawing.preview)).size == files.PHOTO_SIZE


@pytest.mark.parametrize(("variant", "seconds"), [(0, 2), (5, 7)])
def test_a_voice_note_lasts_as_long_as_its_last_page_says(variant: int, seconds: int) -> None:
    note = files.voice_note(variant)

    last = note[note.rindex(b"OggS") :]
    flags, position = struct.unpack("<Bq", last[5:14])
    assert (flags, position) == (4, seconds * 48_000)


def test_the_pages_of_a_voice_note_carry_the_checksum_of_ogg() -> None:
    page = files.voice_note(0)[:47]

    zeroed = page[:22] + bytes(4) + page[26:]
    total = 0
    for byte in zeroed:
        total = _TABLE[(total >> 24) ^ byte] ^ ((total << 8) & 0xFFFFFFFF)
    assert struct.unpack("<I", page[22:26])[0] == total


def _entry(index: int) -> int:
    value = index << 24
    for _ in range(8):
        value = ((value << 1) ^ 0x04C11DB7 if value & 0x80000000 else value << 1) & 0xFFFFFFFF
    return value


_TABLE = [_entry(index) for index in range(256)]
