"""How each account fares, measured once a minute from the rows that the drains work on."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, Min, Q, QuerySet

from complaints.models import Attachment, Reply, SendingGate

from .models import ChannelAccount, InboundRequest
from .registry import CHANNELS, source_of

Key = tuple[str, str]  # channel, account

WINDOW = timedelta(hours=1)  # in which failed sends are counted
CONVERSATION = ("conversation__channel", "conversation__account")
GONE = (Reply.Status.SENT, Reply.Status.DELIVERED, Reply.Status.READ)
# It waits for another try after a refusal.
REFUSED = Q(status=Reply.Status.PENDING) & ~Q(last_error="")
FAILED = Q(status__in=[Reply.Status.FAILED, Reply.Status.UNKNOWN]) | REFUSED
MEASURED = (
    *("last_sent_at", "tried", "failed", "dead", "oldest_request_at", "oldest_reply_at", "oldest_file_at"),
    *("stopped_at", "stop_reason", "measured_at"),
)


def configured_accounts() -> set[Key]:
    """The accounts that are set up here: of these alone silence is an alarm."""
    return {(kind, account) for kind, channel in CHANNELS.items() for account in channel.accounts()}


@transaction.atomic
def measure(*, now: datetime) -> int:
    """Brings the row of every account up to date; how many there are. An account that is set up has one even when
    nothing was ever heard of it."""
    ChannelAccount.objects.bulk_create(
        [ChannelAccount(channel=kind, account=name, watched_since=now) for kind, name in sorted(configured_accounts())],
        ignore_conflicts=True,
    )
    accounts = list(ChannelAccount.objects.select_for_update())
    _measure_queues(accounts, now)
    _measure_sending(accounts, now)
    for account in accounts:
        account.measured_at = now
    ChannelAccount.objects.bulk_update(accounts, MEASURED)
    return len(accounts)


def _measure_queues(accounts: Iterable[ChannelAccount], now: datetime) -> None:
    waiting = InboundRequest.objects.filter(status=InboundRequest.Status.PENDING).order_by()
    requests = dict(waiting.values_list("channel").annotate(Min("received_at")))
    dead = InboundRequest.objects.filter(status=InboundRequest.Status.DEAD).order_by()
    shelved = dict(dead.values_list("channel").annotate(Count("pk")))
    oldest_replies = _oldest(_due_replies(now), *CONVERSATION, since="next_attempt_at")
    pending = Attachment.objects.filter(status=Attachment.Status.PENDING)
    oldest_files = _oldest(pending, "channel", "account", since="created_at")
    for account in accounts:
        key = (account.channel, account.account)
        account.oldest_request_at = requests.get(source_of(account.channel))
        account.dead = shelved.get(source_of(account.channel), 0)
        account.oldest_reply_at = oldest_replies.get(key)
        account.oldest_file_at = oldest_files.get(key)


def _due_replies(now: datetime) -> QuerySet[Reply]:
    """Those that nothing but the drain keeps waiting: neither a pause after a refusal nor a contact with too many."""
    waiting = Reply.objects.filter(status__in=[Reply.Status.PENDING, Reply.Status.SENDING], next_attempt_at__lte=now)
    return waiting.exclude(conversation__lane__blocked_until__gt=now)


def _oldest(rows: "QuerySet[Any]", channel: str, account: str, *, since: str) -> dict[Key, datetime]:
    found = rows.order_by().values_list(channel, account).annotate(Min(since))
    return {(kind, name): at for kind, name, at in found}


def _measure_sending(accounts: Iterable[ChannelAccount], now: datetime) -> None:
    hour_ago = now - WINDOW
    # Further back after a pause of the measuring, or the last success of that time would be missed.
    since = min([hour_ago, *(account.measured_at for account in accounts if account.measured_at)])
    recent = Q(claimed_at__gt=hour_ago)
    rows = Reply.objects.filter(claimed_at__gt=since).order_by().values_list(*CONVERSATION)
    counted = rows.annotate(
        tried=Count("pk", filter=recent & (Q(status__in=GONE) | FAILED)),
        failed=Count("pk", filter=recent & FAILED),
        last=Max("sent_at"),
    )
    sending = {(kind, name): (tried, failed, last) for kind, name, tried, failed, last in counted}
    gates = {(gate.channel, gate.account): gate for gate in SendingGate.objects.all()}
    for account in accounts:
        key = (account.channel, account.account)
        account.tried, account.failed, last = sending.get(key, (0, 0, None))
        account.last_sent_at = max(filter(None, (account.last_sent_at, last)), default=None)
        gate = gates.get(key)
        account.stopped_at = gate.stopped_at if gate else None
        account.stop_reason = gate.stop_reason if gate else ""
