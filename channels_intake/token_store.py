"""The tokens that end after hours: read where they are needed, renewed by one at a time, and kept at once.

No request is sent inside a transaction, so the row is taken by a lease instead of a lock that is held.
"""

from datetime import datetime, timedelta

from django.db import OperationalError, connection, transaction

from .channels.oauth import Grant
from .channels.shapes import digest
from .models import AccessToken

LEASE = timedelta(seconds=60)  # longer than a request may take
RETRY = timedelta(minutes=5)  # after a failure


def stored_token(channel: str, account: str) -> str:
    """The token that this account speaks with; empty before the first renewal."""
    row = AccessToken.objects.filter(channel=channel, account=account).only("access_token").first()
    return row.access_token if row else ""


def stored_expiry(channel: str, account: str) -> datetime | None:
    """When that token ends; None before the first renewal."""
    row = AccessToken.objects.filter(channel=channel, account=account).only("expires_at").first()
    return row.expires_at if row else None


@transaction.atomic
def claim(
    *, channel: str, account: str, seed: str, now: datetime, margin: timedelta = timedelta(minutes=20)
) -> AccessToken | None:
    """The account's row by a lease when its token ends within `margin`; None when it does not or another renews it.

    A refresh token in the settings that was not there before replaces the one that was kept: a person has granted
    access anew.
    """
    AccessToken.objects.get_or_create(
        channel=channel, account=account, defaults={"refresh_token": seed, "seed": digest(seed)}
    )
    row = AccessToken.objects.select_for_update().get(channel=channel, account=account)
    if row.seed != digest(seed):
        row.refresh_token, row.seed, row.expires_at, row.renewing_until = seed, digest(seed), None, None
    is_fresh = row.expires_at is not None and row.expires_at > now + margin
    if is_fresh or (row.renewing_until and row.renewing_until > now):
        return None
    row.renewing_until = now + LEASE
    row.save(update_fields=["refresh_token", "seed", "expires_at", "renewing_until"])
    return row


def keep(*, row: AccessToken, grant: Grant, now: datetime) -> bool:
    """Stores what the renewal gave; False when the refresh token that it was asked with is not the row's any more.

    Whoever renewed has the only refresh token that still works, so it is stored also after the lease, and once more
    over a new connection when the first one died meanwhile.
    """
    try:
        return _store(row, grant, now)
    except OperationalError:
        connection.close()
        return _store(row, grant, now)


def note_failure(*, row: AccessToken, reason: str, now: datetime) -> None:
    """The token stays as it is and is tried again after RETRY."""
    AccessToken.objects.filter(pk=row.pk, refresh_token=row.refresh_token).update(
        trouble=reason[:300], renewing_until=now + RETRY
    )


@transaction.atomic
def _store(row: AccessToken, grant: Grant, now: datetime) -> bool:
    same = AccessToken.objects.filter(pk=row.pk, refresh_token=row.refresh_token)
    return bool(
        same.update(
            access_token=grant.access_token,
            refresh_token=grant.refresh_token,
            expires_at=grant.expires_at,
            renewing_until=None,
            renewed_at=now,
            trouble="",
        )
    )
