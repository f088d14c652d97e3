"""The city's automatic texts beside the acknowledgement: rows like every reply, and never too many."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from ..models import Complaint, Conversation, Reply

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@transaction.atomic
def say(
    *,
    conversation: Conversation,
    text: str,
    now: datetime,
    form: Reply.Form = Reply.Form.TEXT,
    content: dict[str, Any] | None = None,
    complaint: Complaint | None = None,
    wait: timedelta = timedelta(0),
    repeat_after: timedelta = timedelta(0),
) -> Reply | None:
    """Queues an automatic text; None when there have been enough of them, and always where everybody reads it.

    At most AUTO_TEXTS_PER_HOUR to one citizen, a plain one not within AUTO_TEXT_SECONDS of the last, and the same
    words only after `repeat_after`: two machines that answer each other fall silent. It stops no clock.
    """
    if conversation.is_public or _is_too_much(conversation, text, form, repeat_after, now):
        return None
    return Reply.objects.create(
        conversation=conversation,
        complaint=complaint,
        kind=Reply.Kind.PROMPT,
        text=text,
        form=form,
        content=content or {},
        created_at=now,
        next_attempt_at=now + wait,
    )


def cancel_pending(*, conversation: Conversation, text: str) -> None:
    """Takes back a text that has not been sent and that events have answered."""
    pending = Reply.objects.filter(conversation=conversation, kind=Reply.Kind.PROMPT, status=Reply.Status.PENDING)
    pending.filter(text=text).update(status=Reply.Status.CANCELLED)


def _is_too_much(
    conversation: Conversation, text: str, form: Reply.Form, repeat_after: timedelta, now: datetime
) -> bool:
    said = Reply.objects.filter(conversation=conversation, kind=Reply.Kind.PROMPT)
    if said.filter(created_at__gt=now - HOUR).count() >= settings.AUTO_TEXTS_PER_HOUR:
        return True
    if said.filter(text=text, created_at__gt=now - repeat_after).exists():
        return True
    just_now = now - timedelta(seconds=settings.AUTO_TEXT_SECONDS)
    return form == Reply.Form.TEXT and said.filter(form=form, created_at__gt=just_now).exists()
