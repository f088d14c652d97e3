"""What a complaint received at some moment would be promised: every clock with its ladder. Reads, writes nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from opd.loading import OPD_FILE
from opd.models import Category, Opd
from opd.records import read_records

from .calendars import current_calendar
from .clock_facts import UNIT_KINDS
from .definitions import default_calendar, read_exceptions, read_policies
from .models import ClockKind
from .policies import counted_kinds, current_policy, terms_of
from .terms import DueTimes, PlannedStep, Terms, due_times, plan_steps
from .working_time import Calendar, around_the_clock

KINDS = (ClockKind.ACKNOWLEDGE, ClockKind.VERIFY, ClockKind.ACCEPT, ClockKind.FIRST_ANSWER, ClockKind.RESOLVE)


@dataclass(frozen=True)
class Rulebook:
    """A calendar, a policy and the units they hold for; `units` are the calendars of those with hours of their own, by
    code, of a part of a unit by `RSUD/igd`."""

    calendar: Calendar
    terms: Terms
    opd_codes: frozenset[str] = frozenset()
    units: Mapping[str, Calendar] = field(default_factory=dict)

    def calendar_for(self, kind: ClockKind, opd: str) -> Calendar:
        """By which a clock of that kind is counted when the unit, or that part of it, has the case."""
        if kind not in UNIT_KINDS:
            return self.calendar
        unit, _, _ = opd.partition("/")
        return self.units.get(opd) or self.units.get(unit, self.calendar)

    def knows(self, opd: str) -> bool:
        """Whether there is a unit of that code, or a part of it with hours of its own."""
        return opd in self.opd_codes or opd in self.units


@dataclass(frozen=True)
class Promise:
    """One clock of the forecast."""

    kind: ClockKind
    times: DueTimes
    steps: tuple[PlannedStep, ...]


def stored_rulebook(now: datetime) -> Rulebook:
    """What is in force in the database. Raises TermsError or CalendarError when it holds nothing."""
    calendar = current_calendar()
    codes = dict(Opd.objects.filter(is_active=True).values_list("pk", "code"))
    units = {codes[pk]: own for pk, own in calendar.units.items() if pk in codes}
    subjects = dict(Category.objects.values_list("pk", "code"))
    parts = {f"{codes[pk]}/{subjects[part]}": own for (pk, part), own in calendar.parts.items() if pk in codes}
    return Rulebook(calendar, terms_of(current_policy(now).pk), frozenset(codes.values()), units | parts)


def shipped_rulebook(years: Iterable[int]) -> Rulebook:
    """The defaults of the data files, with the national holidays of `years`. Needs no database."""
    codes = frozenset(record.text("code") for record in read_records(OPD_FILE).records("units"))
    units = dict.fromkeys(read_exceptions().shift_codes, around_the_clock())
    return Rulebook(default_calendar(years), read_policies().terms, codes, units)


def forecast(rulebook: Rulebook, complaint_kind: str, received: datetime, opd: str = "") -> list[Promise]:
    """Every clock of a complaint of a confirmed kind, as if all of them started at `received` with the unit of the code
    `opd` (empty: with one that keeps the city's hours), or with a part of it (`RSUD/igd`)."""
    kinds = counted_kinds(complaint_kind, is_confirmed=True)
    return [_promise(rulebook.terms, rulebook.calendar_for(kind, opd), kind, kinds, received) for kind in KINDS]


def _promise(
    terms: Terms, calendar: Calendar, kind: ClockKind, complaint_kinds: frozenset[str], received: datetime
) -> Promise:
    times = due_times(terms, calendar, kind, complaint_kinds, received)
    return Promise(kind, times, plan_steps(terms.rules, calendar, received, times.due_at))
