from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from complaints.guard import FLAGS
from complaints.guard.figures import measure
from opd.routing.tables import TableError, read_table


class Command(BaseCommand):
    help = "Measures the check before sending on a labelled CSV file (id, text, flags joined by |)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints precision and recall of each flag, and the share of clean texts that are flagged. Raises CommandError
        (exit code 2) when the file cannot be used or names a flag that there is not."""
        try:
            records = read_table(options["file"], ("id", "text", "flags"))
        except TableError as error:
            raise CommandError(str(error), returncode=2) from error
        rows = [(record["text"], frozenset(filter(None, record["flags"].split("|")))) for record in records]
        if unknown := frozenset().union(*(flags for _, flags in rows)) - set(FLAGS):
            raise CommandError(f"{options['file'].name}: {min(unknown)!r} is no flag", returncode=2)
        figures = measure(tqdm(rows, unit="text", disable=None))
        self.stdout.write(f"{'flag':<18}precision  recall  texts")
        for flag, share in figures.shares.items():
            counted = share.found + share.missed
            self.stdout.write(f"{flag:<18}{_written(share.precision):>9}{_written(share.recall):>8}{counted:>7}")
        self.stdout.write(f"clean texts flagged {figures.clean_flagged} of {figures.clean}")
        self.stdout.write(f"false alarms {_written(figures.false_alarms)}")


def _written(share: float | None) -> str:
    return "-" if share is None else f"{share:.3f}"
