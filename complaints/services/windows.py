"""The citizen's message opens the window of its channel: a clock of its case, so that officers see it run."""

from datetime import datetime

from django.db import transaction

from sla.windows import open_window

from ..models import Complaint, Message
from ..window import window_end
from ..workflow import OPEN


@transaction.atomic
def note_window(*, complaint: Complaint, message: Message, now: datetime) -> None:
    """Starts the window of this case, and renews those of the other open cases in the same conversation. Nothing on a
    channel that always takes free text, and nothing for what the city wrote itself."""
    # What is added over the link of a case was not written in its channel, and opens no window there.
    is_elsewhere = message.is_outbound or message.channel != message.conversation.channel
    until = None if is_elsewhere else window_end(message.conversation, message.sent_at)
    if until is None:
        return
    open_states = [status.value for status in OPEN]
    same = Complaint.objects.filter(messages__conversation=message.conversation_id, status__in=open_states)
    open_window(
        complaint=complaint,
        beside=set(same.values_list("pk", flat=True)),
        wrote_at=message.sent_at,
        until=until,
        now=now,
    )
