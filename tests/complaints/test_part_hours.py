"""A part of a unit that works around the clock: its cases are counted day and night, those of the rest are not."""

from datetime import UTC, datetime
from itertools import count

import pytest
from django.test import Client

from complaints.models import Complaint
from complaints.services.classify import set_category
from complaints.services.routing import verify
from opd.models import Category, Role, User
from sla.drafts import Draft, shift_of
from sla.holidays import change_calendar
from sla.models import DueChange, ShiftUnit, SlaClock
from sla.recount import finish_recount, preview_moves
from sla.working_time import WITA
from tests import cast
from tests.cast import koordinator, petugas_pupr
from tests.factories import make_complaint

pytestmark = pytest.mark.usefixtures("reference_data")
FRIDAY_EVENING = datetime(2026, 11, 27, 11, 0, tzinfo=UTC)  # 19.00 WITA, after office hours
EMERGENCY = "Pasien di IGD Taman Husada dibiarkan tiga jam tanpa dokter"
_phones = count(10)
WARD = "Antrean poli di rumah sakit Taman Husada lama sekali, petugas kurang"


def at_unit(text: str, code: str = "RSUD") -> Complaint:
    """A case of that evening that the coordinator sends to the unit at once."""
    complaint = written(text)
    if complaint.opd != cast.unit(code):
        facts = {"outcome": "unit", "opd": cast.unit(code), "external_body": None, "reason": "Layanannya"}
        verify(complaint=complaint, user=koordinator(), now=FRIDAY_EVENING, **facts)  # type: ignore[arg-type]
    complaint.refresh_from_db()
    return complaint


def written(text: str) -> Complaint:
    """What a citizen of his own writes that evening."""
    complaint = make_complaint(text, at=FRIDAY_EVENING, phone=f"+62812000000{next(_phones)}")
    complaint.refresh_from_db()
    return complaint


def due(complaint: Complaint, kind: str = "first_answer") -> str:
    clock = SlaClock.objects.get(complaint=complaint, kind=kind)
    return f"{clock.due_at.astimezone(WITA):%m-%d %H:%M}"


def officer_of(code: str) -> User:
    return cast.member(f"petugas.uji.{code.lower()}", Role.PETUGAS, cast.unit(code))


def category(code: str) -> Category:
    return Category.objects.get(code=code)


def test_the_emergency_room_counts_the_weekend_and_the_wards_do_not() -> None:
    emergency, ward = at_unit(EMERGENCY), at_unit(WARD)

    assert (emergency.category, ward.category) == (category("igd"), category("rumah-sakit"))
    # 5 days from Friday, and 4 hours: for the emergency room every day and every hour counts.
    assert (due(emergency), due(ward)) == ("12-02 23:59", "12-04 16:30")
    assert (due(emergency, "accept"), due(ward, "accept")) == ("11-27 23:00", "11-30 11:30")


def test_call_center_112_counts_the_weekend_and_the_rest_of_its_unit_does_not() -> None:
    calls = at_unit("Sudah menghubungi call center 112 berkali-kali tidak diangkat", "DISKOMINFO")
    other = at_unit("Wifi publik di taman mati sejak kemarin", "DISKOMINFO")

    assert (due(calls), due(other)) == ("12-02 23:59", "12-04 16:30")


def test_an_officers_choice_of_the_category_moves_the_promise_both_ways_and_each_move_is_on_record() -> None:
    complaint, moments = at_unit(WARD), []
    for code in ("igd", "rumah-sakit"):
        set_category(complaint=complaint, category=category(code), user=officer_of("RSUD"), now=FRIDAY_EVENING)
        moments.append(due(complaint))

    assert moments == ["12-02 23:59", "12-04 16:30"]
    reasons = DueChange.objects.filter(clock__complaint=complaint, clock__kind="first_answer")
    assert list(reasons.values_list("reason", flat=True)) == ["Dihitung menurut jam kerja OPD"] * 2


def test_27_leaving_the_emergency_room_for_another_unit_buys_no_time() -> None:
    complaint = at_unit(EMERGENCY)

    complaint.opd = cast.unit("DINKES")
    complaint.save(update_fields=["opd"])
    set_category(complaint=complaint, category=category("kesehatan"), user=officer_of("DINKES"), now=FRIDAY_EVENING)

    assert due(complaint) == "12-02 23:59"


def test_27_nor_does_it_where_a_unit_with_hours_of_its_own_takes_it() -> None:
    complaint = at_unit(EMERGENCY)

    complaint.opd = cast.unit("DISKOMINFO")
    complaint.save(update_fields=["opd"])
    set_category(complaint=complaint, category=category("internet"), user=officer_of("DISKOMINFO"), now=FRIDAY_EVENING)

    assert due(complaint) == "12-02 23:59"


def test_running_clocks_follow_when_a_part_of_their_unit_begins_and_ends_to_work_around_the_clock() -> None:
    pothole, drain = written("Jalan rusak di depan sekolah"), written("Parit mampet di gang kami")
    for complaint, code in ((pothole, "jalan-rusak"), (drain, "drainase")):
        complaint.opd = cast.unit("PUPRK")
        complaint.save(update_fields=["opd"])
        set_category(complaint=complaint, category=category(code), user=petugas_pupr(), now=FRIDAY_EVENING)
    shift = (shift_of(cast.unit("PUPRK"), category("drainase")),)

    looked_at = {move.clock.complaint_id for move in preview_moves(Draft(shifts_added=shift))}
    moments = []
    for draft in (Draft(shifts_added=shift), Draft(shifts_dropped=shift)):
        recount = change_calendar(draft=draft, reason="Uji", document="SK 1", user=koordinator(), now=FRIDAY_EVENING)
        finish_recount(recount=recount, now=FRIDAY_EVENING)
        moments.append((due(pothole), due(drain)))

    assert looked_at == {drain.pk}
    assert moments == [("12-04 16:30", "12-02 23:59"), ("12-04 16:30", "12-04 16:30")]


def test_the_page_of_the_clock_names_the_part(client: Client) -> None:
    client.force_login(koordinator())

    pages = []
    for complaint in (at_unit(EMERGENCY), at_unit(WARD)):
        clock = SlaClock.objects.get(complaint=complaint, kind="first_answer")
        pages.append(client.get(f"/aduan/{complaint.number}/tenggat/{clock.pk}/").content.decode())

    assert "24 jam setiap hari, menurut jam kerja RSUD Taman Husada, IGD RSUD" in pages[0]
    assert "24 jam" not in pages[1]


def test_the_calendar_page_lists_the_part_and_takes_it_off(client: Client) -> None:
    client.force_login(koordinator())
    complaint, row = at_unit(EMERGENCY), ShiftUnit.objects.get(category=category("igd"))

    listed = client.get("/pengaturan/kalender/").content.decode()
    facts = {"reason": "Tutup malam", "document": "SK 4/2026", "langkah": "terapkan"}
    client.post(f"/pengaturan/kalender/24-jam/hapus/{row.pk}/", facts)
    from_page = {"opd": str(row.opd.pk), "category": str(row.category.pk if row.category else ""), **facts}
    gone = not ShiftUnit.objects.filter(category=category("igd"), is_dropped=False).exists()
    client.post("/pengaturan/kalender/24-jam/tambah/", from_page)
    row.refresh_from_db()

    assert "Hanya IGD RSUD" in listed
    assert (gone, row.is_dropped, row.is_manual) == (True, False, True)
    said = [client.get(f"/pengaturan/kalender/riwayat/{number}/").content.decode() for number in (2, 3)]
    assert [page.count("RSUD Taman Husada, IGD RSUD bekerja 24 jam") for page in said] == [1, 1]
    assert complaint.opd == row.opd
