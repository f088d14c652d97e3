"""When each account was last heard of: noted once for a batch of ledger rows, never in the webhook."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection

from bontang_pengaduan.lib.inbound import Event, Message, Problem, Signal

from .models import ChannelAccount

TABLE = ChannelAccount._meta.db_table
# About the business account and not about one number, or from a past that says nothing of today.
NO_SIGN_OF_LIFE = ("ops_alert", "ignore", "quarantine")

_NOTE = (
    f"INSERT INTO {TABLE} AS known (channel, account, watched_since, last_event_at, last_message_at) "  # noqa: S608
    "VALUES (%s, %s, %s, %s, %s) ON CONFLICT (channel, account) DO UPDATE SET "
    "last_event_at = greatest(known.last_event_at, excluded.last_event_at), "
    "last_message_at = greatest(known.last_message_at, excluded.last_message_at)"
)


def note_arrivals(*, arrived: Iterable[tuple[Event, datetime]], now: datetime) -> None:
    """Moves the times of the accounts forward, never back: of any event, and of a citizen's message.

    `arrived` are events with the moment at which the webhook took them. One statement for each account.
    """
    events: dict[tuple[str, str], datetime] = {}
    messages: dict[tuple[str, str], datetime] = {}
    for event, at in arrived:
        if not _is_sign_of_life(event):
            continue
        key = (event.channel, event.account)
        events[key] = max(events.get(key, at), at)
        if isinstance(event, Message):
            messages[key] = max(messages.get(key, at), at)
    with connection.cursor() as cursor:
        # In a fixed order: two workers at once must not wait for each other.
        for key in sorted(events):
            cursor.execute(_NOTE, [*key, now, events[key], messages.get(key)])


def _is_sign_of_life(event: Event) -> bool:
    if not event.account or isinstance(event, Problem):
        return False
    return not (isinstance(event, Signal) and event.action in NO_SIGN_OF_LIFE)
