"""The rate of kept promises: what counts, what does not, and who sees which."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from bontang_pengaduan.lib.clock import now as real_now
from complaints.kept_promises import Kept, read_promises
from complaints.models import Complaint
from complaints.services import next_steps, replies
from opd.models import User
from sla.models import ClockKind, SlaClock
from tests import cast
from tests.factories import MONDAY_MORNING, make_complaint

pytestmark = pytest.mark.usefixtures("reference_data")
LATER = MONDAY_MORNING + timedelta(hours=1)
DUE = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)  # Wednesday, when the offices close
NOVEMBER = date(2026, 11, 1)
SEEN = MONDAY_MORNING + timedelta(days=6)


def promised(phone: str, *, answered_at: datetime | None) -> Complaint:
    """A case acknowledged on Monday, whose next word is promised for Wednesday; answered the same day, and that answer
    put at another time."""
    complaint = make_complaint(phone=phone)
    officer = cast.petugas_pupr()
    next_steps.acknowledge(complaint=complaint, user=officer, version=complaint.version, now=LATER)
    complaint.refresh_from_db()
    if answered_at:
        version, text = complaint.version, "Lubangnya sudah kami periksa."
        replies.answer(complaint=complaint, text=text, kind="answer", user=officer, version=version, now=LATER)
        SlaClock.objects.filter(complaint=complaint, kind=ClockKind.PROMISE).update(stopped_at=answered_at)
    return complaint


def unit_line(user: User) -> list[Kept]:
    return read_promises(user, NOVEMBER, SEEN).units


def test_kept_in_time_broken_late_and_broken_without_a_word() -> None:
    promised("+6281200000011", answered_at=DUE)
    promised("+6281200000012", answered_at=DUE + timedelta(seconds=1))
    promised("+6281200000013", answered_at=None)

    line = unit_line(cast.koordinator())

    assert line == [Kept("PUPRK", kept=1, broken=2, running=0)]
    assert (line[0].rate, line[0].due) == ("33,3%", 3)


def test_what_is_not_due_yet_is_neither() -> None:
    promised("+6281200000011", answered_at=None)

    report = read_promises(cast.petugas_pupr(), NOVEMBER, LATER)

    assert report.units == [Kept("PUPRK", kept=0, broken=0, running=1)]
    assert report.units[0].rate == ""
    assert [clock.holder for clock in report.running] == [cast.petugas_pupr()]


def test_what_was_called_off_counts_nowhere() -> None:
    promised("+6281200000011", answered_at=None)
    SlaClock.objects.filter(kind=ClockKind.PROMISE).update(cancelled_at=LATER, is_open=False)

    assert unit_line(cast.koordinator()) == []


def test_the_unit_is_for_who_sees_its_cases_and_a_person_for_himself_alone() -> None:
    promised("+6281200000011", answered_at=DUE)

    assert read_promises(cast.petugas_pupr(), NOVEMBER, SEEN).own == Kept("Janji Anda", kept=1, broken=0, running=0)
    assert read_promises(cast.pimpinan(), NOVEMBER, SEEN).own.due == 0
    assert [line.kept for line in unit_line(cast.pimpinan())] == [1]
    assert unit_line(cast.petugas_lain()) == []


def test_the_page_says_how_it_counts(client: Client) -> None:
    promised("+6281200000011", answered_at=None)
    client.force_login(cast.petugas_pupr())

    page = client.get(f"/laporan/janji/?bulan={real_now():%Y-%m}").content.decode()

    assert "ditepati dibagi ditepati dan diingkari" in page
    assert "Hanya Anda yang melihat angka ini." in page
    client.logout()
    assert client.get("/laporan/janji/").status_code == 302
