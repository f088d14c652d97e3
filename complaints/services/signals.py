"""What channels report beside messages: delivery states, reactions, identity changes, our own words seen outside."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from bontang_pengaduan.lib import inbound
from bontang_pengaduan.lib.text import clean

from ..models import Conversation, Message, Reply, ReplyStatus
from ..queries import own_cases
from ..workflow import OPEN
from .archiving import receive_history
from .conversations import conversation_towards
from .delivery import ON_ITS_WAY, apply_status, mark_sent
from .identity import change_identifier, release_phone
from .sifting import keep_post

CLOCKS_APART = timedelta(minutes=1)  # between ours and a provider's that counts whole seconds


@transaction.atomic
def receive_signal(*, event: inbound.Signal, now: datetime) -> None:
    """Takes a signal in. Never opens a complaint."""
    if event.kind == "status":
        _keep_status(event, now)
    elif event.kind == "watermark":
        _keep_watermark(event, now)
    elif event.kind == "reaction":
        Message.objects.filter(
            channel=event.channel, account=event.account, external_id=event.target_external_id
        ).update(reaction=event.data.get("emoji") or "")
    elif event.kind == "user_changed_number":
        _change("phone", event.data.get("old_phone"), event.data.get("new_phone"), now)
        _change("bsuid", event.data.get("previous_bsuid"), event.data.get("new_bsuid"), now)
    elif event.kind == "user_changed_user_id":
        _change("bsuid", event.data.get("previous_bsuid"), event.data.get("new_bsuid"), now)
    elif event.kind == "customer_identity_changed":
        release_phone(phone=event.data.get("old_phone"), now=now)
    elif event.kind == "history":
        receive_history(event=event, now=now)
    elif event.kind == "echo":
        _record_outbound(event, now)


def _keep_status(event: inbound.Signal, now: datetime) -> None:
    status = ReplyStatus.objects.create(
        reply=_reply_of(event),
        channel=event.channel,
        account=event.account,
        external_id=event.target_external_id or "",
        status=str(event.data.get("status", ""))[:20],
        at=event.at,
        error_codes=event.data.get("error_codes", []),
        error_text=_error_text(event),
    )
    if status.reply:
        apply_status(reply=status.reply, status=status, now=now)


def _keep_watermark(event: inbound.Signal, now: datetime) -> None:
    """What was said to this citizen alone up to that moment has arrived, or was read: a report for each."""
    whose = {
        "conversation__channel": event.channel,
        "conversation__account": event.account,
        "conversation__reporter__identifiers__value": event.sender.account_id if event.sender else None,
        "conversation__reporter__identifiers__valid_to": None,
    }
    alone = Q(conversation__is_public=False) | Q(form=Reply.Form.PRIVATE)
    lower = ON_ITS_WAY if event.data.get("status") == "delivered" else (*ON_ITS_WAY, Reply.Status.DELIVERED)
    # A second more: the provider's moment has no fractions here.
    until = event.at + timedelta(seconds=1)
    for reply in Reply.objects.filter(alone, status__in=lower, sent_at__lte=until, **whose).exclude(external_id=""):
        status = ReplyStatus.objects.create(
            reply=reply,
            channel=event.channel,
            account=event.account,
            external_id=reply.external_id,
            status=str(event.data.get("status", ""))[:20],
            at=event.at,
        )
        apply_status(reply=reply, status=status, now=now)


def _reply_of(event: inbound.Signal) -> Reply | None:
    """By the provider's id, or by our own row id that we sent along (the report may outrun the answer)."""
    replies = Reply.objects.filter(conversation__channel=event.channel, conversation__account=event.account)
    ours = str(event.data.get("callback_data") or "")
    found = replies.filter(external_id=event.target_external_id).exclude(external_id="").first()
    return found or (replies.filter(pk=int(ours)).first() if ours.isdecimal() and len(ours) < 18 else None)


def _error_text(event: inbound.Signal) -> str:
    titles = [str(error.get("title", "")) for error in event.data.get("errors", []) if isinstance(error, dict)]
    return clean("; ".join(filter(None, titles)))


def _change(kind: str, old: str | None, new: str | None, now: datetime) -> None:
    if old and new:
        change_identifier(kind=kind, old=old, new=new, now=now)


def _addressed(event: inbound.Signal, now: datetime) -> Conversation | None:
    """With whom the city spoke: the one it wrote to, in public the one whose words it answered."""
    if event.data.get("is_public"):
        same = {"channel": event.channel, "account": event.account, "external_id": event.data.get("answers")}
        answered = Message.objects.filter(**same).select_related("conversation__reporter").first()
        return answered.conversation if answered else None
    names = {name: event.data.get(f"to_{name}") for name in ("phone", "bsuid", "account_id")}
    if not any(names.values()):
        return None
    recipient = inbound.Sender(**names)
    return conversation_towards(channel=event.channel, account=event.account, recipient=recipient, now=now)


def _is_ours(event: inbound.Signal) -> bool:
    """A reply that was sent from here comes back as an echo on some channels, and is a row already."""
    sent = Reply.objects.filter(conversation__channel=event.channel, conversation__account=event.account)
    return sent.filter(external_id=event.external_id).exists()


def _is_ours_after_all(event: inbound.Signal, conversation: Conversation) -> bool:
    """A reply whose answer never came, or is outrun by its echo: settled by our own row id that came back, or, where
    a program of ours may have written, by the same words to the same citizen. It is never sent a second time then."""
    waiting = Reply.objects.filter(
        conversation__channel=event.channel,
        conversation__account=event.account,
        status__in=[Reply.Status.SENDING, Reply.Status.UNKNOWN],
        external_id="",
    )
    ours = str(event.data.get("callback_data") or "")
    if ours.isdecimal() and len(ours) < 18:
        found = waiting.filter(pk=int(ours)).first()
    elif event.data.get("is_public") or event.data.get("by_app"):
        same = {"conversation__reporter": conversation.reporter, "text": clean(event.data.get("text"))}
        found = waiting.filter(claimed_at__lte=event.at + CLOCKS_APART, **same).first()
    else:
        return False
    if found is None:
        return False
    mark_sent(reply=found, external_id=event.external_id, now=event.at)
    return True


def _keep_post(event: inbound.Signal) -> None:
    """What the city itself publishes answers nobody; officers read it above the comments."""
    keep_post(
        channel=event.channel,
        account=event.account,
        external_id=event.external_id,
        text=clean(event.data.get("text")),
        at=event.at,
    )


def _record_outbound(event: inbound.Signal, now: datetime) -> None:
    """An answer given in the phone app: kept in the thread as the city's word. It stops no clock by itself,
    an officer confirms it."""
    if _is_ours(event):
        return
    if event.data.get("is_public") and not event.data.get("answers"):
        _keep_post(event)
        return
    conversation = _addressed(event, now)
    if conversation is None or _is_ours_after_all(event, conversation):
        return
    latest = own_cases(conversation.reporter).filter(status__in=[status.value for status in OPEN])
    Message.objects.create(
        conversation=conversation,
        complaint=latest.order_by("-citizen_wrote_at").first(),
        channel=event.channel,
        account=event.account,
        external_id=event.external_id,
        kind=str(event.data.get("wa_type", "text"))[:30],
        is_outbound=True,
        text=clean(event.data.get("text")),
        sent_at=event.at,
        received_at=now,
    )
