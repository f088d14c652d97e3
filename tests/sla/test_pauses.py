"""Holding a promise for a reason from the list: once each, never past its limit, and the due time moves exactly."""

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from complaints.models import Complaint
from opd.models import Opd, Role, User
from opd.records import DataFileError
from sla import clocks, pauses, undo
from sla.calendars import current_calendar
from sla.errors import ClockRefusedError
from sla.models import ClockKind, ClockPause, EscalationStep, SlaClock
from sla.pause_reasons import PauseReason, pause_reasons
from sla.working_time import working_time_between
from tests.sla.kit import STARTED, MakeComplaint, MakeUser, promise, wita

pytestmark = pytest.mark.usefixtures("loaded")
RESOLVE_DUE = wita("2026-04-27 16:00")


@pytest.fixture
def officer(make_user: MakeUser, dishub: Opd) -> User:
    return make_user("sari", Role.PETUGAS, dishub)


@pytest.fixture
def clock(make_complaint: MakeComplaint, dishub: Opd) -> SlaClock:
    return promise(make_complaint(opd=dishub), ClockKind.RESOLVE)


def case_of(clock: SlaClock) -> Complaint:
    return Complaint.objects.get(pk=clock.complaint_id)


def test_a_pause_ends_at_the_limit_of_its_reason(clock: SlaClock, officer: User) -> None:
    pause = pauses.hold(complaint=case_of(clock), code="weather", note="Banjir rob", user=officer, now=STARTED)

    clock.refresh_from_db()
    assert (pause.reason, pause.source, pause.limit_at) == (
        "Cuaca atau air pasang: Banjir rob",
        "Ketentuan kota",
        wita("2026-04-10 16:30"),
    )
    assert clock.paused_at == STARTED


def test_30_each_reason_holds_a_promise_once(clock: SlaClock, officer: User) -> None:
    for code in ("weather", "material"):
        pauses.hold(complaint=case_of(clock), code=code, note="Uji", user=officer, now=STARTED)
        pauses.let_run(complaint=case_of(clock), now=STARTED)

    with pytest.raises(ClockRefusedError, match="sudah pernah dipakai"):
        pauses.hold(complaint=case_of(clock), code="weather", note="Lagi", user=officer, now=STARTED)
    assert ClockPause.objects.count() == 2


@pytest.mark.parametrize("code", ["citizen", "malas", ""])
def test_only_reasons_for_officers(clock: SlaClock, officer: User, code: str) -> None:
    with pytest.raises(ClockRefusedError, match="dari daftar"):
        pauses.hold(complaint=case_of(clock), code=code, note="Uji", user=officer, now=STARTED)


def test_what_does_not_run_cannot_be_held(clock: SlaClock, officer: User) -> None:
    clocks.stop(complaint=case_of(clock), kind=ClockKind.RESOLVE, now=STARTED)

    with pytest.raises(ClockRefusedError, match="tidak sedang berjalan"):
        pauses.hold(complaint=case_of(clock), code="weather", note="Uji", user=officer, now=STARTED)


def test_waiting_for_the_citizen_is_not_ended_by_hand(clock: SlaClock) -> None:
    clocks.await_citizen(complaint=case_of(clock), now=STARTED)

    with pytest.raises(ClockRefusedError, match="tidak sedang dijeda petugas"):
        pauses.let_run(complaint=case_of(clock), now=STARTED)


def test_asking_the_citizen_ends_the_pause_before_it(clock: SlaClock, officer: User) -> None:
    asked = STARTED + timedelta(hours=1)
    pauses.hold(complaint=case_of(clock), code="weather", note="Uji", user=officer, now=STARTED)

    clocks.await_citizen(complaint=case_of(clock), now=asked)

    assert list(ClockPause.objects.values_list("code", "started_at", "ended_at")) == [
        ("weather", STARTED, asked),
        ("citizen", asked, None),
    ]


def test_a_question_taken_back_leaves_the_pause_before_it(clock: SlaClock, officer: User) -> None:
    asked = STARTED + timedelta(hours=1)
    held = pauses.hold(complaint=case_of(clock), code="weather", note="Uji", user=officer, now=STARTED)
    remembered = undo.remember(complaint=case_of(clock))
    clocks.await_citizen(complaint=case_of(clock), now=asked)

    undo.restore(complaint=case_of(clock), remembered=remembered, now=asked)

    clock.refresh_from_db()
    held.refresh_from_db()
    assert held.ended_at is None
    assert list(ClockPause.objects.filter(code="citizen").values_list("started_at", "ended_at")) == [(asked, asked)]
    assert (clock.paused_at, clock.due_at) == (STARTED, RESOLVE_DUE)


def test_the_limit_counts_however_late_the_sweep_comes(clock: SlaClock, officer: User) -> None:
    pause = pauses.hold(complaint=case_of(clock), code="weather", note="Uji", user=officer, now=STARTED)

    ended = [pauses.end_at_limit(pause=pause), pauses.end_at_limit(pause=pause)]

    pause.refresh_from_db()
    clock.refresh_from_db()
    # From Tuesday nine to Friday's closing are 6 hours and three days of 7.5; 1 May is a holiday.
    assert (ended, pause.ended_at, clock.paused_at) == ([True, False], pause.limit_at, None)
    assert clock.due_at == wita("2026-05-04 14:30")


@pytest.mark.parametrize("ends", ["resumed", "answered"])
def test_30_nothing_that_ends_a_pause_buys_time_past_its_limit(clock: SlaClock, officer: User, ends: str) -> None:
    pauses.hold(complaint=case_of(clock), code="weather", note="Banjir rob", user=officer, now=STARTED)
    late = wita("2026-04-20 09:00")  # its limit was Friday, 10 April 16.30, and no sweep has come since

    if ends == "resumed":
        pauses.let_run(complaint=case_of(clock), now=late)
    else:
        clocks.stop(complaint=case_of(clock), kind=ClockKind.RESOLVE, now=late)

    clock.refresh_from_db()
    assert ClockPause.objects.get().ended_at == wita("2026-04-10 16:30")
    # Tuesday from nine and three whole days: 6 hours and 3 times 7 hours and a half.
    assert clock.due_at == wita("2026-05-04 14:30")


def test_a_clock_that_is_replaced_keeps_what_is_known_of_its_pause(clock: SlaClock, officer: User) -> None:
    pauses.hold(complaint=case_of(clock), code="weather", note="Uji", user=officer, now=STARTED)

    clocks.set_kind(complaint=case_of(clock), complaint_kind="informasi", is_confirmed=True, now=STARTED)

    kept = ClockPause.objects.exclude(clock=clock).get()
    assert (kept.code, kept.source, kept.set_by) == ("weather", "Ketentuan kota", officer)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    start=st.integers(0, 300_000),
    stretches=st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 4000)), min_size=1, max_size=4),
)
def test_30_the_due_time_and_each_rung_past_it_move_by_exactly_the_paused_office_time(
    make_complaint: MakeComplaint, officer: User, start: int, stretches: list[tuple[int, int]]
) -> None:
    complaint, moment = make_complaint(), wita("2026-01-05 00:00") + timedelta(minutes=start)
    clock = clocks.start(complaint=complaint, kinds=[ClockKind.RESOLVE], now=moment)[0]
    before, calendar, paused = clock.due_at, current_calendar(), timedelta(0)
    for (wait, length), code in zip(stretches, ("other_body", "material", "weather", "access"), strict=False):
        begun = moment + timedelta(minutes=wait)
        pause = pauses.hold(complaint=complaint, code=code, note="Uji", user=officer, now=begun)
        moment = begun + timedelta(minutes=length)
        if pause.limit_at and moment > pause.limit_at:
            moment = pause.limit_at
            pauses.end_at_limit(pause=pause)
        else:
            pauses.let_run(complaint=complaint, now=moment)
        paused += working_time_between(calendar, begun, moment)
    clock.refresh_from_db()

    at_due = EscalationStep.objects.get(clock=clock, level="kepala_opd").fires_at
    assert (working_time_between(calendar, before, clock.due_at), at_due) == (paused, clock.due_at)


def test_the_shipped_reasons_have_a_limit_and_a_source() -> None:
    assert pause_reasons()["citizen"] == PauseReason("citizen", "Menunggu pelapor", 10, "SP4N-LAPOR", False)
    assert [reason.code for reason in pause_reasons().values() if reason.is_by_hand] == [
        "other_body",
        "material",
        "weather",
        "access",
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("- {code: a, name: A, days: 0, source: S}", "`days` is 0"),
        ("- {code: a, name: A, days: 1, source: S}\n- {code: a, name: B, days: 1, source: S}", "stands twice"),
    ],
)
def test_a_wrong_list_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "reasons.yaml"
    path.write_text(f"reasons:\n{text}\n", encoding="utf-8")

    with pytest.raises(DataFileError, match=reason):
        pause_reasons(path)
