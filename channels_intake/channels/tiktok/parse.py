"""What TikTok sends, as long as no form of it is confirmed: all of it is kept and shown, nothing is guessed. Pure."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from bontang_pengaduan.lib.inbound import Event

from ..guarding import make_problem, read_all

CHANNEL = "tiktok"


def parse(body: bytes, received_at: datetime) -> list[Event]:
    """The whole body as one Problem."""
    return read_all(body, CHANNEL, _read)


def _read(root: Any) -> Iterator[Event]:
    yield make_problem(CHANNEL, "", root, "", "no form of TikTok is known here yet")
