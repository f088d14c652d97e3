"""A message whose edit has an id of its own: whichever version comes first is the message, the others change it."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from bontang_pengaduan.lib import inbound

from ..models import Message
from .amendments import receive_amendment


@transaction.atomic
def receive_version(*, event: inbound.Message, now: datetime) -> bool:
    """Whether this was a version of a message that is here already: a later one becomes its amendment, an earlier one
    is nothing new."""
    if _known(event).filter(details__supersedes__contains=[event.external_id]).exists():
        return True
    if not event.supersedes:
        return False
    former = _known(event).filter(external_id__in=event.supersedes).order_by("pk").first()
    if former is None:
        return False
    edit = inbound.Amendment(
        channel=event.channel,
        account=event.account,
        external_id=event.external_id,
        kind="edit",
        action="amend",
        target_external_id=former.external_id,
        at=event.sent_at,
        sender=event.sender,
        new_text=event.text,
    )
    receive_amendment(event=edit, now=now)
    return True


def _known(event: inbound.Message) -> QuerySet[Message]:
    return Message.objects.filter(channel=event.channel, account=event.account)
