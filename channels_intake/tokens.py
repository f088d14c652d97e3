"""Asking the providers about our tokens, and renewing those that end after hours, outside any transaction."""

from datetime import datetime

from django.db import transaction

from .channels.errors import ChannelError, Fate
from .channels.oauth import Renewal
from .channels.tokens import TokenFacts
from .models import ChannelAccount
from .registry import CHANNELS
from .token_store import claim, keep, note_failure

Token = ChannelAccount.Token


def check_tokens(*, now: datetime) -> int:
    """Notes for each channel that is set up whether its token works and until when; how many providers answered. What
    a silent provider said last stays."""
    answered = 0
    for kind, channel in CHANNELS.items():
        if not channel.configured():
            continue
        try:
            facts = channel.read_token()
        except ChannelError:
            continue
        note_token(channel=kind, accounts=channel.accounts(), facts=facts, now=now)
        answered += 1
    return answered


def renew_tokens(*, now: datetime) -> int:
    """Renews the tokens that end soon; how many. Two at once never ask with the same refresh token."""
    renewed = 0
    for kind, channel in CHANNELS.items():
        if channel.renewal and channel.renewal.seed():
            renewed += sum(_renew(kind, account, channel.renewal, now) for account in channel.accounts())
    return renewed


def _renew(kind: str, account: str, renewal: Renewal, now: datetime) -> bool:
    row = claim(channel=kind, account=account, seed=renewal.seed(), now=now, margin=renewal.margin)
    if row is None:
        return False
    try:
        grant = renewal.renew(row.refresh_token, now)
    except ChannelError as error:
        note_failure(row=row, reason=str(error), now=now)
        if error.fate == Fate.STOP:
            note_token(channel=kind, accounts=[account], facts=TokenFacts(is_valid=False), now=now)
        return False
    is_kept = keep(row=row, grant=grant, now=now)
    # An end that is hours away is no alarm: the renewal itself is what must go on.
    facts = TokenFacts(is_valid=True, expires_at=grant.expires_at if renewal.is_told() else None)
    note_token(channel=kind, accounts=[account], facts=facts, now=now)
    return is_kept


@transaction.atomic
def note_token(*, channel: str, accounts: list[str], facts: TokenFacts, now: datetime) -> None:
    """Writes what the provider says of the token to the rows of its accounts."""
    ChannelAccount.objects.filter(channel=channel, account__in=accounts).update(
        token=Token.VALID if facts.is_valid else Token.INVALID,
        token_expires_at=facts.expires_at,
        token_checked_at=now,
    )
