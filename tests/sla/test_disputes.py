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

DECIDED = DUE + timedelta(days=1)
pytestmark = pytest.mark.usefixtures("cast")


@pytest.fixture
def clock(make_complaint: MakeComplaint, dishub: Opd) -> SlaClock:
    return promise(make_complaint(opd=dishub))


def contest(clock: SlaClock, now: object = DUE + A_SECOND) -> Dispute:
    user = User.objects.get(username="sari")
    return disputes.contest(
        complaint=clock.complaint,
        clock=clock,
        statement="Sudah dijawab lewat telepon",
        reference="ND/12",
        user=user,
        now=now,  # type: ignore[arg-type]
    )


def decide(dispute: Dispute, *, is_upheld: bool, remark: str = "Ada rekaman", now: object = DECIDED) -> None:
    disputes.decide(
        complaint=dispute.clock.complaint,
        dispute=dispute,
        is_upheld=is_upheld,
        remark=remark,
        user=User.objects.get(username="koordinator"),
        now=now,  # type: ignore[arg-type]
    )
    dispute.refresh_from_db()


def test_it_is_to_be_decided_within_five_working_days(clock: SlaClock) -> None:
    contest(clock)

    running = SlaClock.objects.get(kind=ClockKind.DISPUTE)
    assert (running.started_at, running.due_at, running.is_open) == (DUE + A_SECOND, wita("2026-04-21 16:00"), True)


def test_the_koordinator_is_reminded_and_the_levels_above_are_told_when_he_is_late(clock: SlaClock) -> None:
    contest(clock)

    steps = SlaClock.objects.get(kind=ClockKind.DISPUTE).steps.values_list("level", "fires_at")
    # 75 % of the 2,250 office minutes of five days.
    assert list(steps) == [
        ("koordinator", wita("2026-04-20 14:07:30")),
        ("sekda", wita("2026-04-24 16:30")),
        ("wali_kota", wita("2026-04-28 16:00")),
    ]


def test_the_last_decision_on_a_case_stops_the_clock_that_its_disputes_share(clock: SlaClock) -> None:
    case = Complaint.objects.get()
    other = clocks.start(complaint=case, kinds=[ClockKind.ACCEPT], now=STARTED)[0]
    disputed = [contest(clock), contest(other, now=DUE + timedelta(days=1))]

    states = []
    for dispute in disputed:
        decide(dispute, is_upheld=True)
        states.append(SlaClock.objects.get(kind=ClockKind.DISPUTE).is_open)

    assert states == [True, False]


def test_a_case_that_ends_leaves_what_was_contested_to_be_decided(clock: SlaClock) -> None:
    contest(clock)

    clocks.cancel_all(complaint=Complaint.objects.get(), now=DECIDED)

    assert list(SlaClock.objects.filter(is_open=True).values_list("kind", flat=True)) == ["dispute"]


def test_a_transfer_leaves_the_dispute_with_the_koordinator(clock: SlaClock, pupr: Opd) -> None:
    contest(clock)
    case = Complaint.objects.get()
    former, case.opd = case.opd, pupr

    clocks.reassign(complaint=case, now=DECIDED)

    assert SlaClock.objects.get(kind=ClockKind.DISPUTE).opd == former


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
    dispute = contest(clock)

    decide(dispute, is_upheld=True, remark="Ada rekaman")

    with pytest.raises(ClockRefusedError, match="sudah diputuskan"):
        decide(dispute, is_upheld=False, remark="Tidak")
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
