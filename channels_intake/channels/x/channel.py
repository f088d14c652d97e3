"""X at the door: the challenge, the signature, and whether it is set up (channels.md 2.4)."""

import base64
import hmac
import json
from collections.abc import Mapping
from typing import IO

from django.conf import settings

from ..links import download_link
from .token import has_token

HEADER = "x-twitter-webhooks-signature"


def verify(body: bytes, headers: Mapping[str, str]) -> bool:
    """Whether our consumer secret signed these very bytes."""
    given = headers.get(HEADER, "").encode()
    fits = [hmac.compare_digest(sign(body, secret).encode(), given) for secret in settings.X_CLIENT_SECRETS]
    return any(fits)


def handshake(query: Mapping[str, str]) -> str | None:
    """The answer to the hourly challenge (CRC), or None without one."""
    token = query.get("crc_token", "")
    if not token or not settings.X_CLIENT_SECRETS:
        return None
    return json.dumps({"response_token": sign(token.encode(), settings.X_CLIENT_SECRETS[0])})


def sign(body: bytes, secret: str) -> str:
    """`sha256=<base64>`, as X writes it."""
    return "sha256=" + base64.b64encode(hmac.digest(secret.encode(), body, "sha256")).decode()


def is_configured() -> bool:
    """Whether mentions can come in."""
    return bool(settings.X_USER_ID and (settings.X_CLIENT_SECRETS or has_token()))


def accounts() -> list[str]:
    """The account that is set up here."""
    return [settings.X_USER_ID] if is_configured() else []


def download(*, account: str, media_id: str, into: IO[bytes], limit: int) -> None:
    """A picture of a post: its id is its address. Raises ChannelError."""
    download_link(media_id, hosts=settings.X_MEDIA_HOSTS, into=into, limit=limit)
