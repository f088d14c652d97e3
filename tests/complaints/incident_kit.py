"""Citizens who report the same event, and one who reports another."""

from datetime import datetime, timedelta

from complaints.models import Complaint
from opd.models import Kelurahan
from tests.cast import unit
from tests.factories import MONDAY_MORNING, make_complaint

HOUR = timedelta(hours=1)
NOW = MONDAY_MORNING + 3 * HOUR
HOLE = "Jalan berlubang besar di depan SDN 004, dua motor sudah jatuh"
HOLE_TOO = "Ada lubang besar di jalan depan SDN 004, motor saya jatuh tadi pagi"
HOLE_THREE = "Mohon lubang jalan depan SDN 004 ditambal, motor jatuh lagi"
PARK = "Bangku taman kota patah dan ayunan hilang talinya"


def report_hole(start: datetime = MONDAY_MORNING) -> list[Complaint]:
    """Three citizens report one hole in Api-Api, at PUPRK; one hour between them."""
    return [report(text, number, start=start) for number, text in enumerate((HOLE, HOLE_TOO, HOLE_THREE), 1)]


def report(text: str, number: int, *, start: datetime = MONDAY_MORNING) -> Complaint:
    """A complaint of the citizen with that number in Api-Api, which PUPRK has."""
    made = make_complaint(text, phone=f"+628120000000{number}", at=start + (number - 1) * HOUR)
    place = Kelurahan.objects.get(name="Api-Api")
    Complaint.objects.filter(pk=made.pk).update(opd=unit("PUPRK"), status="forwarded", kelurahan=place)
    return fresh(made)


def fresh(complaint: Complaint) -> Complaint:
    return Complaint.objects.get(pk=complaint.pk)
