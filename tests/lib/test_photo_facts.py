"""What a photo's file tells: its picture, known again in another size, and the camera's date and place."""

import io
import random
from datetime import UTC, datetime
from typing import Any

import pytest
from PIL import Image, ImageFilter

from bontang_pengaduan.lib.images import draw
from bontang_pengaduan.lib.photo_facts import BAND_BITS, BANDS, SAME_WITHIN, bits_apart, fingerprint, read_facts


def scene(seed: int, size: tuple[int, int] = (800, 600)) -> Image.Image:
    """Soft patches of light and shade that are the same for a seed, as a street is."""
    chance = random.Random(seed)
    small = Image.new("RGB", (16, 12))
    small.putdata([tuple(chance.randrange(256) for _ in range(3)) for _ in range(16 * 12)])
    return small.resize(size, Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(8))


def as_jpeg(image: Image.Image, quality: int = 90, **more: Any) -> bytes:
    drawn = io.BytesIO()
    image.save(drawn, "JPEG", quality=quality, **more)
    return drawn.getvalue()


def print_of(content: bytes) -> list[int]:
    return fingerprint(draw(io.BytesIO(content)).preview)


def with_exif(taken: str = "", zone: str = "", gps: dict[int, Any] | None = None) -> bytes:
    exif = Image.Exif()
    camera = exif.get_ifd(0x8769)
    if taken:
        camera[0x9003] = taken
    if zone:
        camera[0x9011] = zone
    if gps is not None:
        exif.get_ifd(0x8825).update(gps)
    return as_jpeg(scene(1, (40, 30)), exif=exif)


@pytest.mark.parametrize("seed", range(8))
def test_a_smaller_and_coarser_copy_is_the_same_picture_and_shares_a_band(seed: int) -> None:
    original = scene(seed)

    copy = as_jpeg(original.resize((400, 300)), quality=40)

    one, other = print_of(as_jpeg(original)), print_of(copy)
    assert bits_apart(one, other) <= SAME_WITHIN
    assert set(one) & set(other)


def test_other_pictures_are_far_apart() -> None:
    prints = [print_of(as_jpeg(scene(seed))) for seed in range(30)]

    distances = [bits_apart(one, other) for place, one in enumerate(prints) for other in prints[:place]]

    assert min(distances) > 3 * SAME_WITHIN


def test_a_mirrored_or_turned_picture_is_another_one() -> None:
    original = scene(3)

    assert bits_apart(print_of(as_jpeg(original)), print_of(as_jpeg(original.rotate(180)))) > SAME_WITHIN


def test_each_band_carries_its_place() -> None:
    assert [number >> BAND_BITS for number in print_of(as_jpeg(scene(2)))] == list(range(BANDS))


def test_a_plain_picture_has_no_fingerprint() -> None:
    assert print_of(as_jpeg(Image.new("RGB", (800, 600), "green"))) == []


@pytest.mark.parametrize(
    ("taken", "zone", "moment"),
    [
        ("2026:11:20 09:30:00", "", datetime(2026, 11, 20, 1, 30, tzinfo=UTC)),
        ("2026:11:20 09:30:00", "+07:00", datetime(2026, 11, 20, 2, 30, tzinfo=UTC)),
        ("2026:11:20 09:30:00", "-02:30", datetime(2026, 11, 20, 12, 0, tzinfo=UTC)),
        ("0000:00:00 00:00:00", "", None),
        ("kemarin", "", None),
        ("", "", None),
    ],
)
def test_the_date_is_local_time_of_bontang_unless_the_camera_names_its_zone(
    taken: str, zone: str, moment: datetime | None
) -> None:
    assert read_facts(with_exif(taken, zone)).taken_at == moment


def test_the_place_is_read_with_its_side_of_the_world() -> None:
    facts = read_facts(with_exif(gps={1: "N", 2: (0.0, 7.0, 30.0), 3: "E", 4: (117.0, 30.0, 0.0)}))

    assert (facts.latitude, facts.longitude) == (0.125, 117.5)
    assert read_facts(with_exif(gps={1: "S", 2: (6.0, 0.0, 0.0), 3: "E", 4: (106.5, 0.0, 0.0)})).latitude == -6.0


@pytest.mark.parametrize(
    "gps",
    [
        {},
        {1: "N", 2: (0.0, 7.0, 30.0)},
        {1: "N", 2: (0.0, 0.0, 0.0), 3: "E", 4: (0.0, 0.0, 0.0)},
        {1: "?", 2: (0.0, 7.0, 30.0), 3: "E", 4: (117.0, 30.0, 0.0)},
        {1: "N", 2: (95.0, 0.0, 0.0), 3: "E", 4: (117.0, 30.0, 0.0)},
    ],
)
def test_a_place_that_is_incomplete_or_impossible_counts_as_none(gps: dict[int, Any]) -> None:
    facts = read_facts(with_exif(gps=gps))

    assert (facts.latitude, facts.longitude) == (None, None)


@pytest.mark.filterwarnings("ignore:Corrupt EXIF")  # Pillow says so; here it is meant
def test_broken_exif_leaves_the_digest() -> None:
    content = as_jpeg(scene(1, (40, 30)), exif=b"Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x03\x87\x69\x00\x04")

    facts = read_facts(content)

    assert (len(facts.digest), facts.taken_at, facts.latitude) == (64, None, None)
