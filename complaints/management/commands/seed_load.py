from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from bontang_pengaduan.lib.clock import now
from complaints.seeding.load import NotEmptyError, seed_load


class Command(BaseCommand):
    help = "Fills an empty database with made-up complaints, for measuring. Refused where there is any case."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("count", type=int, help="How many complaints: 10000, 100000, 1000000.")
        parser.add_argument("--seed", type=int, default=1, help="Another number gives other cases.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Loads the reference data as well. Raises CommandError (exit code 2) where there are cases already."""
        if options["count"] < 1:
            raise CommandError("count must be at least 1", returncode=2)
        call_command("load_all", verbosity=0)
        try:
            seed_load(count=options["count"], now=now(), seed=options["seed"], tell=self.stdout.write)
        except NotEmptyError as error:
            raise CommandError(str(error), returncode=2) from error
        self.stdout.write(f"{options['count']} complaints seeded")
