"""The channel's window as a clock of the case: started by each message, shown, and nobody's fault when it shuts."""

from datetime import timedelta

import pytest

from complaints.dossier import read_dossier
from complaints.models import Complaint
from sla.models import ClockKind, EscalationStep, SlaClock
from sla.queries import open_clocks, overdue_clocks
from sla.windows import shut_windows
from tests import cast
from tests.factories import MONDAY_MORNING, make_comment, make_complaint, make_event, receive

pytestmark = pytest.mark.usefixtures("reference_data")
DAY = timedelta(hours=24)


def window_of(complaint: Complaint) -> SlaClock:
    return SlaClock.objects.get(complaint=complaint, kind=ClockKind.WINDOW, is_open=True)


def test_a_message_on_whatsapp_starts_a_window_of_24_hours_that_tells_nobody() -> None:
    clock = window_of(make_complaint())

    assert (clock.started_at, clock.due_at) == (MONDAY_MORNING, MONDAY_MORNING + DAY)
    assert EscalationStep.objects.filter(clock=clock).count() == 0


def test_each_further_message_moves_the_same_clock() -> None:
    complaint, later = make_complaint(), MONDAY_MORNING + timedelta(minutes=1)
    former = window_of(complaint)

    receive(make_event("Sudah parah sekali", at=later))

    assert (window_of(complaint).pk, window_of(complaint).due_at) == (former.pk, later + DAY)


def test_a_public_comment_has_none() -> None:
    make_comment()

    assert SlaClock.objects.filter(kind=ClockKind.WINDOW).count() == 0


def test_it_ends_by_itself_exactly_when_it_shuts_and_the_next_message_starts_another() -> None:
    complaint = make_complaint()
    first = window_of(complaint)

    assert shut_windows(now=MONDAY_MORNING + DAY - timedelta(seconds=1)) == 0
    assert shut_windows(now=MONDAY_MORNING + DAY + timedelta(hours=1)) == 1

    first.refresh_from_db()
    assert (first.is_open, first.stopped_at) == (False, MONDAY_MORNING + DAY)
    again = MONDAY_MORNING + timedelta(days=2)
    receive(make_event("Masih berlubang, mohon dijawab", at=again))
    assert window_of(Complaint.objects.get()).due_at == again + DAY


def test_it_counts_in_no_list_of_promises() -> None:
    make_complaint()

    assert ClockKind.WINDOW not in open_clocks().values_list("kind", flat=True)
    assert ClockKind.WINDOW not in overdue_clocks(MONDAY_MORNING + timedelta(days=90)).values_list("kind", flat=True)


def test_the_case_shows_it_among_its_clocks_and_never_as_the_promise_that_is_due_first() -> None:
    complaint = make_complaint()

    def line(hours: float) -> tuple[str, str]:
        dossier = read_dossier(complaint, cast.koordinator(), MONDAY_MORNING + timedelta(hours=hours))
        assert dossier.band is None or dossier.band.label != "Jendela balasan"
        return next((each.deadline.level, each.deadline.sentence) for each in dossier.clocks if each.pk == clock.pk)

    clock = window_of(complaint)
    assert line(1) == ("safe", "Teks bebas sampai 23 jam lagi")
    assert line(23) == ("critical", "Teks bebas sampai 1 jam lagi")
    assert line(24) == ("paused", "Tertutup sejak Selasa, 24 November 2026 pukul 09.00 WITA")
