"""The red mark: words of the citizen for which nobody waits until the morning."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from opd.notices import hasten_notices

from ..models import Complaint, Message
from ..risk import red_matters
from .events import record


def mark_red(*, complaint: Complaint, message: Message, now: datetime) -> None:
    """Marks the case and its parts when the citizen's own words in `message` are red; what waits for the morning about
    them leaves now. Once: the mark stays, and a case that has it costs no statement, nor do words that are not red.

    Whoever has the link may add to a case, and need not be its citizen: his words mark nothing.
    """
    if complaint.is_red or message.is_outbound or message.details.get("by_link"):
        return
    matters = red_matters(message.text)
    if matters:
        _mark(complaint, matters, now)


@transaction.atomic
def _mark(complaint: Complaint, matters: tuple[str, ...], now: datetime) -> None:
    complaint.is_red = True
    if not Complaint.objects.filter(pk=complaint.pk, is_red=False).update(is_red=True):
        return
    Complaint.objects.filter(part_of=complaint.pk).update(is_red=True)
    record(complaint, "complaint.marked_red", now=now, matters=", ".join(matters))
    numbers = Complaint.objects.filter(Q(pk=complaint.pk) | Q(part_of=complaint.pk)).values_list("number", flat=True)
    hasten_notices(urls=[f"/aduan/{number}/" for number in numbers], now=now)
