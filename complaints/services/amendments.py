"""Edits and withdrawals of messages: kept as rows, applied to what is shown, also when they come first."""

from datetime import datetime

from django.db import transaction

from bontang_pengaduan.lib import inbound
from bontang_pengaduan.lib.text import clean

from ..models import Amendment, Attachment, Message
from .events import record
from .marking import mark_red
from .retelling import retell

REVOKES = ("revoke", "echo_revoke")
WITHDRAWN = "Ditarik pelapor sebelum diambil."


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
    target = Message.objects.select_for_update(of=("self",)).filter(
        channel=event.channel, account=event.account, external_id=amendment.target_external_id
    )
    if message := target.select_related("complaint").first():
        _apply(amendment, message, now)


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
    """The old text stays in the amendment; what is shown is the newest. An edit that comes after a newer one, or after
    the withdrawal, is kept as a former version alone."""
    former = message.text
    if amendment.kind in REVOKES:
        _withdraw(message, amendment.at)
    elif message.revoked_at is None and (message.edited_at or amendment.at) <= amendment.at:
        _edit(message, amendment)
    _keep(amendment, message, former, now)
    if message.complaint and message.text != former:
        retell(complaint=message.complaint, former=former, text=message.text)
        deed = "withdrawn" if amendment.kind in REVOKES else "edited"
        record(message.complaint, f"message.{deed}", now=now, message=message.pk, by=_by(message))
        mark_red(complaint=message.complaint, message=message, now=now)


def _keep(amendment: Amendment, message: Message, former: str, now: datetime) -> None:
    is_in_force = amendment.kind in REVOKES or message.text == amendment.new_text
    texts = {"old_text": former if is_in_force else amendment.new_text}
    if message.erased_at:
        texts = {"old_text": "", "new_text": ""}
    Amendment.objects.filter(pk=amendment.pk).update(message=message, applied_at=now, **texts)


def _edit(message: Message, amendment: Amendment) -> None:
    message.original_text = message.original_text or message.text
    message.text, message.edited_at = amendment.new_text, amendment.at
    message.save(update_fields=["original_text", "text", "edited_at"])


def _withdraw(message: Message, at: datetime) -> None:
    # Its words leave every place from which a list, a search or a page reads them.
    message.revoked_at = message.revoked_at or at
    message.text = message.original_text = ""
    message.save(update_fields=["revoked_at", "text", "original_text"])
    pending = Attachment.objects.filter(message=message, status=Attachment.Status.PENDING)
    pending.update(status=Attachment.Status.REFUSED, last_error=WITHDRAWN)


def _by(message: Message) -> str:
    return "pengirim di aplikasi HP" if message.is_outbound else "pelapor"
