"""Byte ranges as players ask for them."""

import io

import pytest

from bontang_pengaduan.lib.ranges import CHUNK, Span, UnsatisfiableRangeError, read_range, read_span


@pytest.mark.parametrize(
    ("header", "span"),
    [
        ("bytes=0-", Span(0, 99)),
        ("bytes=0-0", Span(0, 0)),
        ("bytes=10-19", Span(10, 19)),
        ("bytes=90-500", Span(90, 99)),
        ("bytes=-5", Span(95, 99)),
        ("bytes=-500", Span(0, 99)),
        ("", None),
        ("bytes=-", None),
        ("bytes=9-3", None),
        ("bytes=0-1,5-6", None),
        ("lines=0-1", None),
        ("bytes=٣-", None),
    ],
)
def test_range(header: str, span: Span | None) -> None:
    assert read_range(header, 100) == span


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=100-200", "bytes=-0"])
def test_range_behind_the_end(header: str) -> None:
    with pytest.raises(UnsatisfiableRangeError):
        read_range(header, 100)


def test_span_is_read_in_pieces_and_the_file_closed() -> None:
    source = io.BytesIO(bytes(range(256)) * 1024)

    pieces = list(read_span(source, Span(1, CHUNK + 10)))

    assert [len(piece) for piece in pieces] == [CHUNK, 10]
    assert (pieces[0][:2], source.closed) == (b"\x01\x02", True)
