"""The account that an entry of a webhook is about, and when the entry was taken."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Account:
    """A Page or a professional Instagram account. `received_at` stands in for a time that cannot be read."""

    channel: str
    id: str
    received_at: datetime
