"""Random weeks of a city against a slow reference that knows nothing of the engine: it counts minute by minute."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from complaints.models import Complaint
from opd.models import Opd
from sla import clocks
from sla.definitions import POLICIES_FILE
from sla.drafts import Draft, Shift, WorkDay
from sla.escalation import escalate_due
from sla.holidays import add_holiday, change_calendar
from sla.loading import load_policies
from sla.models import ClockKind, EscalationStep, Holiday, Recount, SlaClock
from sla.recount import finish_recount
from tests.line_truth import assert_lines_are_true
from tests.sla.kit import MakeComplaint, wita

pytestmark = pytest.mark.usefixtures("cast")
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
BEGIN = wita("2026-06-01 06:00")  # a Monday, after Ramadan
WITH_LUNCH = ((time(7, 30), time(12)), (time(13), time(16)))
FRIDAY = ((time(7, 30), time(11, 30)), (time(13), time(16, 30)))
KINDS = (ClockKind.ACCEPT, ClockKind.FIRST_ANSWER)
AFTER_DUE = {"kepala_opd": 0, "koordinator": 1, "sekda": 3, "wali_kota": 5}
SATURDAY = 5


@dataclass
class Reference:
    """The calendar as sets: days off, free days that are worked, units on shift. Time by counting."""

    holidays: set[date]
    worked: set[date] = field(default_factory=set)
    shifts: set[int] = field(default_factory=set)

    def blocks(self, day: date, unit: int) -> tuple[tuple[time, time], ...]:
        if unit in self.shifts:
            return ((time(0), time.max),)
        if day in self.worked:
            return WITH_LUNCH
        if day.weekday() > 4 or day in self.holidays:
            return ()
        return FRIDAY if day.weekday() == 4 else WITH_LUNCH

    def is_office(self, moment: datetime, unit: int) -> bool:
        return any(opens <= moment.time() < closes for opens, closes in self.blocks(moment.date(), unit))

    def minutes(self, start: datetime, end: datetime, unit: int) -> int:
        return sum(self.is_office(start + MINUTE * step, unit) for step in range((end - start) // MINUTE))

    def add(self, moment: datetime, minutes: int, unit: int) -> datetime:
        while minutes:
            minutes -= self.is_office(moment, unit)
            moment += MINUTE
        return moment

    def closing(self, day: date, days: int, unit: int) -> datetime:
        while days:
            day += DAY
            days -= bool(self.blocks(day, unit))
        return datetime.combine(day, self.blocks(day, unit)[-1][1].replace(microsecond=0), BEGIN.tzinfo)


@dataclass
class Model:
    """What one clock should be."""

    pk: int
    complaint: Complaint
    kind: ClockKind
    unit: int
    started_at: datetime
    amount: int
    due_at: datetime = BEGIN
    pauses: list[tuple[datetime, datetime]] = field(default_factory=list)
    paused_at: datetime | None = None
    is_open: bool = True
    fired: set[str] = field(default_factory=set)
    moments: dict[str, datetime] = field(default_factory=dict)

    def count(self, reference: Reference) -> None:
        """Due time and the rungs that have not fired, from the beginning."""
        if self.kind == ClockKind.ACCEPT:
            base = reference.add(self.started_at, self.amount, self.unit)
        else:
            base = reference.closing(self.started_at.date(), self.amount, self.unit)
        paused = sum(reference.minutes(*pause, self.unit) for pause in self.pauses)
        self.due_at = reference.add(base, paused, self.unit)
        for level, days in AFTER_DUE.items():
            if level not in self.fired:
                self.moments[level] = reference.closing(self.due_at.date(), days, self.unit) if days else self.due_at

    def sweep(self, now: datetime) -> None:
        if self.is_open and not self.paused_at:
            self.fired |= {level for level, moment in self.moments.items() if moment < now}


class City:
    """The product and the models side by side; each act is done to both."""

    def __init__(self, complaints: list[Complaint], tmp_path: Path, other: Opd) -> None:
        self.complaints, self.other = complaints, other
        self.policies = tmp_path / "policies.yaml"
        self.reference = Reference(set(Holiday.objects.values_list("date", flat=True)))
        self.models: list[Model] = []
        self.amounts = {ClockKind.ACCEPT: 240, ClockKind.FIRST_ANSWER: 5}

    def running(self, complaint: Complaint, kind: ClockKind) -> Model | None:
        mine = (m for m in self.models if m.complaint == complaint and m.kind == kind and m.is_open)
        return next(mine, None)

    def start(self, complaint: Complaint, kind: ClockKind, now: datetime) -> None:
        clock = clocks.start(complaint=complaint, kinds=[kind], now=now)[0]
        if self.running(complaint, kind) is None:
            assert complaint.opd_id
            model = Model(clock.pk, complaint, kind, complaint.opd_id, now, self.amounts[kind])
            model.count(self.reference)
            self.models.append(model)

    def stop(self, complaint: Complaint, kind: ClockKind, now: datetime) -> None:
        self._end_pause(complaint, kind, now)
        clocks.stop(complaint=complaint, kind=kind, now=now)
        if model := self.running(complaint, kind):
            model.is_open = False

    def pause(self, complaint: Complaint, kind: ClockKind, now: datetime) -> None:
        clocks.pause(complaint=complaint, kinds=[kind], reason="Uji", now=now)
        model = self.running(complaint, kind)
        if model and not model.paused_at:
            model.paused_at = now

    def resume(self, complaint: Complaint, kind: ClockKind, now: datetime) -> None:
        clocks.resume(complaint=complaint, kinds=[kind], now=now)
        self._end_pause(complaint, kind, now)

    def transfer(self, complaint: Complaint, kind: ClockKind, now: datetime) -> None:
        complaint.opd = self.other
        clocks.reassign(complaint=complaint, now=now)

    def day_off(self, complaint: Complaint, kind: ClockKind, now: datetime) -> None:
        day = now.date() + DAY * (1 + self.complaints.index(complaint))
        if day in self.reference.worked:
            return
        recount = add_holiday(day=day, name="Libur", kind="local", source="Uji", now=now)
        self.reference.holidays.add(day)
        self._count_anew(recount, now)

    def work_day(self, complaint: Complaint, kind: ClockKind, now: datetime) -> None:
        day = now.date() + DAY * ((SATURDAY - now.weekday()) % 7)
        if day in self.reference.worked | self.reference.holidays:
            return
        self._change(Draft(work_added=(WorkDay(day, "Pengganti libur", 0),)), now)
        self.reference.worked.add(day)
        self._count_anew(Recount.objects.latest("pk"), now)

    def shift(self, complaint: Complaint, kind: ClockKind, now: datetime) -> None:
        assert complaint.opd
        shifts = (Shift(complaint.opd.pk, complaint.opd.short_name),)
        is_on = complaint.opd.pk in self.reference.shifts
        self._change(Draft(shifts_dropped=shifts) if is_on else Draft(shifts_added=shifts), now)
        self.reference.shifts ^= {complaint.opd.pk}
        self._count_anew(Recount.objects.latest("pk"), now)

    def _change(self, draft: Draft, now: datetime) -> None:
        change_calendar(draft=draft, reason="Uji", document="SK Uji", user=None, now=now)

    def _count_anew(self, recount: Recount, now: datetime) -> None:
        finish_recount(recount=recount, now=now)
        for model in self.models:
            if model.is_open:
                model.count(self.reference)

    def new_policy(self, complaint: Complaint, kind: ClockKind, now: datetime) -> None:
        amount = self.amounts[ClockKind.FIRST_ANSWER] % 7 + 1
        text = POLICIES_FILE.read_text(encoding="utf-8")
        old = "{clock: first_answer, amount: 5,"
        self.policies.write_text(text.replace(old, old.replace("5", str(amount))), encoding="utf-8")
        load_policies(now=now, path=self.policies)
        self.amounts[ClockKind.FIRST_ANSWER] = amount

    def check(self, now: datetime) -> None:
        """A sweep, then every clock and every rung beside its model, and the lines of the lists beside the clocks."""
        escalate_due(now=now)
        assert_lines_are_true()
        for model in self.models:
            model.sweep(now)
        stored = dict(SlaClock.objects.values_list("pk", "due_at"))
        fired = EscalationStep.objects.filter(fired_at__isnull=False, level__in=AFTER_DUE)
        assert {model.pk: model.due_at for model in self.models} == stored
        assert {(model.pk, level) for model in self.models for level in model.fired} == set(
            fired.values_list("clock", "level")
        )

    def _end_pause(self, complaint: Complaint, kind: ClockKind, now: datetime) -> None:
        model = self.running(complaint, kind)
        if model and model.paused_at:
            model.pauses.append((model.paused_at, now))
            model.paused_at = None
            model.count(self.reference)


ACTS = (
    *(City.start, City.start, City.stop, City.pause, City.resume, City.transfer),
    *(City.day_off, City.work_day, City.shift, City.new_policy),
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    story=st.lists(
        st.tuples(st.sampled_from(ACTS), st.integers(0, 2), st.sampled_from(KINDS), st.integers(1, 2500)),
        min_size=5,
        max_size=14,
    )
)
def test_every_due_time_and_escalation_is_that_of_the_reference(
    make_complaint: MakeComplaint,
    dishub: Opd,
    pupr: Opd,
    tmp_path: Path,
    story: list[tuple[object, int, ClockKind, int]],
) -> None:
    # Each story begins with the calendar and policy as shipped.
    with transaction.atomic():
        city = City([make_complaint(opd=dishub) for _ in range(3)], tmp_path, pupr)
        now = BEGIN
        for act, which, kind, minutes in story:
            now += MINUTE * minutes
            act(city, city.complaints[which], kind, now)  # type: ignore[operator]
            city.check(now)
        transaction.set_rollback(True)
