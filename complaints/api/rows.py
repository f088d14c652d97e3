"""The rows behind the API, with all that one answer needs: the same number of queries for any number of rows."""

from datetime import datetime

from django.db.models import Prefetch, QuerySet

from opd.models import User
from sla.models import SlaClock

from ..listing import with_lateness
from ..models import Complaint, ComplaintEvent, Message, Reply
from ..queries import visible_to


def listed_rows(user: User, now: datetime) -> QuerySet[Complaint]:
    """What this user may know of, to be filtered by `is_late`; the citizen's messages are `citizen_messages`."""
    messages = Message.objects.filter(is_outbound=False).only("complaint_id", "external_id").order_by("sent_at", "pk")
    return (
        with_lateness(visible_to(user), now)
        .select_related("opd", "kelurahan")
        .prefetch_related(
            Prefetch("clocks", SlaClock.objects.order_by("started_at", "pk")),
            Prefetch("messages", messages, to_attr="citizen_messages"),
        )
    )


def detailed_rows(user: User, now: datetime) -> QuerySet[Complaint]:
    """The same with events and replies, oldest first."""
    return listed_rows(user, now).prefetch_related(
        Prefetch("events", ComplaintEvent.objects.select_related("actor").order_by("created_at", "pk")),
        Prefetch("replies", Reply.objects.select_related("author").order_by("created_at", "pk")),
    )
