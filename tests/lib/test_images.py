"""Photos: read by their bytes, drawn anew, refused with a reason."""

import io

import pytest
from PIL import Image, PngImagePlugin

from bontang_pengaduan.lib import images
from bontang_pengaduan.lib.images import TooManyPixelsError, UnusableImageError, redraw

ORIENTATION = 0x0112
TURNED_LEFT = 6


def draw(width: int, height: int, kind: str = "JPEG", *, orientation: int = 1) -> bytes:
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    drawn = io.BytesIO()
    Image.new("RGB", (width, height), "green").save(drawn, kind, exif=exif)
    return drawn.getvalue()


def test_photo_is_drawn_smaller_upright_and_without_exif() -> None:
    drawn = redraw(draw(1600, 1200, orientation=TURNED_LEFT), size=(640, 640))

    with Image.open(io.BytesIO(drawn)) as image:
        assert (image.format, image.size, dict(image.getexif())) == ("WEBP", (480, 640), {})


@pytest.mark.parametrize("content", [b"", b"<svg onload=alert(1)>", b"\xff\xd8\xff\xe0 no photo", draw(40, 30)[:60]])
def test_what_is_no_image_is_refused(content: bytes) -> None:
    with pytest.raises(UnusableImageError):
        redraw(content)


def test_kind_is_read_from_the_bytes_and_rare_kinds_are_refused() -> None:
    with pytest.raises(UnusableImageError):
        redraw(draw(40, 30, "TIFF"))


@pytest.mark.parametrize("size", [(10_000, 6_000), (12_000, 12_000)])
def test_image_with_too_many_pixels_is_refused(size: tuple[int, int]) -> None:
    drawn = io.BytesIO()
    Image.new("1", size).save(drawn, "PNG")

    with pytest.raises(TooManyPixelsError):
        redraw(drawn.getvalue())


def test_thumbnail_of_a_photo_without_structure_stays_small() -> None:
    noise = Image.effect_noise((900, 700), 120).convert("RGB")
    drawn = io.BytesIO()
    noise.save(drawn, "PNG")

    drawing = images.draw(drawn)

    with Image.open(io.BytesIO(drawing.thumbnail)) as thumbnail:
        assert max(thumbnail.size) <= 320
    with Image.open(io.BytesIO(drawing.preview)) as preview:
        assert preview.size == (900, 700)
    assert len(drawing.thumbnail) <= images.THUMBNAIL_BYTES


def test_thumbnail_keeps_the_shape() -> None:
    drawing = images.draw(io.BytesIO(draw(1600, 1200)))

    with Image.open(io.BytesIO(drawing.thumbnail)) as thumbnail:
        assert (thumbnail.format, thumbnail.size) == ("WEBP", (320, 240))


def test_text_that_unpacks_to_a_hundred_megabytes_is_refused() -> None:
    hidden = PngImagePlugin.PngInfo()
    hidden.add_text("Comment", "a" * 100_000_000, zip=True)
    drawn = io.BytesIO()
    Image.new("RGB", (40, 30)).save(drawn, "PNG", pnginfo=hidden)

    with pytest.raises(UnusableImageError):
        images.draw(drawn)
