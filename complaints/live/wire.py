"""What web, worker and stream tell each other through the broker: the key of a case, never a word or a name."""

from dataclasses import dataclass

from django.conf import settings

CHANNEL = "live"
CASE, PRESENCE = "case", "presence"


@dataclass(frozen=True)
class Announcement:
    """That something happened to the case with this key (CASE), or that somebody came to it or left it (PRESENCE)."""

    kind: str
    case: int

    def encode(self) -> str:
        """As it travels."""
        return f"{self.kind}:{self.case}"


def decode(data: bytes) -> Announcement | None:
    """What travelled; None for anything that cannot be read."""
    kind, _, key = data.decode("utf-8", "replace").partition(":")
    is_known = kind in (CASE, PRESENCE) and key.isdecimal() and len(key) < 19
    return Announcement(kind, int(key)) if is_known else None


def broker_address() -> str:
    """Where the broker is, as its client writes it."""
    return settings.REDIS_URL.replace("redis+socket://", "unix://")
