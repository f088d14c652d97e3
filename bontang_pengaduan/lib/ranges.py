"""One byte range of a file (RFC 9110, section 14), which players need to move about in a recording."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

CHUNK = 64 * 1024
_RANGE = re.compile(r"bytes=(\d*)-(\d*)", re.ASCII)


class UnsatisfiableRangeError(ValueError):
    """The range lies behind the end of the file."""


@dataclass(frozen=True)
class Span:
    """From byte `first` to byte `last`, both included."""

    first: int
    last: int

    @property
    def length(self) -> int:
        """Bytes in it."""
        return self.last - self.first + 1


def read_range(header: str, size: int) -> Span | None:
    """The asked-for part of a file of `size` bytes; None when the whole file is to be sent: no range, several of them,
    or one that is written wrongly. Raises UnsatisfiableRangeError."""
    asked = _RANGE.fullmatch(header.replace(" ", ""))
    if asked is None or asked[0] == "bytes=-":
        return None
    first, last = asked.groups()
    if not first:
        span = Span(max(0, size - int(last)), size - 1)
    else:
        span = Span(int(first), min(int(last), size - 1) if last else size - 1)
    if last and first and int(last) < int(first):
        return None
    if span.first >= size or span.length < 1:
        raise UnsatisfiableRangeError
    return span


def read_span(source: IO[bytes], span: Span) -> Iterator[bytes]:
    """The bytes of the span in pieces; closes `source` behind the last one."""
    with source:
        source.seek(span.first)
        left = span.length
        while left and (chunk := source.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk
