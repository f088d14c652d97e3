"""More time: asked and decided once, inside the law, and part of every later count."""

from datetime import date, timedelta

import pytest

from complaints.models import Complaint
from opd.models import Opd, Role, User
from sla import clocks, extensions
from sla.calendars import current_calendar
from sla.errors import ClockRefusedError
from sla.explain import explain
from sla.holidays import add_holiday
from sla.models import ClockKind, DueChange, EscalationStep, Extension, SlaClock
from sla.recount import finish_recount
from sla.terms import DueTimes, extend
from tests.sla.kit import STARTED, MakeComplaint, MakeUser, promise, wita

pytestmark = pytest.mark.usefixtures("loaded")
DUE = wita("2026-04-27 16:00")
UNTIL = date(2026, 5, 8)  # a Friday
NEW_DUE = wita("2026-05-08 16:30")
LATER = STARTED + timedelta(days=1)


@pytest.fixture
def officer(make_user: MakeUser, dishub: Opd) -> User:
    return make_user("sari", Role.PETUGAS, dishub)


@pytest.fixture
def clock(make_complaint: MakeComplaint, dishub: Opd) -> SlaClock:
    return promise(make_complaint(opd=dishub), ClockKind.RESOLVE)


def case_of(clock: SlaClock) -> Complaint:
    return Complaint.objects.get(pk=clock.complaint_id)


def asked(clock: SlaClock, officer: User, until: date = UNTIL) -> Extension:
    return extensions.ask(complaint=case_of(clock), until=until, reason="Bahan dari Jawa", user=officer, now=STARTED)


def granted(clock: SlaClock, officer: User, until: date = UNTIL) -> SlaClock:
    extensions.decide(extension=asked(clock, officer, until), is_granted=True, remark="Wajar", user=officer, now=LATER)
    clock.refresh_from_db()
    return clock


def test_asking_moves_nothing(clock: SlaClock, officer: User) -> None:
    asked(clock, officer)

    clock.refresh_from_db()
    assert (clock.due_at, DueChange.objects.count()) == (DUE, 0)


def test_granted_the_due_time_and_the_rungs_move_and_the_former_stays_on_record(clock: SlaClock, officer: User) -> None:
    granted(clock, officer)

    change = DueChange.objects.get()
    assert (clock.due_at, change.old_due_at, change.new_due_at) == (NEW_DUE, DUE, NEW_DUE)
    assert change.reason == "Diperpanjang sampai 08-05-2026"
    assert EscalationStep.objects.get(clock=clock, level="kepala_opd").fires_at == NEW_DUE


def test_refused_the_due_time_stays_and_so_does_the_request(clock: SlaClock, officer: User) -> None:
    request = asked(clock, officer)

    extensions.decide(extension=request, is_granted=False, remark="Bahan ada", user=officer, now=LATER)

    clock.refresh_from_db()
    request.refresh_from_db()
    assert (clock.due_at, request.is_granted, request.remark, request.until) == (DUE, False, "Bahan ada", UNTIL)


def test_a_request_is_decided_once(clock: SlaClock, officer: User) -> None:
    request = asked(clock, officer)
    extensions.decide(extension=request, is_granted=False, remark="Tidak", user=officer, now=LATER)

    with pytest.raises(ClockRefusedError, match="sudah diputuskan"):
        extensions.decide(extension=request, is_granted=True, remark="Ya", user=officer, now=LATER)
    clock.refresh_from_db()
    assert clock.due_at == DUE


def test_of_a_promise_that_was_kept_nothing_is_granted(clock: SlaClock, officer: User) -> None:
    request = asked(clock, officer)
    clocks.stop(complaint=case_of(clock), kind=ClockKind.RESOLVE, now=STARTED)

    with pytest.raises(ClockRefusedError, match="sudah tidak berjalan"):
        extensions.decide(extension=request, is_granted=True, remark="Ya", user=officer, now=LATER)
    request.refresh_from_db()
    assert request.is_granted is None


@pytest.mark.parametrize(
    ("until", "reason"),
    [
        (date(2026, 5, 9), "hari kerja"),  # a Saturday
        (date(2026, 5, 1), "hari kerja"),  # a holiday
        (date(2026, 4, 27), "sesudah tenggat sekarang"),
        (date(2026, 6, 8), "Batas undang-undang 06-06-2026"),
    ],
)
def test_days_that_cannot_be_asked_for(clock: SlaClock, officer: User, until: date, reason: str) -> None:
    with pytest.raises(ClockRefusedError, match=reason):
        asked(clock, officer, until)


def test_one_request_at_a_time(clock: SlaClock, officer: User) -> None:
    asked(clock, officer)

    with pytest.raises(ClockRefusedError, match="belum diputuskan"):
        asked(clock, officer)


def test_exactly_at_the_due_time_is_in_time_and_a_second_later_is_not(clock: SlaClock, officer: User) -> None:
    facts = {"complaint": case_of(clock), "until": UNTIL, "reason": "Uji", "user": officer}

    with pytest.raises(ClockRefusedError, match="sudah lewat"):
        extensions.ask(now=DUE + timedelta(seconds=1), **facts)  # type: ignore[arg-type]
    assert extensions.ask(now=DUE, **facts).asked_at == DUE  # type: ignore[arg-type]


def test_a_pause_after_the_grant_moves_the_new_date_and_one_before_it_does_not(clock: SlaClock, officer: User) -> None:
    clocks.pause(complaint=case_of(clock), kinds=[ClockKind.RESOLVE], reason="Uji", now=STARTED)
    clocks.resume(complaint=case_of(clock), kinds=[ClockKind.RESOLVE], now=STARTED + timedelta(hours=2))
    granted(clock, officer)
    before = clock.due_at
    clocks.pause(complaint=case_of(clock), kinds=[ClockKind.RESOLVE], reason="Uji", now=wita("2026-04-20 08:00"))

    clocks.resume(complaint=case_of(clock), kinds=[ClockKind.RESOLVE], now=wita("2026-04-20 10:00"))

    clock.refresh_from_db()
    assert (before, clock.due_at) == (NEW_DUE, wita("2026-05-11 09:30"))


def test_a_recount_keeps_the_granted_date(clock: SlaClock, officer: User) -> None:
    granted(clock, officer)

    recount = add_holiday(day=date(2026, 4, 22), name="Libur", kind="local", source="Uji", now=LATER)
    finish_recount(recount=recount, now=LATER)

    clock.refresh_from_db()
    assert clock.due_at == NEW_DUE


def test_a_changed_kind_keeps_what_the_citizen_was_told(clock: SlaClock, officer: User) -> None:
    granted(clock, officer)

    clocks.set_kind(complaint=case_of(clock), complaint_kind="informasi", is_confirmed=True, now=LATER)

    successor = SlaClock.objects.get(complaint=clock.complaint_id, is_open=True)
    assert (successor.due_at, successor.complaint_kind) == (NEW_DUE, "informasi")


def test_the_extension_stands_in_the_explanation(clock: SlaClock, officer: User) -> None:
    explanation = explain(granted(clock, officer))

    assert (explanation.moved_to, explanation.due_at, explanation.agrees) == (DUE, NEW_DUE, True)
    assert explanation.extension == Extension.objects.get()


def test_the_law_caps_what_pauses_make_of_an_extension(loaded: None) -> None:
    law = wita("2026-05-08 23:59:59")
    paused = [(wita("2026-04-20 07:30"), wita("2026-04-20 16:00"))]

    times = extend(current_calendar(), DueTimes(DUE, legal=law), UNTIL, LATER, paused)

    assert times == DueTimes(law, legal=law)
