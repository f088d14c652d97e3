"""Edits and withdrawals of messages: kept as rows, applied to what is shown, also when they come first."""

from datetime import datetime

from django.db import transaction

from bontang_pengaduan.lib import inbound
from bontang_pengaduan.lib.text import clean

from ..models import Amendment, Message


@transaction.atomic
def receive_amendment(*, event: inbound.Amendment, now: datetime) -> None:
    """Keeps an edit or withdrawal, and applies it if its target is here; else it waits for the target."""
    amendment = Amendment.objects.create(
        channel=event.channel,
        account=event.account,
        external_id=event.external_id,
        kind=event.kind,
        target_external_id=event.target_external_id or "",
        new_text=clean(event.new_text),
        at=event.at,
    )
    target = Message.objects.filter(
        channel=event.channel, account=event.account, external_id=amendment.target_external_id
    ).first()
    if target:
        _apply(amendment, target, now)


@transaction.atomic
def apply_waiting_amendments(*, message: Message, now: datetime) -> None:
    """Applies what came before its message, oldest first."""
    waiting = Amendment.objects.filter(
        channel=message.channel,
        account=message.account,
        target_external_id=message.external_id,
        applied_at=None,
    )
    for amendment in waiting.order_by("at"):
        _apply(amendment, message, now)


def _apply(amendment: Amendment, message: Message, now: datetime) -> None:
    """The old text stays in the amendment; what is shown is the newest."""
    Amendment.objects.filter(pk=amendment.pk).update(message=message, old_text=message.text, applied_at=now)
    if amendment.kind in ("revoke", "echo_revoke"):
        message.revoked_at = amendment.at
        message.save(update_fields=["revoked_at"])
    else:
        message.original_text = message.original_text or message.text
        message.text, message.edited_at = amendment.new_text, amendment.at
        message.save(update_fields=["original_text", "text", "edited_at"])
