"""What a photo's file tells of itself before it is drawn anew: which picture it is, when and where it was taken."""

import hashlib
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from math import isfinite
from typing import Any

from PIL import Image, ImageStat

from .clock import WITA
from .images import FORMATS

BANDS, BAND_BITS = 8, 16
SAME_WITHIN = 7  # bits of 128: fewer than BANDS, so two such pictures have at least one band in common
_SIDE = 8
_PLAIN = 3.0  # standard deviation of grey: a wall, the night; every such picture is like every other
_EXIF, _GPS = 0x8769, 0x8825
_TAKEN, _ZONE = 0x9003, 0x9011
_DATE = re.compile(r"(\d{4}):(\d\d):(\d\d) (\d\d):(\d\d):(\d\d)")
_OFFSET = re.compile(r"([+-])(\d\d):(\d\d)")


@dataclass(frozen=True)
class PhotoFacts:
    """`digest` is the SHA-256 of the file in hex. `taken_at` and the place (degrees) are what the camera wrote, None
    when it wrote nothing that can be read."""

    digest: str
    taken_at: datetime | None = None
    latitude: float | None = None
    longitude: float | None = None


def read_facts(content: bytes) -> PhotoFacts:
    """The facts of a file that draw accepts. Whatever is damaged in its EXIF counts as not written."""
    digest = hashlib.sha256(content).hexdigest()
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as image:
            exif = image.getexif()
            camera, place = exif.get_ifd(_EXIF), exif.get_ifd(_GPS)
    except (OSError, SyntaxError, ValueError, TypeError, KeyError, Image.DecompressionBombError):
        return PhotoFacts(digest)
    where = (_degrees(place, 1, 2, "NS", 90), _degrees(place, 3, 4, "EW", 180))
    if None in where or where == (0.0, 0.0):  # a camera without a fix writes zeros
        where = (None, None)
    return PhotoFacts(digest, _moment(camera), *where)


def fingerprint(picture: bytes) -> list[int]:
    """BANDS numbers that say what the picture shows: two difference hashes of 64 bits, along rows and along columns,
    cut into bands that carry their position. The same picture in another size or quality has nearly the same ones.
    Empty for a picture without light and shade.

    `picture` is one that draw has made.
    """
    with Image.open(io.BytesIO(picture), formats=FORMATS) as image:
        grey = image.convert("L")
    if ImageStat.Stat(grey).stddev[0] < _PLAIN:
        return []
    bits = _along_rows(grey) << _SIDE * _SIDE | _along_rows(grey.transpose(Image.Transpose.TRANSPOSE))
    values = (bits >> BAND_BITS * band & 0xFFFF for band in range(BANDS))
    return [band << BAND_BITS | value for band, value in enumerate(values)]


def bits_apart(one: Sequence[int], other: Sequence[int]) -> int:
    """In how many of the 128 bits two fingerprints differ (Hamming distance)."""
    return sum((first ^ second).bit_count() for first, second in zip(one, other, strict=True))


def _along_rows(grey: Image.Image) -> int:
    """One bit for each two neighbours of a row: whether it grows darker from left to right."""
    width = _SIDE + 1
    points = grey.resize((width, _SIDE), Image.Resampling.BOX).tobytes()
    bits = 0
    for row in range(_SIDE):
        for column in range(_SIDE):
            left = row * width + column
            bits = bits << 1 | (points[left] > points[left + 1])
    return bits


def _moment(camera: Mapping[int, Any]) -> datetime | None:
    """The camera's local time, that of Bontang where it does not name its zone."""
    written = _DATE.match(str(camera.get(_TAKEN, "")))
    if not written:
        return None
    try:
        local = datetime(*map(int, written.groups()))  # type: ignore[arg-type]  # noqa: DTZ001  # the zone comes next
        zone = _OFFSET.match(str(camera.get(_ZONE, "")))
        if not zone:
            return local.replace(tzinfo=WITA)
        offset = timedelta(hours=int(zone[2]), minutes=int(zone[3]))
        offset = -offset if zone[1] == "-" else offset
        return local.replace(tzinfo=timezone(offset))
    except (ValueError, OverflowError):
        return None


def _degrees(place: Mapping[int, Any], side: int, angle: int, signs: str, most: int) -> float | None:
    try:
        degrees, minutes, seconds = map(float, place[angle])
        value = degrees + minutes / 60 + seconds / 3600
        sign = {signs[0]: 1, signs[1]: -1}[str(place[side]).strip("\x00 ").upper()]
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    return sign * value if isfinite(value) and value <= most else None
