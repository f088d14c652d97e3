"""The one way into the history of a complaint."""

from datetime import datetime
from typing import Any

from opd.models import User

from ..live.announce import announce
from ..models import Complaint, ComplaintEvent


def record(
    complaint: Complaint, type_: str, *, now: datetime, actor: User | None = None, **data: Any
) -> ComplaintEvent:
    """Appends an event, and tells the open pages. `type_` is dotted and in the past tense (`complaint.routed`);
    `data` is JSON."""
    announce(complaint.pk)
    return ComplaintEvent.objects.create(complaint=complaint, type=type_, actor=actor, data=data, created_at=now)
