"""Telling the citizen of a new promised date: an automatic word, so it stops no clock."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from ..models import Complaint, Conversation, Reply
from ..queries import find_conversation, usable_templates
from ..templates import fill_template
from ..window import is_window_open
from ..wording import full_date, new_promise_text


@transaction.atomic
def tell_new_promise(*, complaint: Complaint, due_at: datetime, reason: str, now: datetime) -> Reply | None:
    """Tells the citizen until when his case is to be resolved now, and why; None when he has no conversation, or only
    one that everybody reads.

    While the window is shut it goes by the template settings.PROMISE_TEMPLATES (number and date); without one it is
    held until he writes again.
    """
    # What a part takes is between the units: the citizen was promised the case.
    conversation = None if complaint.part_of_id else find_conversation(complaint)
    if conversation is None or conversation.is_public:
        return None
    facts: dict[str, object] = {"text": new_promise_text(complaint, due_at, reason)}
    if not is_window_open(conversation, now):
        facts = _by_template(conversation, complaint, due_at) or facts | {"status": Reply.Status.HELD.value}
    return Reply.objects.create(
        conversation=conversation,
        complaint=complaint,
        kind=Reply.Kind.PROMPT,
        created_at=now,
        next_attempt_at=now,
        **facts,
    )


def _by_template(conversation: Conversation, complaint: Complaint, due_at: datetime) -> dict[str, object] | None:
    name = settings.PROMISE_TEMPLATES.get(conversation.channel)
    template = usable_templates(conversation.channel).filter(name=name).first()
    if template is None or len(template.names) != 2:
        return None
    text, content = fill_template(template, [complaint.number, full_date(due_at)])
    return {"text": text, "content": content, "form": Reply.Form.TEMPLATE.value}
