import csv
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from complaints.guard import check
from opd.routing.tables import TableError, read_table

YES = frozenset({"1", "true", "yes", "ya", "y", "public", "publik"})


class Command(BaseCommand):
    help = "Checks the replies of a CSV file (id, text, optionally public) and writes their flags as CSV (id, flags)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--in", dest="source", type=Path, required=True)
        parser.add_argument("--out", dest="target", type=Path, required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        """Flags joined by `|`; empty is clean. Raises CommandError (exit code 2) when a file cannot be used. Progress
        goes to standard error."""
        try:
            records = read_table(options["source"], ("id", "text"))
            with options["target"].open("w", encoding="utf-8", newline="") as stream:
                writer = csv.writer(stream)
                writer.writerow(["id", "flags"])
                writer.writerows([record["id"], _flags(record)] for record in tqdm(records, unit="text", disable=None))
        except (TableError, OSError) as error:
            raise CommandError(str(error), returncode=2) from error
        self.stdout.write(f"{len(records)} texts checked")


def _flags(record: dict[str, str]) -> str:
    findings = check(record["text"], public=record.get("public", "").strip().lower() in YES)
    return "|".join(dict.fromkeys(finding.flag for finding in findings))
