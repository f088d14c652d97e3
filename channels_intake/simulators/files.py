"""Small files that simulated citizens send: real ones of their kind, made here and belonging to nobody."""

import random
import struct
from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageDraw

PHOTO_SIZE = (320, 240)
VARIANTS = 12  # of each kind: enough that files differ, few enough to be made at once
OPUS_FRAME = bytes((0xF8, 0xFF, 0xFE))  # 20 ms of silence (RFC 6716, CELT fullband)
SAMPLES_A_FRAME = 960
_CRC_POLYNOMIAL = 0x04C11DB7


@lru_cache(maxsize=VARIANTS)
def photo(variant: int) -> bytes:
    """A JPEG of a street-like scene in colours of its own."""
    return _drawn(variant, "JPEG")


@lru_cache(maxsize=VARIANTS)
def sticker(variant: int) -> bytes:
    """A WebP."""
    return _drawn(variant, "WEBP")


@lru_cache(maxsize=VARIANTS)
def voice_note(variant: int) -> bytes:
    """Some seconds of silence in Opus, as players take it (RFC 7845)."""
    frames, serial = 50 * (2 + variant % 6), 7_000 + variant
    head = b"OpusHead" + struct.pack("<BBHIhB", 1, 1, 0, 48_000, 0, 0)
    tags = b"OpusTags" + struct.pack("<I", 0) + struct.pack("<I", 0)
    pages = [_page(serial, 0, [head], 0, 2), _page(serial, 1, [tags], 0, 0)]
    for number, start in enumerate(range(0, frames, 50)):
        count = min(50, frames - start)
        is_last = start + count == frames
        position = (start + count) * SAMPLES_A_FRAME
        pages.append(_page(serial, number + 2, [OPUS_FRAME] * count, position, 4 if is_last else 0))
    return b"".join(pages)


@lru_cache(maxsize=VARIANTS)
def document(variant: int) -> bytes:
    """A PDF of one page with one line."""
    words = f"BT /F1 18 Tf 72 720 Td (Surat warga nomor {variant}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<</Type/Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(words), words),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    written, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 6\n0000000000 65535 f \n%strailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return written + end % (table, len(written))


def _drawn(variant: int, form: str) -> bytes:
    chance = random.Random(variant)  # noqa: S311
    sky, ground = ((chance.randrange(90, 220), chance.randrange(90, 220), chance.randrange(90, 220)) for _ in range(2))
    image = Image.new("RGB", PHOTO_SIZE, sky)
    draw = ImageDraw.Draw(image)
    horizon = chance.randrange(90, 150)
    draw.rectangle((0, horizon, *PHOTO_SIZE), fill=ground)
    draw.polygon([(130, 240), (150, horizon), (170, horizon), (190, 240)], fill=(70, 70, 74))
    for _ in range(6):
        x, y = chance.randrange(300), chance.randrange(horizon, 220)
        draw.ellipse((x, y, x + chance.randrange(8, 40), y + chance.randrange(4, 18)), fill=(96, 78, 60))
    written = BytesIO()
    image.save(written, form)
    return written.getvalue()


def _page(serial: int, number: int, packets: list[bytes], position: int, flags: int) -> bytes:
    """One page of an Ogg stream (RFC 3533)."""
    sizes = bytes(len(packet) for packet in packets)
    head = b"OggS" + struct.pack("<BBqIII", 0, flags, position, serial, number, 0) + bytes((len(sizes),)) + sizes
    page = head + b"".join(packets)
    return page[:22] + struct.pack("<I", _checksum(page)) + page[26:]


def _checksum(page: bytes) -> int:
    total = 0
    for byte in page:
        total ^= byte << 24
        for _ in range(8):
            total = (total << 1) ^ (_CRC_POLYNOMIAL if total & 0x80000000 else 0)
        total &= 0xFFFFFFFF
    return total
