"""Targets and ladder into the database, as a version."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from bontang_pengaduan.lib.clock import now
from opd.records import DataFileError
from sla.definitions import POLICIES_FILE
from sla.loading import load_policies


class Command(BaseCommand):
    """Idempotent; exit code 2 for a file that cannot be used."""

    help = "Loads the policy. A changed file makes a new version; running clocks keep theirs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--file", type=Path, default=POLICIES_FILE)

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError with file, line and reason."""
        try:
            policy, is_new = load_policies(now=now(), path=options["file"])
        except DataFileError as error:
            raise CommandError(str(error), returncode=2) from error
        if options["verbosity"] > 0:
            stays = "made in the application, a file does not replace it" if policy.created_by_id else "nothing changed"
            self.stdout.write(f"{policy} is new." if is_new else f"{policy} stays, {stays}.")
