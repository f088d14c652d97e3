"""What the page of the channels shows: a card for each account, and the channels that are not set up."""

from dataclasses import replace
from datetime import datetime

from django.db.models import Prefetch

from .health import configured_accounts
from .health_words import Card, make_card
from .models import ChannelAccount, ChannelAlarm
from .pull_words import pull_facts
from .registry import CHANNELS


def list_cards(now: datetime) -> list[Card]:
    """The accounts with their standing alarms, those in use first."""
    in_use = configured_accounts()
    standing = Prefetch("alarms", ChannelAlarm.objects.filter(ended_at=None).order_by("began_at"), to_attr="standing")
    pulls = pull_facts(now)
    cards = []
    for account in ChannelAccount.objects.prefetch_related(standing):
        key = (account.channel, account.account)
        card = make_card(account, account.standing, now, is_configured=key in in_use)
        cards.append(replace(card, facts=card.facts + pulls.get(key, [])))
    return sorted(cards, key=lambda card: card.tone == "off")


def unconfigured_channels() -> list[str]:
    """The labels of the channels without credentials."""
    return [channel.label for channel in CHANNELS.values() if not (channel.configured() or channel.closed)]


def closed_channels() -> list[tuple[str, str]]:
    """Label and reason of the channels that nobody can set up yet."""
    return [(channel.label, channel.closed) for channel in CHANNELS.values() if channel.closed]
