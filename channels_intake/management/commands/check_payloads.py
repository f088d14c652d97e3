"""The intake against a folder of payloads whose outcome is known."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from bontang_pengaduan.lib.clock import now
from channels_intake.payload_check import Result, check_folder


class Command(BaseCommand):
    """Exit code 0 when every file of a built channel is as expected, 1 when one differs, 2 for wrong use."""

    help = (
        "Plays the payloads of a folder (index.json) through the intake and compares. Leaves nothing in the database."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="The folder with index.json and the payloads.")

    def handle(self, *args: Any, **options: Any) -> None:
        """One line a file and a total."""
        try:
            results = [self._report(result) for result in check_folder(options["folder"], now=now())]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise CommandError(f"No readable index in {options['folder']}: {error!r}", returncode=2) from error
        built = [result for result in results if result.is_built]
        differing = sum(1 for result in built if result.differences)
        self.stdout.write(
            f"{len(built) - differing} as expected, {differing} different, {len(results) - len(built)} not built"
        )
        if differing or not built:
            raise CommandError("The intake differs from the index.", returncode=1)

    def _report(self, result: Result) -> Result:
        if not result.is_built:
            self.stdout.write(f"{result.file}: channel not built ({result.channel})")
        elif result.differences:
            self.stdout.write(f"{result.file}: DIFFERENT")
            self.stdout.writelines(f"    {difference}" for difference in result.differences)
        else:
            self.stdout.write(f"{result.file}: as expected")
        return result
