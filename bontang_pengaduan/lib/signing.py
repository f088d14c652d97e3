"""Signatures and unguessable tokens."""

import hashlib
import hmac
import secrets
from collections.abc import Iterable


def sign(body: bytes, secret: str) -> str:
    """`sha256=<hex>` over the raw bytes, as Meta writes it in X-Hub-Signature-256."""
    return "sha256=" + hmac.digest(secret.encode(), body, "sha256").hex()


def is_signed(body: bytes, header: str, app_secrets: Iterable[str]) -> bool:
    """Whether any of the secrets (two while rotating) made this signature; compared in constant time."""
    given = header.encode()
    fits = [hmac.compare_digest(sign(body, secret).encode(), given) for secret in app_secrets]
    return any(fits)


def new_token() -> str:
    """128 random bits for a public link (ASVS 11.5.1); 22 characters, safe in a URL."""
    return secrets.token_urlsafe(16)


def token_digest(token: str) -> str:
    """What the database keeps of a token: its SHA-256 in hex, from which no link can be made."""
    return hashlib.sha256(token.encode()).hexdigest()
