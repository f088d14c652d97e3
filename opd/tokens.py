"""Tokens of the API: made, found, ended."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from bontang_pengaduan.lib.signing import token_digest

from .models import ApiToken, Scope, User

PREFIX = "btg_"  # lets scanners for leaked secrets know ours
DEFAULT_DAYS = 365
MAX_DAYS = 3650
USE_NOTED_EVERY = timedelta(minutes=1)  # one write a minute at most, however many requests come


class TokenError(Exception):
    """A token that cannot be made as asked; `str()` is the reason."""


@transaction.atomic
def create_token(*, user: User, scopes: Iterable[str], days: int, now: datetime) -> tuple[ApiToken, str]:
    """Makes a token for `days` days. The text that is returned with it is the only copy.

    Raises TokenError for no scope, an unknown one, or a length outside 1 to MAX_DAYS.
    """
    wanted = sorted(set(scopes))
    unknown = [scope for scope in wanted if scope not in Scope.values]
    if unknown:
        raise TokenError(f"Unknown scope: {', '.join(unknown)}. There are {', '.join(Scope.values)}.")
    if not wanted:
        raise TokenError(f"Name at least one scope. There are {', '.join(Scope.values)}.")
    if not 1 <= days <= MAX_DAYS:
        raise TokenError(f"A token lasts 1 to {MAX_DAYS} days, not {days}.")
    text = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user=user, digest=token_digest(text), scopes=wanted, created_at=now, expires_at=now + timedelta(days=days)
    )
    return token, text


@transaction.atomic
def revoke_token(*, token: ApiToken, now: datetime) -> bool:
    """Ends a token at once. False when it had been ended before."""
    return ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now) == 1


def find_token(text: str, now: datetime) -> ApiToken | None:
    """The token in force with this text, and its user; None for a wrong, ended or expired one or a user shut out."""
    tokens = ApiToken.objects.filter(revoked_at=None, expires_at__gt=now, user__is_active=True)
    return tokens.select_related("user").filter(digest=token_digest(text)).first()


def note_use(*, token: ApiToken, now: datetime) -> None:
    """Keeps when the token was last used, to the minute.

    One conditional statement at most: a transaction around it would add two round trips to every request.
    """
    if token.last_used_at and token.last_used_at > now - USE_NOTED_EVERY:
        return
    stale = Q(last_used_at=None) | Q(last_used_at__lte=now - USE_NOTED_EVERY)
    ApiToken.objects.filter(stale, pk=token.pk).update(last_used_at=now)
