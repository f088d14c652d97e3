"""When a complaint received at a moment would be due, one JSON object a line."""

import json
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from bontang_pengaduan.lib.clock import now
from sla.forecast import Promise, Rulebook, forecast, shipped_rulebook, stored_rulebook
from sla.policies import COMPLAINT_KINDS, DEFAULT_KIND
from sla.terms import TermsError
from sla.working_time import WITA, CalendarError

LONGEST_PROMISE_YEARS = 1  # 60 working days from December end in the next year


class Command(BaseCommand):
    """Uses the calendar and policy in the database, and the shipped ones where there is no database to ask."""

    help = "Prints each clock's due time (ISO, WITA) for a complaint received at --at, with the planned steps."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--at", action="append", required=True, help="ISO moment; without a zone it is WITA.")
        parser.add_argument("--kind", choices=COMPLAINT_KINDS, default=DEFAULT_KIND)
        parser.add_argument("--opd", help="Code of the unit that has it, or of a part: RSUD/igd.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError (exit code 2) for a moment that cannot be read or an unknown unit."""
        moments = [_moment(text) for text in options["at"]]
        rulebook = self._rulebook(moments)
        if options["opd"] and not rulebook.knows(options["opd"]):
            raise CommandError(f"There is no unit {options['opd']!r}", returncode=2)
        for received in moments:
            head = {"at": _iso(received), "kind": options["kind"], "opd": options["opd"]}
            promises = forecast(rulebook, options["kind"], received, options["opd"] or "")
            self.stdout.write(json.dumps(head | _line(promises)))

    def _rulebook(self, moments: list[datetime]) -> Rulebook:
        try:
            return stored_rulebook(now())
        except (DatabaseError, TermsError, CalendarError):
            self.stderr.write("No calendar and policy in a database; these are the shipped defaults.")
        years = [moment.astimezone(WITA).year for moment in moments]
        return shipped_rulebook(range(min(years), max(years) + LONGEST_PROMISE_YEARS + 1))


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"{text!r} is no ISO moment such as 2026-02-19T08:00", returncode=2) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=WITA)


def _line(promises: list[Promise]) -> dict[str, Any]:
    return {
        **{promise.kind.value: _iso(promise.times.due_at) for promise in promises},
        "internal": {p.kind.value: _iso(p.times.internal) for p in promises if p.times.internal},
        "legal": {p.kind.value: _iso(p.times.legal) for p in promises if p.times.legal},
        "steps": {
            promise.kind.value: [{"level": step.level, "at": _iso(step.fires_at)} for step in promise.steps]
            for promise in promises
        },
    }


def _iso(moment: datetime) -> str:
    return moment.astimezone(WITA).isoformat(timespec="seconds")
