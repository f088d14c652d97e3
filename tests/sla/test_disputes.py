"""A late clock is contested once and decided once; its own times never change."""

from datetime import timedelta

import pytest

from complaints.models import Complaint
from opd.models import Opd, User
from sla import clocks, disputes
from sla.errors import ClockRefusedError
from sla.models import ClockKind, Dispute, SlaClock
from sla.queries import due_between
from tests.sla.kit import A_SECOND, DUE, STARTED, MakeComplaint, promise, wita

pytestmark = pytest.mark.usefixtures("cast")


@pytest.fixture
def clock(make_complaint: MakeComplaint, dishub: Opd) -> SlaClock:
    return promise(make_complaint(opd=dishub))


def contest(clock: SlaClock, now: object = DUE + A_SECOND) -> Dispute:
    user = User.objects.get(username="sari")
    return disputes.contest(
        clock=clock,
        statement="Sudah dijawab lewat telepon",
        reference="ND/12",
        user=user,
        now=now,  # type: ignore[arg-type]
    )


def test_a_clock_that_is_late_is_contested_once(clock: SlaClock) -> None:
    contest(clock)

    with pytest.raises(ClockRefusedError, match="sudah pernah"):
        contest(clock)
    assert Dispute.objects.get().reference == "ND/12"


def test_exactly_at_the_due_time_there_is_nothing_to_contest(clock: SlaClock) -> None:
    with pytest.raises(ClockRefusedError, match="tidak tercatat terlambat"):
        contest(clock, now=DUE)


def test_a_clock_that_stopped_late_is_contested_as_well(clock: SlaClock) -> None:
    clocks.stop(complaint=Complaint.objects.get(), kind=ClockKind.FIRST_ANSWER, now=DUE + A_SECOND)
    clock.refresh_from_db()

    assert contest(clock, now=DUE + timedelta(days=9)).clock == clock


def test_the_decision_is_final_and_leaves_the_times(clock: SlaClock) -> None:
    dispute, judge = contest(clock), User.objects.get(username="koordinator")

    disputes.decide(dispute=dispute, is_upheld=True, remark="Ada rekaman", user=judge, now=DUE + timedelta(days=1))

    with pytest.raises(ClockRefusedError, match="sudah diputuskan"):
        disputes.decide(dispute=dispute, is_upheld=False, remark="Tidak", user=judge, now=DUE)
    kept = SlaClock.objects.get(pk=clock.pk)
    assert (dispute.is_upheld, dispute.remark, kept.due_at, kept.stopped_at) == (True, "Ada rekaman", DUE, None)


def test_what_falls_due_in_a_month(clock: SlaClock) -> None:
    case = Complaint.objects.get()
    clocks.start(complaint=case, kinds=[ClockKind.CITIZEN, ClockKind.ACCEPT], now=STARTED)
    clocks.cancel(complaint=case, kinds=[ClockKind.ACCEPT], now=STARTED)

    found = [
        list(due_between(*span))
        for span in ((wita("2026-04-01"), DUE), (DUE, wita("2026-05-01")), (wita("2026-04-01"), wita("2026-05-01")))
    ]

    assert found == [[], [clock], [clock]]
