"""Identifiers in the provider's form."""

import base64
import secrets


def new_wamid(digits: str) -> str:
    """A message id that no other message has: base64 around the phone's digits and 80 random bits."""
    nonce = secrets.token_hex(10).upper().encode()
    packed = b"\x1d\x0d\x18" + bytes([len(digits)]) + digits.encode() + b"\x15\x02\x00\x12\x18\x14" + nonce + b"\x00"
    return "wamid." + base64.b64encode(packed).decode()


def new_bsuid() -> str:
    """A business-scoped user id of an Indonesian user."""
    return f"ID.{secrets.randbelow(10**20):020d}"


def new_media_id() -> str:
    """A media id: digits only."""
    return str(900_000_000_000_000 + secrets.randbelow(10**14))
