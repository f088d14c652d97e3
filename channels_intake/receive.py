"""Taking a push in: signature over the raw bytes, one row, and nothing else."""

from collections.abc import Mapping
from datetime import datetime

from . import ledger

MAX_BODY = 3 * 1024 * 1024  # Meta sends up to 3 MB (channels.md 1.2)
KEPT_HEADERS = ("Content-Type", "X-Hub-Signature-256", "x-twitter-webhooks-signature", "User-Agent")


def store(*, channel: str, body: bytes, headers: Mapping[str, str], now: datetime) -> int:
    """Keeps the bytes and the headers that matter; returns the ledger row's id. One SQL round trip."""
    kept = {name: headers[name] for name in KEPT_HEADERS if name in headers}
    return ledger.append(channel=channel, body=body, headers=kept, now=now)
