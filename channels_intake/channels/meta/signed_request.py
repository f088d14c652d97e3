"""Reads a `signed_request`, by which Meta tells of a person who wants his data deleted or takes a permission back
(channels.md 2.1). Pure."""

import base64
import binascii
import hmac
from collections.abc import Iterable

from ..shapes import Json, as_dict, as_text, load

LONGEST = 4000  # characters


def read_signed_request(text: str, secrets: Iterable[str]) -> Json | None:
    """What one of our app secrets signed; None for anything else. The signature covers the encoded part, and it is
    compared in constant time."""
    signature, _, payload = text[:LONGEST].partition(".")
    given = _decode(signature)
    fits = [hmac.compare_digest(hmac.digest(secret.encode(), payload.encode(), "sha256"), given) for secret in secrets]
    if not any(fits):
        return None
    try:
        facts = as_dict(load(_decode(payload)))
    except (ValueError, RecursionError):
        return None
    return facts if as_text(facts.get("algorithm"), 20) == "HMAC-SHA256" else None


def _decode(text: str) -> bytes:
    """Base64 for addresses, without its padding; nothing when it is none."""
    try:
        return base64.urlsafe_b64decode(text.encode("ascii", "replace") + b"=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        return b""
