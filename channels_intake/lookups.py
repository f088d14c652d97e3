"""The drain of lookups: what a webhook names by its id alone is asked for, and the answer goes through the ledger."""

from datetime import datetime, timedelta

from django.db import transaction

from bontang_pengaduan.lib.inbound import Message
from complaints.services.told import place_untold

from . import ledger
from .channels.errors import ChannelError
from .channels.pages import wrap_page
from .models import Lookup
from .registry import CHANNELS

BATCH = 20
LEASE = timedelta(seconds=60)
MAX_ATTEMPTS = 8  # the last one more than two hours after the first
STREAM = "told"


@transaction.atomic
def note_lookup(*, event: Message, now: datetime) -> None:
    """A row for what the provider tells on asking only. Twice is once."""
    Lookup.objects.get_or_create(
        channel=event.channel,
        account=event.account,
        external_id=event.external_id,
        defaults={"lacks": event.lacks or "", "created_at": now, "next_attempt_at": now},
    )


def look_up(*, now: datetime, limit: int = BATCH) -> int:
    """Asks for up to `limit` that are due; how many were tried. What nobody tells becomes a message without words, for
    an officer to look at."""
    tried = 0
    while tried < limit and (lookup := _claim(now)):
        _ask(lookup, now)
        tried += 1
    return tried


@transaction.atomic
def _claim(now: datetime) -> Lookup | None:
    due = Lookup.objects.filter(status=Lookup.Status.PENDING, next_attempt_at__lte=now).order_by(
        "next_attempt_at", "pk"
    )
    lookup = due.select_for_update(skip_locked=True).first()
    if lookup:
        lookup.attempts, lookup.next_attempt_at = lookup.attempts + 1, now + LEASE
        lookup.save(update_fields=["attempts", "next_attempt_at"])
    return lookup


def _ask(lookup: Lookup, now: datetime) -> None:
    ask = CHANNELS[lookup.channel].look_up
    try:
        body = ask(account=lookup.account, external_id=lookup.external_id, lacks=lookup.lacks)
    except ChannelError as error:
        _settle_error(lookup, error, now)
        return
    _store(lookup, body, now)


@transaction.atomic
def _store(lookup: Lookup, body: bytes, now: datetime) -> None:
    """The answer and that it is here, both or neither. Two who asked at once store it twice: it is taken once."""
    page = wrap_page(body, account=lookup.account, stream=f"{STREAM}:{lookup.external_id}")
    ledger.append(channel=lookup.channel, body=page, headers={}, now=now)
    Lookup.objects.filter(pk=lookup.pk).update(status=Lookup.Status.DONE, last_error="")


@transaction.atomic
def _settle_error(lookup: Lookup, error: ChannelError, now: datetime) -> None:
    pending = Lookup.objects.filter(pk=lookup.pk, status=Lookup.Status.PENDING)
    if not error.permanent and lookup.attempts < MAX_ATTEMPTS:
        pause = timedelta(minutes=2 ** (lookup.attempts - 1))
        pending.update(next_attempt_at=now + pause, last_error=str(error))
        return
    if pending.update(status=Lookup.Status.LOST, last_error=str(error)):
        place_untold(channel=lookup.channel, account=lookup.account, external_id=lookup.external_id, now=now)
