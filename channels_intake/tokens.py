"""Asking the providers about our tokens, outside any transaction."""

from datetime import datetime

from django.db import transaction

from .channels.errors import ChannelError
from .channels.tokens import TokenFacts
from .models import ChannelAccount
from .registry import CHANNELS

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


@transaction.atomic
def note_token(*, channel: str, accounts: list[str], facts: TokenFacts, now: datetime) -> None:
    """Writes what the provider says of the token to the rows of its accounts."""
    ChannelAccount.objects.filter(channel=channel, account__in=accounts).update(
        token=Token.VALID if facts.is_valid else Token.INVALID,
        token_expires_at=facts.expires_at,
        token_checked_at=now,
    )
