"""A day off by decree, or one taken back."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from bontang_pengaduan.lib.clock import now
from sla.holidays import WITHOUT_DOCUMENT, CalendarRefusedError, add_holiday, remove_holiday
from sla.models import Holiday, Recount
from sla.recount import finish_recount


class Command(BaseCommand):
    """Due times of open clocks follow at once; each move is on record."""

    help = "Makes a day a holiday of the city, or a working day again with --remove."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("day", help="ISO date such as 2026-08-18")
        parser.add_argument("--name", help="What officers read, such as `Cuti bersama Hari Kemerdekaan`.")
        parser.add_argument("--source", help="The decree with its number.")
        parser.add_argument("--kind", choices=Holiday.Kind.values, default=Holiday.Kind.LOCAL.value)
        parser.add_argument("--remove", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError (exit code 2) for a day that cannot be read, or without name and source."""
        try:
            day = date.fromisoformat(options["day"])
        except ValueError as error:
            raise CommandError(f"{options['day']!r} is no date such as 2026-08-18", returncode=2) from error
        if options["remove"]:
            recount = self._remove(day, options["source"])
        elif options["name"] and options["source"]:
            facts = {name: options[name] for name in ("name", "kind", "source")}
            recount = add_holiday(day=day, now=now(), **facts)
        else:
            raise CommandError("A holiday needs --name and --source", returncode=2)
        moved = finish_recount(recount=recount, now=now()).moved
        self.stdout.write(f"{moved} due times moved.")

    def _remove(self, day: date, source: str | None) -> Recount:
        try:
            return remove_holiday(day=day, source=source or WITHOUT_DOCUMENT, now=now())
        except CalendarRefusedError as refusal:
            raise CommandError(f"{day} is no day off", returncode=2) from refusal
