"""Asking the channels that do not push: one page at a time by a lease, each page and its cursor in one transaction.

Whatever is interrupted is asked for again from where the cursor stands, and what comes twice is taken once.
"""

import random
import time
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Greatest
from django.urls import reverse

from bontang_pengaduan.lib.clock import WITA
from opd.models import Role, User
from opd.notices import notify

from . import ledger
from .channels.pages import wrap_page
from .channels.pulling import Page, Position, Pull, PullRefusedError, Refusal
from .channels.shapes import digest
from .models import ChannelAccount, PullCursor
from .registry import CHANNELS

MAX_PAGES = 20  # of one run
BUDGET_SECONDS = 20
LEASE = timedelta(seconds=60)  # longer than a request may take
FIRST_REACH = timedelta(hours=24)  # how far back a new channel is read: older words expect no answer any more
SPENT_PAUSE = timedelta(hours=1)
LONGEST_PAUSE = timedelta(hours=6)


def pull_due(*, now: datetime) -> int:
    """Fetches what is due, page by page; how many pages were stored. Two at once never have the same stream."""
    ensure_cursors(now=now)
    ends_at = time.monotonic() + BUDGET_SECONDS
    stored = 0
    while stored < MAX_PAGES and time.monotonic() < ends_at and (cursor := claim(now=now)):
        stored += _advance(cursor, now)
    return stored


@transaction.atomic
def ensure_cursors(*, now: datetime) -> None:
    """A cursor for each stream that is set up here; one that is there stays as it is."""
    missing = set(_streams()) - set(PullCursor.objects.values_list("channel", "account", "stream"))
    PullCursor.objects.bulk_create(
        [
            PullCursor(channel=kind, account=account, stream=stream, begin_at=now - FIRST_REACH, next_allowed_at=now)
            for kind, account, stream in sorted(missing)
        ],
        ignore_conflicts=True,
    )


@transaction.atomic
def claim(*, now: datetime) -> PullCursor | None:
    """The next cursor that is due, by a lease, and what its page may cost set aside; None when none is due or has
    anything left to spend."""
    for cursor in _due(now).select_for_update(skip_locked=True).order_by("next_allowed_at", "pk"):
        if not _set_aside(cursor, _pull_of(cursor), now):
            continue
        cursor.claimed_until = now + LEASE
        cursor.save(update_fields=["claimed_until", "period", "spent"])
        return cursor
    return None


def _streams() -> Iterator[tuple[str, str, str]]:
    for kind, channel in CHANNELS.items():
        for account, stream in channel.pull.streams() if channel.pull else []:
            yield kind, account, stream


def _due(now: datetime) -> QuerySet[PullCursor]:
    in_use = Q(pk__in=[])
    for kind, account, stream in _streams():
        in_use |= Q(channel=kind, account=account, stream=stream)
    is_free = Q(claimed_until=None) | Q(claimed_until__lte=now)
    return PullCursor.objects.filter(in_use, is_free, next_allowed_at__lte=now)


def _pull_of(cursor: PullCursor) -> Pull:
    pull = CHANNELS[cursor.channel].pull
    if pull is None:
        raise LookupError(f"{cursor.channel} is not asked")
    return pull


def _set_aside(cursor: PullCursor, pull: Pull, now: datetime) -> bool:
    """Counts the largest page before it is asked for, so that no crash makes us pay more than we may."""
    allowance = pull.allowance
    if allowance is None:
        return True
    period, largest = allowance.period(now), allowance.largest()
    if cursor.period != period:
        cursor.period, cursor.spent = period, 0
    if cursor.spent + largest > allowance.limit(cursor.stream):
        cursor.next_allowed_at, cursor.trouble = now + SPENT_PAUSE, allowance.sentence
        cursor.save(update_fields=["period", "spent", "next_allowed_at", "trouble"])
        _tell(cursor, allowance.sentence, f"spent:{period}", now)
        return False
    cursor.spent += largest
    return True


def _advance(cursor: PullCursor, now: datetime) -> int:
    pull = _pull_of(cursor)
    position = Position(begin_at=cursor.begin_at, high=cursor.high, page_token=cursor.page_token)
    try:
        page = pull.fetch(cursor.account, cursor.stream, position, now)
    except PullRefusedError as error:
        _note_refusal(cursor, pull, error.refusal, now)
        return 0
    return _store(cursor, pull, page, now)


@transaction.atomic
def _store(cursor: PullCursor, pull: Pull, page: Page, now: datetime) -> int:
    """The page and how far we are, both or neither. The mark moves with the last page of the round.

    The overlap brings the same bytes again as long as nobody writes; they are in the ledger already.
    """
    if not _own(cursor):
        return 0
    body = wrap_page(page.body, account=cursor.account, stream=page.stream or cursor.stream, since=cursor.begin_at)
    last_page = digest(body)
    if page.count and last_page != cursor.last_page:
        ledger.append(channel=cursor.channel, body=body, headers={}, now=now)
    first_high = cursor.round_high or page.high
    is_last = not page.next_token
    # A page without an end may have been cut: the rest is asked for at once.
    pause = pull.every * _jitter() if is_last else timedelta(0)
    PullCursor.objects.filter(pk=cursor.pk).update(
        high=(first_high or cursor.high) if is_last else cursor.high,
        round_high="" if is_last else first_high,
        page_token=page.next_token,
        last_page=last_page,
        next_allowed_at=max(now + pause, page.next_allowed_at or now),
        claimed_until=None,
        spent=F("spent") + _cost_beyond(pull, page.cost),
        failures=0,
        trouble="",
        last_success_at=now,
    )
    # An empty answer is a sign of life too: silence of a stream that is asked means that asking fails.
    account = ChannelAccount.objects.filter(channel=cursor.channel, account=cursor.account)
    account.update(last_event_at=Greatest(F("last_event_at"), now))
    return 1


@transaction.atomic
def _note_refusal(cursor: PullCursor, pull: Pull, refusal: Refusal, now: datetime) -> None:
    """Nobody asks before the moment that was named; after a dead token or a used-up quota longer each time."""
    if not _own(cursor):
        return
    failures = cursor.failures + 1
    pause = (refusal.until - now) * _jitter() + timedelta(seconds=random.uniform(0, 5))  # noqa: S311 - no secret
    if refusal.kind != "rate_limited":
        pause = min(pause * 2 ** min(failures - 1, 8), LONGEST_PAUSE)
    changes: dict[str, object] = {}
    if refusal.kind == "stale_page":
        # The round begins anew from the mark; what it had stored comes twice and is taken once.
        changes = {"page_token": "", "round_high": ""}
    PullCursor.objects.filter(pk=cursor.pk).update(
        next_allowed_at=max(refusal.until, now + pause),
        claimed_until=None,
        failures=failures,
        trouble=refusal.sentence,
        spent=F("spent") + _cost_beyond(pull, 0),
        **changes,
    )
    if refusal.kind in ("auth_failed", "capped"):
        _tell(cursor, refusal.sentence, f"{refusal.kind}:{now.astimezone(WITA):%Y-%m-%d}", now)


def _own(cursor: PullCursor) -> bool:
    """Whether the lease is still ours; the row is locked then."""
    return (
        PullCursor.objects.select_for_update().filter(pk=cursor.pk, claimed_until=cursor.claimed_until).first()
        is not None
    )


def _cost_beyond(pull: Pull, cost: float) -> float:
    """What a page cost, less what was set aside for it."""
    return cost - pull.allowance.largest() if pull.allowance else 0.0


def _jitter() -> float:
    # It spreads the workers and keeps no secret.
    return random.uniform(1.0, 1.2)  # noqa: S311


def _tell(cursor: PullCursor, sentence: str, cause: str, now: datetime) -> None:
    label = CHANNELS[cursor.channel].label
    notify(
        recipients=User.objects.filter(memberships__role=Role.ADMIN, is_active=True),
        subject=f"{label} tidak dapat diambil",
        body=f"{sentence} Pesan warga dari {label} tertahan di penyedia selama itu.",
        url=reverse("channel_list"),
        dedupe_key=f"pull:{cursor.pk}:{cause}",
        now=now,
    )
