"""What the tests of acts on clocks share: a case that PUPRK works on, and who looks at it."""

from django.test import Client

from complaints.models import Complaint
from sla.models import ClockKind, SlaClock
from tests.cast import petugas_pupr, unit
from tests.factories import make_complaint


def case_at_pupr() -> Complaint:
    """A complaint that an officer of PUPRK works on."""
    made = make_complaint()
    Complaint.objects.filter(pk=made.pk).update(opd=unit("PUPRK"), status="in_progress", assignee=petugas_pupr())
    SlaClock.objects.filter(complaint=made).update(opd=unit("PUPRK"), holder=petugas_pupr())
    made.refresh_from_db()
    return made


def resolve_clock(complaint: Complaint) -> SlaClock:
    """Its promise of resolving."""
    return SlaClock.objects.get(complaint=complaint, kind=ClockKind.RESOLVE, is_open=True)


def sentences(client: Client, complaint: Complaint) -> list[str]:
    """What the history of the case says was done, oldest first."""
    entries = client.get(f"/aduan/{complaint.number}/").context["entries"]
    return [entry.text for entry in entries if entry.side == "system"]
