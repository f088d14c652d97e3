"""Facebook and Instagram at the door they share: handshake and signature (channels.md 2.1)."""

import hmac
from collections.abc import Mapping
from typing import IO

from django.conf import settings

from bontang_pengaduan.lib.signing import is_signed

from ..links import download_link
from .access import has_token
from .reading import FACEBOOK, INSTAGRAM, TAGGED


def verify(body: bytes, headers: Mapping[str, str]) -> bool:
    """Whether one of our app secrets signed these very bytes."""
    return is_signed(body, headers.get("X-Hub-Signature-256", ""), settings.META_APP_SECRETS)


def handshake(query: Mapping[str, str]) -> str | None:
    """The challenge to answer with, or None when the token is not ours."""
    given, ours = query.get("hub.verify_token", ""), settings.META_VERIFY_TOKEN
    is_ours = bool(ours) and hmac.compare_digest(given.encode(), ours.encode())
    return query.get("hub.challenge", "") if is_ours and query.get("hub.mode") == "subscribe" else None


def facebook_accounts() -> list[str]:
    """The Page that is set up here."""
    return [settings.FACEBOOK_PAGE_ID] if settings.META_APP_SECRETS and settings.FACEBOOK_PAGE_ID else []


def is_facebook_configured() -> bool:
    """Whether the Page's messages can come in."""
    return bool(facebook_accounts())


def instagram_accounts() -> list[str]:
    """The professional account that is set up here."""
    return [settings.INSTAGRAM_ACCOUNT_ID] if settings.META_APP_SECRETS and settings.INSTAGRAM_ACCOUNT_ID else []


def is_instagram_configured() -> bool:
    """Whether the account's messages can come in."""
    return bool(instagram_accounts())


def facebook_streams() -> list[tuple[str, str]]:
    """The Page's feed and its mentions elsewhere, if there is a token to ask with."""
    lists = (FACEBOOK.stream, TAGGED.stream) if has_token("facebook") else ()
    return [(account, stream) for account in facebook_accounts() for stream in lists]


def instagram_streams() -> list[tuple[str, str]]:
    """The account's posts, if there is a token to ask with."""
    return [(account, INSTAGRAM.stream) for account in instagram_accounts()] if has_token("instagram") else []


def download(*, account: str, media_id: str, into: IO[bytes], limit: int) -> None:
    """A file of a direct message or a comment: its id is a signed address, without a token. Raises ChannelError."""
    download_link(media_id, hosts=settings.META_MEDIA_HOSTS, into=into, limit=limit)
