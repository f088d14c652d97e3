"""What a complaint received at some moment would be promised: every clock with its ladder. Reads, writes nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from opd.loading import OPD_FILE
from opd.models import Opd
from opd.records import read_records

from .calendars import current_calendar
from .definitions import default_calendar, read_policies
from .models import ClockKind
from .policies import counted_kinds, current_policy, terms_of
from .terms import DueTimes, PlannedStep, Terms, due_times, plan_steps
from .working_time import Calendar

KINDS = (ClockKind.ACKNOWLEDGE, ClockKind.VERIFY, ClockKind.ACCEPT, ClockKind.FIRST_ANSWER, ClockKind.RESOLVE)


@dataclass(frozen=True)
class Rulebook:
    """A calendar, a policy and the units they hold for."""

    calendar: Calendar
    terms: Terms
    opd_codes: frozenset[str]


@dataclass(frozen=True)
class Promise:
    """One clock of the forecast."""

    kind: ClockKind
    times: DueTimes
    steps: tuple[PlannedStep, ...]


def stored_rulebook(now: datetime) -> Rulebook:
    """What is in force in the database. Raises TermsError or CalendarError when it holds nothing."""
    codes = Opd.objects.filter(is_active=True).values_list("code", flat=True)
    return Rulebook(current_calendar(), terms_of(current_policy(now).pk), frozenset(codes))


def shipped_rulebook(years: Iterable[int]) -> Rulebook:
    """The defaults of the data files, with the national holidays of `years`. Needs no database."""
    codes = frozenset(record.text("code") for record in read_records(OPD_FILE).records("units"))
    return Rulebook(default_calendar(years), read_policies().terms, codes)


def forecast(rulebook: Rulebook, complaint_kind: str, received: datetime) -> list[Promise]:
    """Every clock of a complaint of a confirmed kind, as if all of them started at `received`."""
    kinds = counted_kinds(complaint_kind, is_confirmed=True)
    return [_promise(rulebook, kind, kinds, received) for kind in KINDS]


def _promise(rulebook: Rulebook, kind: ClockKind, complaint_kinds: frozenset[str], received: datetime) -> Promise:
    times = due_times(rulebook.terms, rulebook.calendar, kind, complaint_kinds, received)
    return Promise(kind, times, plan_steps(rulebook.terms.rules, rulebook.calendar, received, times.due_at))
