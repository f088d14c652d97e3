"""One case in two hands: PUPRK leads, DISHUB has a part."""

from datetime import timedelta

from complaints.models import Complaint, Reply
from complaints.services.parts import open_part
from opd.models import User
from sla.models import SlaClock
from tests import cast
from tests.factories import MONDAY_MORNING, make_complaint

HOUR = timedelta(hours=1)
LATER = MONDAY_MORNING + 2 * HOUR
MATTER = "Lampu jalan di lokasi yang sama padam, mohon diperbaiki"


def fresh(complaint: Complaint) -> Complaint:
    return Complaint.objects.get(pk=complaint.pk)


def make_lead(**changes: object) -> Complaint:
    """A case at PUPRK that nobody has taken."""
    made = make_complaint()
    Complaint.objects.filter(pk=made.pk).update(**{"opd": cast.unit("PUPRK"), "status": "forwarded"} | changes)
    return fresh(made)


def make_part(lead: Complaint, user: User | None = None, code: str = "DISHUB") -> Complaint:
    opd, user = cast.unit(code), user or cast.petugas_pupr()
    return open_part(complaint=lead, opd=opd, matter=MATTER, user=user, now=LATER)


def open_clocks(complaint: Complaint) -> dict[str, object]:
    return dict(SlaClock.objects.filter(complaint=complaint, is_open=True).values_list("kind", "due_at"))


def events(complaint: Complaint) -> list[str]:
    return list(complaint.events.order_by("pk").values_list("type", flat=True))


def link_token(complaint: Complaint) -> str:
    text = Reply.objects.get(complaint=complaint, kind="acknowledgement").text
    return text.split("/t/")[1].split("/")[0].split()[0]
