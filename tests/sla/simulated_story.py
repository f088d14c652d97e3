"""A city kept twice: what both sides share, dying in the middle of an act, the sweep, and the comparison."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from random import Random
from typing import Any, TypeVar

from django.db import connection, transaction

from complaints.models import Complaint
from opd.models import Category, Notice, Opd, User
from sla import pauses
from sla.escalation import escalate_due
from sla.models import ClockKind, EscalationStep, Holiday, ShiftUnit, SlaClock
from sla.queries import expired_pauses
from tests.line_truth import assert_lines_are_true
from tests.sla.expected import Expected
from tests.sla.kit import MakeComplaint
from tests.sla.slow_reference import Reference

Result = TypeVar("Result")
MOST_STATEMENTS = 30


class Died(BaseException):
    """A process that is gone: nobody in it handles anything any more."""


class Story:
    """`death` is how many of a hundred acts die at a random statement and are done again."""

    def __init__(self, random: Random, units: list[Opd], categories: list[Category], facts: dict[str, Any]) -> None:
        self.random, self.units, self.categories = random, units, categories
        self.make: MakeComplaint = facts["make"]
        self.policies: Path = facts["path"]
        self.death: int = facts["death"]
        self.user = User.objects.get(username="koordinator")
        self.reference = Reference(set(Holiday.objects.values_list("date", flat=True)))
        self.reference.fasts["Ramadan 2026"] = (date(2026, 2, 19), date(2026, 3, 19))
        self.reference.shifts = set(ShiftUnit.objects.values_list("opd", "category"))
        self.cases: list[Complaint] = []
        self.clocks: list[Expected] = []
        self.amounts = {"accept": 240, "verify": 3, "first_answer": 5, "tidak_berkadar": 14}
        self.percents = (50, 75)
        self.done: Counter[str] = Counter()

    # Doing

    def attempt(self, act: Callable[[], Result]) -> Result:
        """Does the act in one transaction, and again when it has died in the middle of it."""
        if self.random.randrange(100) < self.death:
            try:
                with transaction.atomic(), self._dying():
                    return act()
            except Died:
                self.done["died in an act"] += 1
        with transaction.atomic():
            return act()

    def repeat(self, name: str, work: Callable[[], object]) -> None:
        """Work that has transactions of its own: what it has committed stays when it dies, and it is begun again."""
        if self.random.randrange(100) < self.death:
            try:
                with self._dying():
                    work()
                    return
            except Died:
                self.done[f"died in {name}"] += 1
        work()

    @contextmanager
    def _dying(self) -> Iterator[None]:
        left = self.random.randint(1, MOST_STATEMENTS)

        def execute(run: Callable[..., object], *facts: Any) -> object:
            nonlocal left
            left -= 1
            if not left:
                raise Died
            return run(*facts)

        with connection.execute_wrapper(execute):
            yield

    # Sweeping and comparing

    def sweep(self, now: datetime) -> None:
        """Pauses whose limit has passed end there, then every step whose time is over fires."""
        self.repeat("the end of pauses", lambda: [pauses.end_at_limit(pause=pause) for pause in expired_pauses(now)])
        for clock in self.running():
            if clock.limit_at and clock.limit_at < now:
                clock.end_pause(self.reference, now)
        self.repeat("a sweep", lambda: escalate_due(now=now))
        for clock in self.running():
            clock.sweep(now)

    def compare(self, compared: list[Expected]) -> None:
        """Due times and law, whether it runs, which rungs have fired and when the others will."""
        keys = [clock.pk for clock in compared]
        rows = SlaClock.objects.filter(pk__in=keys).values_list("pk", "due_at", "legal_due_at", "is_open", "stopped_at")
        stored = {pk: tuple(facts) for pk, *facts in rows}
        steps = list(EscalationStep.objects.filter(clock__in=keys))
        fired = {(step.clock_id, step.level) for step in steps if step.fired_at}
        waiting = {(step.clock_id, step.level): step.fires_at for step in steps if not step.fired_at}
        for clock in compared:
            facts = (clock.due_at, clock.legal_at, clock.is_open, clock.stopped_at)
            assert stored[clock.pk] == facts, f"{stored[clock.pk]} instead of {facts}: {clock}"
            levels = {level for pk, level in fired if pk == clock.pk}
            assert levels == clock.fired, f"{levels} fired: {clock}"
            for level, moment in clock.moments.items():
                if clock.is_open and level not in clock.fired:
                    planned = waiting[clock.pk, level]
                    assert planned == moment, f"{level} at {planned} instead of {moment}: {clock}"

    def compare_all(self) -> None:
        """Every clock that there ever was, that each step that fired has told somebody once, and that the lines of the
        lists say what the clocks say."""
        self.compare(self.clocks)
        assert_lines_are_true()
        fired = set(EscalationStep.objects.exclude(fired_at=None).values_list("pk", flat=True))
        told = Counter(Notice.objects.values_list("recipient", "dedupe_key"))
        assert {int(key.removeprefix("escalation:")) for _, key in told if key.startswith("escalation:")} == fired
        assert set(told.values()) <= {1}

    def running(self) -> list[Expected]:
        """The clocks that have not ended."""
        return [clock for clock in self.clocks if clock.is_open]

    def _of(self, case: Complaint) -> list[Expected]:
        return [clock for clock in self.running() if clock.complaint == case]

    def _any(self, kind: ClockKind | None = None) -> Expected | None:
        found = [clock for clock in self.running() if kind in (None, clock.kind)]
        return self.random.choice(found) if found else None
