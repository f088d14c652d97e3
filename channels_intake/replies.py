"""The drain of replies: one at a time by a lease, sent outside any transaction, the provider's id kept at once."""

import time
from datetime import datetime, timedelta

from django.db.models import F

from complaints.links import view_url
from complaints.models import Message, Reply, ReporterIdentifier
from complaints.services.delivery import mark_sent, release_held
from complaints.services.sending import open_gate, open_lane
from complaints.window import is_window_open

from .channels.errors import ChannelError, Fate
from .channels.outgoing import Outgoing
from .outbox import claim_next
from .registry import CHANNELS, channels_by_hand
from .settling import judge_reports, settle
from .spending import give_back, reserve

BATCH = 100
BUDGET_SECONDS = 20  # of one round; with a send's own time-out it ends before a lease does
LEASE = timedelta(seconds=60)


def send_due(*, now: datetime, limit: int = BATCH) -> int:
    """Sends up to `limit` replies that are due, in their order for each contact; returns how many were tried."""
    settle_abandoned(now=now)
    judge_reports(now=now)
    release_held(now=now)
    ends_at = time.monotonic() + BUDGET_SECONDS
    tried = 0
    while tried < limit and time.monotonic() < ends_at and (reply := claim_next(now=now, by_hand=channels_by_hand())):
        _send(reply, now)
        tried += 1
    return tried


def settle_abandoned(*, now: datetime) -> int:
    """A worker died while sending: whether the message went out is not known, and WhatsApp has no key against
    doubling. It is not sent again blindly; a delivery report settles it, or an officer does."""
    stuck = Reply.objects.filter(status=Reply.Status.SENDING, claimed_at__lt=now - LEASE)
    return stuck.update(status=Reply.Status.UNKNOWN, last_error="Pengiriman terputus, belum pasti terkirim.")


def _send(reply: Reply, now: datetime) -> None:
    conversation = reply.conversation
    if reply.form != Reply.Form.TEMPLATE and not is_window_open(conversation, now):
        words = f"Jendela {CHANNELS[conversation.channel].label} 24 jam sudah tertutup."
        settle(reply=reply, error=ChannelError(words, fate=Fate.WINDOW), now=now)
        return
    allowance = CHANNELS[conversation.channel].spending
    where = {"channel": conversation.channel, "account": conversation.account}
    if allowance and not reserve(**where, allowance=allowance, now=now):
        settle(reply=reply, error=ChannelError(allowance.sentence, fate=Fate.REFUSED), now=now)
        return
    try:
        external_id = CHANNELS[conversation.channel].send(account=conversation.account, message=_outgoing(reply))
    except ChannelError as error:
        if allowance and error.fate != Fate.UNKNOWN:
            give_back(**where, allowance=allowance, now=now)
        settle(reply=reply, error=error, now=now)
    else:
        mark_sent(reply=reply, external_id=external_id, now=now)
        open_gate(channel=conversation.channel, account=conversation.account)
        open_lane(conversation=conversation)


def _outgoing(reply: Reply) -> Outgoing:
    current = ReporterIdentifier.objects.filter(reporter=reply.conversation.reporter, valid_to=None)
    # Of a person with two phones the one that wrote last: its window is the one that is open.
    by_last_word = current.order_by(F("seen_at").asc(nulls_first=True), "valid_from")
    known = list(by_last_word.values_list("kind", "value"))
    addresses = dict(known)
    conversation = reply.conversation
    same = {"conversation": conversation, "external_id": reply.quoted_external_id}
    word = Message.objects.filter(**same).first() if conversation.is_public else None
    return Outgoing(
        reply_id=reply.pk,
        text=reply.text,
        phone=addresses.get("phone") or conversation.contact_phone or None,
        bsuid=addresses.get("bsuid"),
        account_id=_account_of(known, conversation.channel),
        form=reply.form,
        content=reply.content,
        quoted=_quoted_there(reply),
        quoted_kind=word.kind if word else "",
        thread=str(word.details.get("thread", "")) if word else "",
        is_public=conversation.is_public,
        email=conversation.contact_email,
        number=reply.complaint.number if reply.complaint else "",
        page=_page_of(reply),
    )


def _page_of(reply: Reply) -> str:
    """The case's page. Who came by an invitation that everybody can read is not shown what stood there before."""
    case = reply.complaint
    is_own = case is not None and case.reporter_id == reply.conversation.reporter_id
    return (view_url(case) or "") if case and is_own else ""


def _quoted_there(reply: Reply) -> str:
    """What it answers to, if the provider knows it: words over the link of a case were never in his hands."""
    same = {"conversation": reply.conversation, "external_id": reply.quoted_external_id}
    elsewhere = Message.objects.filter(**same).exclude(channel=reply.conversation.channel)
    return "" if reply.quoted_external_id and elsewhere.exists() else reply.quoted_external_id


def _account_of(known: list[tuple[str, str]], channel: str) -> str | None:
    """His own id on this channel: a person who was merged may have one on others too."""
    own = [value for kind, value in known if kind == "account" and value.startswith(f"{channel}:")]
    return own[-1] if own else None
