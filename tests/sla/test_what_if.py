"""A promise run over cases of the past."""

from dataclasses import replace

import pytest

from sla import clocks
from sla.models import ClockKind, SlaClock
from sla.policies import current_policy, terms_of
from sla.terms import Terms
from sla.what_if import Comparison, compare
from tests.sla.kit import MakeComplaint, wita

pytestmark = pytest.mark.usefixtures("loaded")

STARTED = wita("2026-04-07 09:00")  # five working days end on 14 April, three on 10 April
LATER = wita("2026-05-04 09:00")


def days(amount: int) -> Terms:
    stands = terms_of(current_policy(STARTED).pk)
    targets = [replace(each, amount=amount) if each.clock_kind == "first_answer" else each for each in stands.targets]
    return Terms(tuple(targets), stands.rules)


def answered(make_complaint: MakeComplaint, *moments: str) -> None:
    for moment in moments:
        complaint = make_complaint()
        clocks.start(complaint=complaint, kinds=[ClockKind.FIRST_ANSWER], now=STARTED)
        clocks.stop(complaint=complaint, kind=ClockKind.FIRST_ANSWER, now=wita(moment))


def test_what_was_kept_and_would_not_have_been(make_complaint: MakeComplaint) -> None:
    answered(make_complaint, "2026-04-10 16:30", "2026-04-13 09:00", "2026-04-14 16:00", "2026-04-20 09:00")

    outcome = compare(SlaClock.objects.all(), days(3), LATER)

    assert outcome == [Comparison(ClockKind.FIRST_ANSWER, total=4, changed=4, newly_missed=2, newly_met=0)]


def test_what_was_missed_and_would_have_been_kept(make_complaint: MakeComplaint) -> None:
    answered(make_complaint, "2026-04-15 09:00", "2026-04-20 09:00")

    assert compare(SlaClock.objects.all(), days(6), LATER)[0].newly_met == 1


def test_the_same_promise_changes_nothing(make_complaint: MakeComplaint) -> None:
    answered(make_complaint, "2026-04-10 16:30", "2026-04-20 09:00")

    assert compare(SlaClock.objects.all(), days(5), LATER) == [Comparison(ClockKind.FIRST_ANSWER, 2, 0, 0, 0)]


def test_pauses_count_for_both(make_complaint: MakeComplaint) -> None:
    complaint = make_complaint()
    kinds = [ClockKind.FIRST_ANSWER]
    clocks.start(complaint=complaint, kinds=kinds, now=STARTED)
    clocks.pause(complaint=complaint, kinds=kinds, reason="Menunggu", now=wita("2026-04-08 07:30"))
    clocks.resume(complaint=complaint, kinds=kinds, now=wita("2026-04-09 07:30"))
    clocks.stop(complaint=complaint, kind=ClockKind.FIRST_ANSWER, now=wita("2026-04-13 16:00"))

    assert compare(SlaClock.objects.all(), days(3), LATER) == [Comparison(ClockKind.FIRST_ANSWER, 1, 1, 0, 0)]


def test_a_running_clock_is_judged_now_and_a_cancelled_one_never(make_complaint: MakeComplaint) -> None:
    running, cancelled = make_complaint(), make_complaint()
    for complaint in (running, cancelled):
        clocks.start(complaint=complaint, kinds=[ClockKind.FIRST_ANSWER], now=STARTED)
    clocks.cancel_all(complaint=cancelled, now=STARTED)

    outcome = compare(SlaClock.objects.all(), days(3), wita("2026-04-13 09:00"))

    assert outcome == [Comparison(ClockKind.FIRST_ANSWER, 1, 1, 1, 0)]


def test_nothing_is_written(make_complaint: MakeComplaint) -> None:
    answered(make_complaint, "2026-04-13 09:00")
    before = list(SlaClock.objects.values())

    compare(SlaClock.objects.all(), days(1), LATER)

    assert list(SlaClock.objects.values()) == before
