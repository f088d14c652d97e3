"""Photos drawn anew: what is shown holds the picture and nothing else."""

import io

from PIL import Image, ImageOps, UnidentifiedImageError

PREVIEW_SIZE = (1280, 1280)  # pixels
MAX_PIXELS = 50_000_000  # more is a decompression bomb, not a photo
# What phones send. Every further decoder of Pillow would be one more door for hostile bytes.
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")


class UnusableImageError(ValueError):
    """The bytes are no image that can be shown."""


class TooManyPixelsError(UnusableImageError):
    """The image has more than MAX_PIXELS pixels."""


def redraw(content: bytes, *, size: tuple[int, int] = PREVIEW_SIZE) -> bytes:
    """A WebP of at most `size` pixels, upright: no EXIF, no place, nothing hidden behind the image.

    The kind is read from the bytes, never from a name. Raises TooManyPixelsError before anything is decoded, and
    UnusableImageError for what is none of FORMATS or is broken.
    """
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as image:
            if image.width * image.height > MAX_PIXELS:
                raise TooManyPixelsError
            upright = ImageOps.exif_transpose(image).convert("RGB")
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise TooManyPixelsError from error
    except (UnidentifiedImageError, OSError, SyntaxError) as error:
        raise UnusableImageError from error
    upright.thumbnail(size)
    drawn = io.BytesIO()
    upright.save(drawn, "WEBP", quality=80)
    return drawn.getvalue()


def make_preview(content: bytes, *, size: tuple[int, int] = PREVIEW_SIZE) -> bytes | None:
    """The image drawn anew by `redraw`; None when the bytes are no image that can be shown."""
    try:
        return redraw(content, size=size)
    except UnusableImageError:
        return None
