"""Photos drawn anew: what is shown holds the picture and nothing else."""

import io
from dataclasses import dataclass
from typing import IO

from PIL import Image, ImageOps, UnidentifiedImageError

PREVIEW_SIZE = (1280, 1280)  # pixels
THUMBNAIL_SIZE = (320, 320)
THUMBNAIL_BYTES = 15 * 1024
MAX_PIXELS = 50_000_000  # more is a decompression bomb, not a photo
# What phones send. Every further decoder of Pillow would be one more door for hostile bytes.
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
QUALITY = 80
THUMBNAIL_QUALITIES = (70, 50, 30, 10)


class UnusableImageError(ValueError):
    """The bytes are no image that can be shown."""


class TooManyPixelsError(UnusableImageError):
    """The image has more than MAX_PIXELS pixels."""


@dataclass(frozen=True)
class Drawing:
    """A photo as WebP, twice: to look at, and small enough for a list."""

    preview: bytes
    thumbnail: bytes


def draw(source: IO[bytes]) -> Drawing:
    """Preview of at most PREVIEW_SIZE and thumbnail of at most THUMBNAIL_SIZE and THUMBNAIL_BYTES.

    Raises TooManyPixelsError before anything is decoded, and UnusableImageError for what is none of FORMATS or is
    broken.
    """
    image = _read(source, PREVIEW_SIZE)
    preview = _encode(image, QUALITY)
    return Drawing(preview, _draw_thumbnail(image))


def redraw(content: bytes, *, size: tuple[int, int] = PREVIEW_SIZE, image_format: str = "WEBP") -> bytes:
    """A picture of at most `size` pixels, upright: no EXIF, no place, nothing hidden behind the image.

    The kind is read from the bytes, never from a name. Raises as `draw` does.
    """
    return _encode(_read(io.BytesIO(content), size), QUALITY, image_format)


def _read(source: IO[bytes], size: tuple[int, int]) -> Image.Image:
    """The picture, upright and at most `size`; a JPEG is decoded at a fraction already, which saves its memory."""
    try:
        with Image.open(source, formats=FORMATS) as image:
            if image.width * image.height > MAX_PIXELS:
                raise TooManyPixelsError
            image.draft("RGB", size)
            upright = ImageOps.exif_transpose(image).convert("RGB")
    except UnusableImageError:
        raise
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise TooManyPixelsError from error
    # ValueError: Pillow's refusal of a text chunk that unpacks to more than it takes.
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise UnusableImageError from error
    upright.thumbnail(size)
    return upright


def _draw_thumbnail(image: Image.Image) -> bytes:
    small = image.copy()
    small.thumbnail(THUMBNAIL_SIZE)
    for quality in THUMBNAIL_QUALITIES:
        drawn = _encode(small, quality)
        if len(drawn) <= THUMBNAIL_BYTES:
            return drawn
    # Noise does not compress: half the side is a quarter of the bytes.
    small.thumbnail((small.width // 2, small.height // 2))
    return _encode(small, THUMBNAIL_QUALITIES[-1])


def _encode(image: Image.Image, quality: int, image_format: str = "WEBP") -> bytes:
    drawn = io.BytesIO()
    image.save(drawn, image_format, quality=quality)
    return drawn.getvalue()
