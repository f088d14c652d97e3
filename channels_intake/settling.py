"""What follows from a refusal, whether it came as an answer or later in a delivery report: one row for each fate."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction

from complaints.models import Reply
from complaints.services.delivery import hold, mark_failed, mark_unknown, put_back
from complaints.services.sending import (
    block_contact,
    mark_unreachable,
    open_gate,
    report_wrong_message,
    slow_down,
    stop_sending,
)

from .channels.errors import ChannelError, Fate
from .registry import CHANNELS

MAX_ATTEMPTS = 6  # of a message whose refusals count
MAX_UPLOADS = 3  # of a file that the provider does not take
WORKING = frozenset({Fate.PAIR, Fate.WINDOW, Fate.UNREACHABLE, Fate.REFUSED, Fate.BUG, Fate.MEDIA})
JUDGED = 50  # reports in one round


@transaction.atomic
def settle(*, reply: Reply, error: ChannelError, now: datetime) -> None:
    """Does to message, contact and account what the refusal's fate demands."""
    if error.fate in WORKING and error.code and reply.status == Reply.Status.SENDING:
        # The provider looked at the message itself, so the account works.
        open_gate(channel=reply.conversation.channel, account=reply.conversation.account)
    _HANDLERS[error.fate](reply, error, now)


@transaction.atomic
def judge_reports(*, now: datetime) -> int:
    """Acts on the failures that came in delivery reports; how many. Until then the reply counts as failed."""
    rows = Reply.objects.filter(reported_code__isnull=False).select_related("conversation", "complaint")
    reported = list(rows.select_for_update(of=("self",), skip_locked=True)[:JUDGED])
    for reply in reported:
        refusal = CHANNELS[reply.conversation.channel].read_code(reply.reported_code or 0)
        Reply.objects.filter(pk=reply.pk).update(reported_code=None)
        settle(reply=reply, error=ChannelError(refusal.meaning, code=reply.error_code or 0, fate=refusal.fate), now=now)
    return len(reported)


def _stop(reply: Reply, error: ChannelError, now: datetime) -> None:
    channel, account = reply.conversation.channel, reply.conversation.account
    stop_sending(channel=channel, account=account, reason=str(error), code=error.code, now=now)
    _wait_with_the_queue(reply, error, now)


def _slow(reply: Reply, error: ChannelError, now: datetime) -> None:
    # Jitter spreads the workers, it keeps no secret.
    jitter = random.uniform(0.5, 1.5)  # noqa: S311
    slow_down(channel=reply.conversation.channel, account=reply.conversation.account, jitter=jitter, now=now)
    _wait_with_the_queue(reply, error, now)


def _pair(reply: Reply, error: ChannelError, now: datetime) -> None:
    block_contact(conversation=reply.conversation, now=now)
    _wait_with_the_queue(reply, error, now)


def _transient(reply: Reply, error: ChannelError, now: datetime) -> None:
    _try_again(reply, error, now, MAX_ATTEMPTS)


def _media(reply: Reply, error: ChannelError, now: datetime) -> None:
    # Each attempt uploads the file anew.
    _try_again(reply, error, now, MAX_UPLOADS)


def _window(reply: Reply, error: ChannelError, now: datetime) -> None:
    if reply.form == Reply.Form.TEMPLATE:
        # A template needs no window: something else is wrong.
        _refused(reply, error, now)
        return
    hold(reply=reply, reason=str(error), code=error.code or None, now=now)


def _unreachable(reply: Reply, error: ChannelError, now: datetime) -> None:
    mark_unreachable(conversation=reply.conversation, now=now)
    _refused(reply, error, now)


def _bug(reply: Reply, error: ChannelError, now: datetime) -> None:
    report_wrong_message(reply_id=reply.pk, reason=str(error), code=error.code, now=now)
    _refused(reply, error, now)


def _refused(reply: Reply, error: ChannelError, now: datetime) -> None:
    mark_failed(reply=reply, reason=str(error), code=error.code, now=now)


def _unknown(reply: Reply, error: ChannelError, now: datetime) -> None:
    mark_unknown(reply=reply, reason=str(error))


def _wait_with_the_queue(reply: Reply, error: ChannelError, now: datetime) -> None:
    if reply.status != Reply.Status.FAILED:
        put_back(reply=reply, at=now, reason=str(error), code=error.code, now=now, is_counted=False)
        return
    # Taken first and refused by report: it counts, or it would go round for ever.
    _try_again(reply, error, now, MAX_ATTEMPTS)


def _try_again(reply: Reply, error: ChannelError, now: datetime, limit: int) -> None:
    if reply.attempts >= limit:
        _refused(reply, error, now)
        return
    at = now + timedelta(seconds=5 * 4 ** max(reply.attempts - 1, 0))
    put_back(reply=reply, at=at, reason=str(error), code=error.code, now=now)


_HANDLERS: dict[Fate, Callable[[Reply, ChannelError, datetime], None]] = {
    Fate.STOP: _stop,
    Fate.SLOW: _slow,
    Fate.PAIR: _pair,
    Fate.TRANSIENT: _transient,
    Fate.WINDOW: _window,
    Fate.UNREACHABLE: _unreachable,
    Fate.REFUSED: _refused,
    Fate.BUG: _bug,
    Fate.MEDIA: _media,
    Fate.UNKNOWN: _unknown,
}
