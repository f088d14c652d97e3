"""Tunda: out of the lists until a date or until something happens, with every clock running on."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from complaints.errors import InvalidInputError, MoveNotAllowedError, NotAllowedError
from complaints.listing import Selection, count_views, list_complaints
from complaints.models import Complaint, Snooze
from complaints.services import handling, snoozing
from complaints.snoozes import choices_at
from opd.models import User
from sla.escalation import escalate_due
from sla.models import SlaClock
from tests.cast import koordinator, petugas_lain, petugas_pupr, pimpinan
from tests.complaints.clock_kit import case_at_pupr, sentences
from tests.factories import MONDAY_MORNING, make_event, receive

pytestmark = pytest.mark.usefixtures("reference_data")
NOW = MONDAY_MORNING + timedelta(minutes=5)
FRIDAY = datetime(2026, 11, 27, 0, 0, tzinfo=UTC)  # 08.00 WITA


@pytest.fixture
def complaint() -> Complaint:
    """Held by an officer of PUPRK, with no promise due within a week: the nearer ones are kept."""
    made = case_at_pupr()
    SlaClock.objects.filter(complaint=made).exclude(kind="resolve").update(is_open=False, stopped_at=NOW)
    return made


def listed(view: str, now: datetime, user: User | None = None) -> list[str]:
    page = list_complaints(user or petugas_pupr(), Selection(view), now)
    return [row.complaint.number for group in page.groups for row in group.rows]


def put_off(complaint: Complaint, until: datetime = FRIDAY) -> Snooze:
    return snoozing.snooze(complaint=complaint, until=until, user=petugas_pupr(), now=NOW)


def test_it_leaves_the_lists_of_its_unit_until_the_date(complaint: Complaint) -> None:
    put_off(complaint)

    hidden = {view: listed(view, NOW + timedelta(hours=1)) for view in ("perlu", "saya", "ditunda", "semua")}
    back = {view: listed(view, FRIDAY) for view in ("perlu", "saya", "ditunda")}

    assert hidden == {"perlu": [], "saya": [], "ditunda": [complaint.number], "semua": [complaint.number]}
    assert back == {"perlu": [complaint.number], "saya": [complaint.number], "ditunda": []}
    assert count_views(pimpinan(), NOW + timedelta(hours=1))["ditunda"] == 1
    assert listed("ditunda", NOW + timedelta(hours=1), petugas_lain()) == []


def test_no_clock_moves_and_none_rests(complaint: Complaint) -> None:
    before = list(SlaClock.objects.filter(complaint=complaint).values_list("pk", "due_at", "paused_at", "is_open"))

    put_off(complaint)

    after = list(SlaClock.objects.filter(complaint=complaint).values_list("pk", "due_at", "paused_at", "is_open"))
    assert after == before


def test_it_is_back_two_office_hours_before_its_next_due_time(complaint: Complaint) -> None:
    due = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)  # Wednesday 09.00 WITA: the offices open at 07.30
    SlaClock.objects.filter(complaint=complaint, kind="resolve").update(due_at=due)

    row = put_off(complaint)

    assert row.until == datetime(2026, 11, 24, 7, 30, tzinfo=UTC)  # half an hour before closing on Tuesday
    assert complaint.events.get(type="complaint.snoozed").data["is_cut"] is True


def test_what_is_late_or_nearly_so_is_not_put_off(complaint: Complaint) -> None:
    SlaClock.objects.filter(complaint=complaint, kind="resolve").update(due_at=NOW + timedelta(hours=1))

    with pytest.raises(MoveNotAllowedError, match=r"^Penyelesaian jatuh tempo Senin, 23 November 2026 pukul 10\.05"):
        put_off(complaint)


def test_a_due_time_that_moves_nearer_shows_it_at_once(complaint: Complaint) -> None:
    put_off(complaint)

    SlaClock.objects.filter(complaint=complaint, kind="resolve").update(due_at=NOW + timedelta(hours=3))

    assert listed("saya", NOW + timedelta(minutes=30)) == []
    assert listed("saya", NOW + timedelta(hours=1)) == [complaint.number]


def test_a_word_of_the_citizen_brings_it_back_though_it_was_sent_before(complaint: Complaint, client: Client) -> None:
    put_off(complaint)

    receive(make_event("Sudah makin dalam lubangnya", at=NOW - timedelta(minutes=1)))

    assert listed("saya", NOW + timedelta(minutes=10)) == [complaint.number]
    assert Snooze.objects.get().end == "citizen"
    client.force_login(petugas_pupr())
    assert "Tampil lagi di daftar: pelapor menulis" in sentences(client, complaint)


def test_an_escalation_brings_it_back(complaint: Complaint) -> None:
    put_off(complaint)
    step = SlaClock.objects.get(complaint=complaint, kind="resolve").steps.order_by("fires_at").first()
    assert step is not None
    step.fires_at = NOW + timedelta(hours=1)
    step.save(update_fields=["fires_at"])

    escalate_due(now=NOW + timedelta(hours=2))

    assert listed("saya", NOW + timedelta(hours=2)) == [complaint.number]


def test_a_colleague_who_is_handed_the_case_sees_it(complaint: Complaint) -> None:
    put_off(complaint)

    handling.hand_on(complaint=complaint, colleague=pimpinan(), user=petugas_pupr(), now=NOW + timedelta(minutes=1))

    assert listed("saya", NOW + timedelta(minutes=2), pimpinan()) == [complaint.number]


def test_the_sweep_notes_once_that_the_time_has_come(complaint: Complaint) -> None:
    put_off(complaint)

    swept = [snoozing.end_snoozes(now=now) for now in (NOW + timedelta(minutes=1), FRIDAY, FRIDAY)]

    assert swept == [0, 1, 0]
    assert [event.data["reason"] for event in complaint.events.filter(type="complaint.woken")] == ["waktunya tiba"]


def test_who_may_and_for_how_long(complaint: Complaint) -> None:
    with pytest.raises(NotAllowedError):
        snoozing.snooze(complaint=complaint, until=FRIDAY, user=petugas_lain(), now=NOW)
    for wrong in (NOW, NOW + timedelta(days=61)):
        with pytest.raises(InvalidInputError):
            put_off(complaint, wrong)
    put_off(complaint)
    with pytest.raises(MoveNotAllowedError, match="sudah ditunda"):
        snoozing.snooze(complaint=complaint, until=FRIDAY, user=koordinator(), now=NOW + timedelta(minutes=1))


def test_one_that_is_over_gives_way_to_the_next_before_the_sweep(complaint: Complaint) -> None:
    put_off(complaint)
    SlaClock.objects.filter(complaint=complaint).update(due_at=FRIDAY + timedelta(days=30))

    snoozing.snooze(complaint=complaint, until=FRIDAY + timedelta(days=3), user=petugas_pupr(), now=FRIDAY)

    assert Snooze.objects.filter(ended_at=None).count() == 1


def test_mornings_are_working_mornings() -> None:
    friday_noon, before_holiday = datetime(2026, 11, 27, 4, 0, tzinfo=UTC), datetime(2026, 12, 24, 4, 0, tzinfo=UTC)

    weekend, holiday = choices_at(friday_noon), choices_at(before_holiday)

    assert [choice.code for choice in weekend] == ["besok"]  # the next working day is the Monday
    assert weekend[0].until == datetime(2026, 11, 29, 23, 30, tzinfo=UTC)
    assert holiday[0].until == datetime(2026, 12, 27, 23, 30, tzinfo=UTC)


def test_by_the_page_and_back(complaint: Complaint, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for page in ("snoozing", "acting"):
        monkeypatch.setattr(f"complaints.views.{page}.now", lambda: NOW)
    monkeypatch.setattr("complaints.views.detail.now", lambda: NOW + timedelta(minutes=1))
    client.force_login(petugas_pupr())
    path = f"/aduan/{complaint.number}/"
    assert "Tunda sampai…" in client.get(path).content.decode()
    assert client.post(f"{path}tunda/", {"day": ""}).status_code == 422

    client.post(f"{path}tunda/", {"choice": "besok"})

    page = client.get(path).content.decode()
    assert "Ditunda sampai Selasa, 24 November 2026 pukul 07.30 WITA" in page
    client.post(f"{path}tampilkan-lagi/")
    assert client.get(path).context["snooze"] is None


def test_a_day_off_means_the_next_working_morning(
    complaint: Complaint, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for page in ("snoozing", "acting"):
        monkeypatch.setattr(f"complaints.views.{page}.now", lambda: NOW)
    SlaClock.objects.filter(complaint=complaint).update(due_at=NOW + timedelta(days=30))
    client.force_login(petugas_pupr())

    client.post(f"/aduan/{complaint.number}/tunda/", {"day": "2026-11-28"})  # a Saturday

    assert Snooze.objects.get().until == datetime(2026, 11, 29, 23, 30, tzinfo=UTC)
