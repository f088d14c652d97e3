"""The first texts to who complained: one acknowledgement after the burst, and one question for the place."""

import re
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from opd.routing.places import names_place, needs_place
from sla.models import ClockKind, SlaClock

from .. import wording
from ..links import own_url, view_url
from ..models import Attachment, Complaint, Conversation, Reply
from .conversing import cancel_pending, say

_OWN_LINK = re.compile(r"https?://\S+/t/[\w-]+/?")
AFTER_ACKNOWLEDGEMENT = timedelta(seconds=2)


@transaction.atomic
def queue_acknowledgement(*, complaint: Complaint, conversation: Conversation, token: str, now: datetime) -> None:
    """One for each complaint, some quiet seconds after the last message of the burst. It stops no clock.

    None in public: a link to the case is for its citizen alone. Without `token` he has his link already, and the text
    names the page that only shows; a secret case has none.
    """
    if conversation.is_public:
        return
    link = own_url(token) if token else view_url(complaint) or ""
    Reply.objects.create(
        conversation=conversation,
        complaint=complaint,
        kind=Reply.Kind.ACKNOWLEDGEMENT,
        text=_text(complaint, link, now),
        created_at=now,
        next_attempt_at=now + _quiet(),
    )
    # A greeting just before asked a question that has answered itself.
    cancel_pending(conversation=conversation, text=wording.PROMPT_TEXT)
    _review_place_question(complaint, conversation, now)


@transaction.atomic
def renew_acknowledgement(*, complaint: Complaint, conversation: Conversation, now: datetime) -> None:
    """After a further message of the burst: what has not been sent waits anew and says what is known now."""
    waiting = Reply.objects.select_for_update().filter(
        complaint=complaint, kind=Reply.Kind.ACKNOWLEDGEMENT, status=Reply.Status.PENDING, attempts=0
    )
    for reply in waiting:
        link = _OWN_LINK.search(reply.text)
        reply.text = _text(complaint, link[0], now) if link else reply.text
        reply.next_attempt_at = now + _quiet()
        reply.save(update_fields=["text", "next_attempt_at"])
    _review_place_question(complaint, conversation, now)


def _review_place_question(complaint: Complaint, conversation: Conversation, now: datetime) -> None:
    """Asks once where it is; a question that has not been sent follows the acknowledgement or is taken back."""
    asked = Reply.objects.filter(complaint=complaint, form=Reply.Form.LOCATION_REQUEST)
    pending = asked.filter(status=Reply.Status.PENDING)
    if not _lacks_place(complaint):
        pending.update(status=Reply.Status.CANCELLED)
    elif not asked.exists():
        say(
            conversation=conversation,
            complaint=complaint,
            text=wording.place_question(complaint),
            now=now,
            form=Reply.Form.LOCATION_REQUEST,
            wait=_quiet() + AFTER_ACKNOWLEDGEMENT,
        )
    else:
        pending.update(next_attempt_at=now + _quiet() + AFTER_ACKNOWLEDGEMENT)


def _lacks_place(complaint: Complaint) -> bool:
    """Whether its matter lies somewhere in the city and nothing says where. A pin elsewhere is an answer too."""
    decision = complaint.routing_decisions.last()
    likeliest = decision.suggestions[0][0] if decision and decision.suggestions else ""
    code = complaint.opd.code if complaint.opd else likeliest
    is_placed = complaint.kelurahan_id is not None or complaint.latitude is not None or names_place(complaint.text)
    return needs_place(code) and not is_placed


def _text(complaint: Complaint, link: str, now: datetime) -> str:
    promise = SlaClock.objects.filter(complaint=complaint, kind=ClockKind.RESOLVE, is_open=True).first()
    return wording.acknowledgement_text(
        complaint,
        promise.due_at if promise and promise.due_at > now else None,
        link,
        has_photo=Attachment.objects.filter(message__complaint=complaint).exists(),
    )


def _quiet() -> timedelta:
    return timedelta(seconds=settings.ACK_QUIET_SECONDS)
