"""Clocks of a complaint: what starts, stops, holds and moves them."""

import threading
from datetime import datetime
from pathlib import Path

import pytest
from django.db import connection, transaction
from pytest_django import DjangoAssertNumQueries

from complaints.models import Complaint
from opd.models import Opd, Role
from sla import clocks
from sla.definitions import POLICIES_FILE
from sla.loading import load_policies
from sla.models import ClockKind, ClockPause, EscalationStep, Level, SlaClock
from tests.sla.kit import MakeComplaint, MakeUser, wita

pytestmark = pytest.mark.usefixtures("loaded")

FIRST_KINDS = [ClockKind.ACKNOWLEDGE, ClockKind.VERIFY, ClockKind.FIRST_ANSWER, ClockKind.RESOLVE]
STARTED = wita("2026-04-07 09:00")  # a Tuesday; Monday to Thursday close at 16.00, Friday at 16.30


def start(complaint: Complaint, *kinds: ClockKind, now: datetime = STARTED) -> SlaClock:
    return clocks.start(complaint=complaint, kinds=kinds or (ClockKind.RESOLVE,), now=now)[0]


def ladder(clock: SlaClock) -> dict[str, datetime]:
    return dict(clock.steps.filter(cancelled_at=None).order_by("rank").values_list("level", "fires_at"))


def test_each_clock_has_its_own_due_time(make_complaint: MakeComplaint) -> None:
    started = clocks.start(complaint=make_complaint(), kinds=FIRST_KINDS, now=STARTED)
    dues = {clock.kind: (clock.due_at, clock.internal_due_at, clock.legal_due_at) for clock in started}
    assert dues == {
        "acknowledge": (wita("2026-04-07 14:00"), None, None),
        "verify": (wita("2026-04-10 16:30"), wita("2026-04-08 16:00"), None),
        "first_answer": (wita("2026-04-14 16:00"), None, None),
        "resolve": (wita("2026-04-27 16:00"), None, wita("2026-06-06 23:59:59")),
    }


def test_the_ladder_is_written_before_anything_is_late(make_complaint: MakeComplaint) -> None:
    clock = start(make_complaint(), ClockKind.FIRST_ANSWER)
    # Half and three quarters of 5 days and 7 hours less lunch: of 2,250 + 360 minutes.
    assert ladder(clock) == {
        "petugas": wita("2026-04-10 08:15"),
        "kepala_bidang": wita("2026-04-13 11:37:30"),
        "kepala_opd": wita("2026-04-14 16:00"),
        "koordinator": wita("2026-04-15 16:00"),
        "sekda": wita("2026-04-17 16:30"),
        "wali_kota": wita("2026-04-21 16:00"),
    }


def test_the_clock_belongs_to_unit_and_holder(make_complaint: MakeComplaint, make_user: MakeUser, dishub: Opd) -> None:
    sari = make_user("sari", Role.PETUGAS, dishub)
    clock = start(make_complaint(opd=dishub, assignee=sari))
    assert (clock.opd, clock.holder) == (dishub, sari)


def test_five_letters_before_an_answer_are_one_promise(make_complaint: MakeComplaint) -> None:
    complaint = make_complaint()
    for hour in range(9, 14):
        start(complaint, ClockKind.NEXT_ANSWER, now=STARTED.replace(hour=hour))
    clock = SlaClock.objects.get()
    assert (clock.started_at, clock.steps.count()) == (STARTED, 6)


def test_what_is_open_already_is_given_beside_what_is_new(make_complaint: MakeComplaint) -> None:
    complaint = make_complaint()
    older = start(complaint, ClockKind.RESOLVE)
    later = STARTED.replace(hour=11)

    found = clocks.start(complaint=complaint, kinds=[ClockKind.RESOLVE, ClockKind.FIRST_ANSWER], now=later)

    assert [(clock.kind, clock.started_at) for clock in found] == [("first_answer", later), ("resolve", STARTED)]
    assert (found[1], EscalationStep.objects.count()) == (older, 12)


def test_no_kinds_start_no_clocks(make_complaint: MakeComplaint) -> None:
    found = clocks.start(complaint=make_complaint(), kinds=[], now=STARTED)

    assert (found, SlaClock.objects.count()) == ([], 0)


def test_what_start_gives_is_what_is_stored(make_complaint: MakeComplaint, make_user: MakeUser, dishub: Opd) -> None:
    complaint = make_complaint(opd=dishub, assignee=make_user("sari", Role.PETUGAS, dishub))

    given = clocks.start(complaint=complaint, kinds=FIRST_KINDS, now=STARTED)

    columns = [field.attname for field in SlaClock._meta.concrete_fields]
    stored = list(SlaClock.objects.values_list(*columns))
    assert [tuple(getattr(clock, column) for column in columns) for clock in given] == stored


@pytest.mark.django_db(transaction=True)
def test_two_who_start_the_same_clock_share_one_promise(make_complaint: MakeComplaint) -> None:
    complaint, kinds = make_complaint(), [ClockKind.NEXT_ANSWER]
    found: list[SlaClock] = []

    def start_as_well() -> None:
        try:
            found.extend(clocks.start(complaint=complaint, kinds=kinds, now=STARTED))
        finally:
            connection.close()

    second = threading.Thread(target=start_as_well)
    with transaction.atomic():
        first = clocks.start(complaint=complaint, kinds=kinds, now=STARTED)
        second.start()
        second.join(timeout=1)
        is_waiting = second.is_alive()
    second.join(timeout=20)

    assert (is_waiting, found) == (True, first)
    assert first[0].steps.count() == 6


def test_waiting_for_the_citizen_escalates_to_nobody(make_complaint: MakeComplaint) -> None:
    clock = start(make_complaint(), ClockKind.CITIZEN)
    assert (clock.due_at, clock.steps.count()) == (wita("2026-04-21 16:00"), 0)


def test_a_guessed_berkadar_gives_nobody_sixty_days(make_complaint: MakeComplaint) -> None:
    clock = start(make_complaint(kind="berkadar"))
    assert clock.due_at == wita("2026-04-27 16:00")


def test_a_confirmed_berkadar_is_due_by_the_earlier_of_policy_and_law(make_complaint: MakeComplaint) -> None:
    complaint = make_complaint(kind="berkadar")
    (clock,) = clocks.start(complaint=complaint, kinds=[ClockKind.RESOLVE], now=STARTED, is_kind_confirmed=True)
    # Sixty working days would end on 9 July; sixty days of UU 25/2009 end before.
    assert (clock.due_at, clock.legal_due_at) == (wita("2026-06-06 23:59:59"), wita("2026-06-06 23:59:59"))


def test_all_clocks_together_cost_a_fixed_number_of_queries(
    make_complaint: MakeComplaint, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    start(make_complaint())
    complaint = make_complaint()
    # Policy with the calendar's version, clocks, steps.
    with django_assert_num_queries(3):
        clocks.start(complaint=complaint, kinds=FIRST_KINDS, now=STARTED)


def test_stopping_cancels_what_was_planned(make_complaint: MakeComplaint) -> None:
    complaint = make_complaint()
    clock = start(complaint)
    stopped_at = wita("2026-04-09 10:00")
    assert clocks.stop(complaint=complaint, kind=ClockKind.RESOLVE, now=stopped_at) is True
    clock.refresh_from_db()
    assert (clock.is_open, clock.stopped_at) == (False, stopped_at)
    assert set(clock.steps.values_list("cancelled_at", flat=True)) == {stopped_at}


def test_there_may_be_nothing_to_stop(make_complaint: MakeComplaint) -> None:
    assert clocks.stop(complaint=make_complaint(), kind=ClockKind.RESOLVE, now=STARTED) is False


def test_another_complaint_runs_on(make_complaint: MakeComplaint) -> None:
    other = start(make_complaint())
    complaint = make_complaint()
    start(complaint)
    clocks.stop(complaint=complaint, kind=ClockKind.RESOLVE, now=STARTED)
    other.refresh_from_db()
    assert other.is_open is True


def test_stopped_in_a_pause_the_due_time_has_moved(make_complaint: MakeComplaint) -> None:
    complaint = make_complaint()
    clock = start(complaint)
    hold(complaint, "2026-04-08 09:00")
    clocks.stop(complaint=complaint, kind=ClockKind.RESOLVE, now=wita("2026-04-08 11:00"))
    clock.refresh_from_db()
    assert (clock.due_at, clock.paused_at) == (wita("2026-04-28 09:30"), None)


def test_cancel_all_leaves_no_verdict(make_complaint: MakeComplaint) -> None:
    complaint = make_complaint()
    clocks.start(complaint=complaint, kinds=FIRST_KINDS, now=STARTED)
    clocks.cancel_all(complaint=complaint, now=wita("2026-04-08 09:00"))
    verdicts = set(SlaClock.objects.values_list("is_open", "stopped_at", "cancelled_at"))
    assert verdicts == {(False, None, wita("2026-04-08 09:00"))}
    assert EscalationStep.objects.filter(cancelled_at=None).count() == 0


def hold(complaint: Complaint, at: str) -> None:
    clocks.pause(complaint=complaint, kinds=[ClockKind.RESOLVE], reason="Menunggu pelapor", now=wita(at))


def go_on(complaint: Complaint, at: str) -> None:
    clocks.resume(complaint=complaint, kinds=[ClockKind.RESOLVE], now=wita(at))


def test_a_pause_needs_a_reason(make_complaint: MakeComplaint) -> None:
    complaint = make_complaint()
    start(complaint)
    with pytest.raises(clocks.ClockError, match="reason"):
        clocks.pause(complaint=complaint, kinds=[ClockKind.RESOLVE], reason=" ", now=STARTED)


def test_a_pause_has_the_limit_of_sp4n(make_complaint: MakeComplaint) -> None:
    complaint = make_complaint()
    clock = start(complaint)
    hold(complaint, "2026-04-08 09:00")
    pause = clock.pauses.get()
    assert (pause.reason, pause.limit_at) == ("Menunggu pelapor", wita("2026-04-22 16:00"))


def test_pausing_twice_is_one_pause(make_complaint: MakeComplaint) -> None:
    complaint = make_complaint()
    clock = start(complaint)
    hold(complaint, "2026-04-08 09:00")
    hold(complaint, "2026-04-09 09:00")
    clock.refresh_from_db()
    assert (clock.paused_at, clock.pauses.count()) == (wita("2026-04-08 09:00"), 1)


def test_every_date_moves_by_the_paused_working_time_exactly(make_complaint: MakeComplaint) -> None:
    complaint = make_complaint()
    clock = start(complaint)
    before = ladder(clock)
    # Two hours on Wednesday; the night before and the lunch in between do not count.
    hold(complaint, "2026-04-08 05:00")
    go_on(complaint, "2026-04-08 09:30")
    clock.refresh_from_db()
    assert (clock.due_at, clock.legal_due_at) == (wita("2026-04-28 09:30"), wita("2026-06-08 09:30"))
    assert before["petugas"] == wita("2026-04-16 12:00")
    assert ladder(clock) == {
        "petugas": wita("2026-04-16 15:00"),
        "kepala_bidang": wita("2026-04-22 11:45"),
        "kepala_opd": wita("2026-04-28 09:30"),
        "koordinator": wita("2026-04-29 16:00"),
        "sekda": wita("2026-05-04 16:00"),
        "wali_kota": wita("2026-05-06 16:00"),
    }


def test_a_weekend_pauses_nothing(make_complaint: MakeComplaint) -> None:
    complaint = make_complaint()
    clock = start(complaint)
    hold(complaint, "2026-04-10 17:00")
    go_on(complaint, "2026-04-13 07:00")
    clock.refresh_from_db()
    assert (clock.due_at, clock.paused_at) == (wita("2026-04-27 16:00"), None)


def test_two_pauses_add_up(make_complaint: MakeComplaint) -> None:
    complaint = make_complaint()
    clock = start(complaint)
    for day in ("2026-04-08", "2026-04-09"):
        hold(complaint, f"{day} 09:00")
        go_on(complaint, f"{day} 10:00")
    clock.refresh_from_db()
    assert clock.due_at == wita("2026-04-28 09:30")
    assert ClockPause.objects.filter(ended_at=None).count() == 0


def test_what_has_fired_stays_fired(make_complaint: MakeComplaint) -> None:
    complaint = make_complaint()
    clock = start(complaint)
    fired_at = wita("2026-04-16 12:00")
    clock.steps.filter(level=Level.PETUGAS).update(fired_at=fired_at)
    hold(complaint, "2026-04-23 09:00")
    go_on(complaint, "2026-04-23 10:00")
    assert clock.steps.get(level=Level.PETUGAS).fires_at == fired_at
    assert clock.steps.get(level=Level.KEPALA_OPD).fires_at == wita("2026-04-28 08:30")


def test_resuming_what_runs_changes_nothing(make_complaint: MakeComplaint) -> None:
    complaint = make_complaint()
    clock = start(complaint)
    go_on(complaint, "2026-04-08 09:00")
    clock.refresh_from_db()
    assert clock.due_at == wita("2026-04-27 16:00")


def test_an_answer_that_did_not_arrive_buys_no_time(make_complaint: MakeComplaint) -> None:
    complaint = make_complaint()
    clock = start(complaint, ClockKind.FIRST_ANSWER)
    planned = ladder(clock)
    clocks.stop(complaint=complaint, kind=ClockKind.FIRST_ANSWER, now=wita("2026-04-08 09:00"))
    clocks.reopen(complaint=complaint, kind=ClockKind.FIRST_ANSWER, now=wita("2026-04-10 09:00"))
    clock.refresh_from_db()
    assert (clock.is_open, clock.stopped_at, clock.due_at) == (True, None, wita("2026-04-14 16:00"))
    assert ladder(clock) == planned


def test_the_older_promise_holds(make_complaint: MakeComplaint) -> None:
    complaint = make_complaint()
    older = start(complaint, ClockKind.NEXT_ANSWER)
    clocks.stop(complaint=complaint, kind=ClockKind.NEXT_ANSWER, now=wita("2026-04-08 09:00"))
    younger = start(complaint, ClockKind.NEXT_ANSWER, now=wita("2026-04-08 11:00"))
    clocks.reopen(complaint=complaint, kind=ClockKind.NEXT_ANSWER, now=wita("2026-04-08 12:00"))
    younger.refresh_from_db()
    assert SlaClock.objects.get(is_open=True) == older
    assert younger.cancelled_at == wita("2026-04-08 12:00")


def test_a_case_opened_again_does_not_pay_for_the_time_between(make_complaint: MakeComplaint) -> None:
    complaint = make_complaint()
    start(complaint)
    clocks.stop(complaint=complaint, kind=ClockKind.RESOLVE, now=wita("2026-04-08 07:30"))
    clock = clocks.reopen(
        complaint=complaint, kind=ClockKind.RESOLVE, now=wita("2026-04-10 07:30"), gap_reason="Dibuka kembali"
    )
    assert clock is not None
    assert (clock.due_at, clock.pauses.get().reason) == (wita("2026-04-29 16:00"), "Dibuka kembali")


def test_there_may_be_nothing_to_reopen(make_complaint: MakeComplaint) -> None:
    complaint = make_complaint()
    start(complaint)
    assert clocks.reopen(complaint=complaint, kind=ClockKind.RESOLVE, now=STARTED) is None


def test_a_transfer_buys_no_time(make_complaint: MakeComplaint, make_user: MakeUser, dishub: Opd, pupr: Opd) -> None:
    complaint = make_complaint(opd=dishub, assignee=make_user("sari", Role.PETUGAS, dishub))
    clock = start(complaint)
    planned = ladder(clock)
    complaint.opd, complaint.assignee = pupr, None
    clocks.reassign(complaint=complaint, now=wita("2026-04-20 09:00"))
    clock.refresh_from_db()
    assert (clock.opd, clock.holder, clock.due_at) == (pupr, None, wita("2026-04-27 16:00"))
    assert ladder(clock) == planned


def test_a_confirmed_class_is_counted_from_the_start_and_the_old_promise_is_kept(make_complaint: MakeComplaint) -> None:
    complaint = make_complaint()
    old = start(complaint)
    set_kind(complaint, "informasi", is_confirmed=True)
    new = SlaClock.objects.get(is_open=True)
    old.refresh_from_db()
    assert (old.cancelled_at, old.due_at) == (wita("2026-04-08 09:00"), wita("2026-04-27 16:00"))
    assert (new.started_at, new.due_at) == (STARTED, wita("2026-04-14 16:00"))
    assert ladder(new)["kepala_opd"] == wita("2026-04-14 16:00")
    assert ladder(old) == {}


def test_berkadar_takes_effect_when_a_person_confirms_it(make_complaint: MakeComplaint) -> None:
    complaint = make_complaint()
    start(complaint)
    set_kind(complaint, "berkadar", is_confirmed=False)
    assert SlaClock.objects.get().due_at == wita("2026-04-27 16:00")
    set_kind(complaint, "berkadar", is_confirmed=True)
    assert SlaClock.objects.get(is_open=True).due_at == wita("2026-06-06 23:59:59")


def test_a_guess_never_lengthens_what_an_earlier_guess_shortened(make_complaint: MakeComplaint) -> None:
    complaint = make_complaint()
    start(complaint)
    set_kind(complaint, "informasi", is_confirmed=False)
    set_kind(complaint, "berkadar", is_confirmed=False)
    assert SlaClock.objects.get(is_open=True).due_at == wita("2026-04-14 16:00")


def test_a_guess_changes_nothing_that_a_person_confirmed(make_complaint: MakeComplaint) -> None:
    complaint = make_complaint()
    start(complaint)
    set_kind(complaint, "aspirasi", is_confirmed=True)
    set_kind(complaint, "informasi", is_confirmed=False)
    clock = SlaClock.objects.get()
    assert (clock.complaint_kind, clock.due_at) == ("aspirasi", wita("2026-04-27 16:00"))


def test_pauses_go_along(make_complaint: MakeComplaint) -> None:
    complaint = make_complaint()
    start(complaint)
    hold(complaint, "2026-04-08 07:30")
    go_on(complaint, "2026-04-08 08:30")
    hold(complaint, "2026-04-08 08:45")
    set_kind(complaint, "informasi", is_confirmed=True)
    new = SlaClock.objects.get(is_open=True)
    assert (new.due_at, new.paused_at) == (wita("2026-04-15 08:30"), wita("2026-04-08 08:45"))
    go_on(complaint, "2026-04-08 09:45")
    new.refresh_from_db()
    assert (new.due_at, new.pauses.count()) == (wita("2026-04-15 09:30"), 2)


def test_an_unknown_class_is_refused(make_complaint: MakeComplaint) -> None:
    with pytest.raises(clocks.ClockError, match="'pujian'"):
        set_kind(make_complaint(), "pujian", is_confirmed=True)


def set_kind(complaint: Complaint, kind: str, *, is_confirmed: bool) -> None:
    clocks.set_kind(complaint=complaint, complaint_kind=kind, is_confirmed=is_confirmed, now=wita("2026-04-08 09:00"))


def test_a_changed_policy_leaves_running_clocks_their_version(make_complaint: MakeComplaint, tmp_path: Path) -> None:
    complaint = make_complaint()
    clock = start(complaint)
    stricter = tmp_path / "policies.yaml"
    stricter.write_text(POLICIES_FILE.read_text().replace("amount: 14", "amount: 7"))
    load_policies(now=wita("2026-04-08 08:00"), path=stricter)

    hold(complaint, "2026-04-08 09:00")
    go_on(complaint, "2026-04-08 10:00")
    clock.refresh_from_db()
    later = start(make_complaint(), now=wita("2026-04-08 10:00"))

    assert (clock.policy.version, clock.due_at) == (1, wita("2026-04-28 08:30"))
    assert (later.policy.version, later.due_at) == (2, wita("2026-04-17 16:30"))


def test_the_promise_to_the_citizen_is_the_clock_of_resolving(make_complaint: MakeComplaint) -> None:
    complaint = make_complaint()
    clocks.start(complaint=complaint, kinds=FIRST_KINDS, now=STARTED)
    assert clocks.promised_at(complaint=complaint) == wita("2026-04-27 16:00")


def test_no_clock_of_resolving_is_no_promise(make_complaint: MakeComplaint) -> None:
    with pytest.raises(clocks.ClockError):
        clocks.promised_at(complaint=make_complaint())


def test_next_office_moment() -> None:
    assert clocks.next_office_moment(wita("2026-04-07 22:00")) == wita("2026-04-08 07:30")


def test_a_persons_decision_on_the_kind_counts_the_open_clocks_anew(make_complaint: MakeComplaint) -> None:
    due_at = wita("2026-04-14 16:00")  # five working days after the start
    complaint = make_complaint()
    start(complaint)
    complaint.kind = "informasi"
    clocks.change_kind(complaint=complaint, now=wita("2026-04-08 09:00"))
    clock = SlaClock.objects.get(complaint=complaint, is_open=True)
    assert (clock.complaint_kind, clock.is_kind_confirmed, clock.due_at) == ("informasi", True, due_at)


def test_a_cancelled_clock_that_is_restored_goes_on_as_if_nothing_had_been(make_complaint: MakeComplaint) -> None:
    complaint = make_complaint()
    clock = start(complaint, ClockKind.FIRST_ANSWER)
    planned, moment = ladder(clock), wita("2026-04-08 10:00")
    clocks.cancel_all(complaint=complaint, now=moment)

    clocks.restore(complaint=complaint, cancelled_at=moment)

    restored = SlaClock.objects.get(pk=clock.pk)
    assert (restored.is_open, restored.cancelled_at, restored.due_at) == (True, None, clock.due_at)
    assert ladder(clock) == planned


def test_what_was_held_when_it_was_cancelled_is_held_again(make_complaint: MakeComplaint) -> None:
    complaint = make_complaint()
    clock, held, moment = start(complaint), wita("2026-04-08 09:00"), wita("2026-04-08 10:00")
    clocks.pause(complaint=complaint, kinds=[ClockKind.RESOLVE], reason="Menunggu pelapor", now=held)
    clocks.cancel_all(complaint=complaint, now=moment)

    clocks.restore(complaint=complaint, cancelled_at=moment)

    assert list(ClockPause.objects.filter(clock=clock).values_list("started_at", "ended_at")) == [(held, None)]
    assert SlaClock.objects.get(pk=clock.pk).paused_at == held


def test_only_what_was_cancelled_at_that_moment_is_restored(make_complaint: MakeComplaint) -> None:
    complaint = make_complaint()
    earlier = start(complaint, ClockKind.VERIFY)
    clocks.cancel_all(complaint=complaint, now=wita("2026-04-07 10:00"))
    start(complaint, ClockKind.RESOLVE)
    clocks.cancel_all(complaint=complaint, now=wita("2026-04-08 10:00"))

    clocks.restore(complaint=complaint, cancelled_at=wita("2026-04-08 10:00"))

    assert not SlaClock.objects.get(pk=earlier.pk).is_open
