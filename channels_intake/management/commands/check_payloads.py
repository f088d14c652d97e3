"""Plays a folder of payloads through the real intake."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from bontang_pengaduan.lib import clock
from channels_intake.payload_check import check
from channels_intake.registry import CHANNELS


class Command(BaseCommand):
    """Exit code 0 when everything is as expected, 1 on any difference, 2 with one sentence for wrong use."""

    help = "Plays the payloads of a folder through the real intake and compares with its index.json. Keeps nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR", help="Folder with index.json and the payload files.")

    def handle(self, *args: Any, **options: Any) -> None:
        """One line a file, then a total. A channel that is not built is neither passed nor different."""
        folder = options["folder"]
        index = _read_index(folder)
        results = [self._play(fixture, folder, index) for fixture in index["fixtures"]]
        passed, skipped = results.count(True), results.count(None)
        different = len(results) - passed - skipped
        self.stdout.write(
            f"{len(results)} files: {passed} as expected, {different} different, {skipped} of channels not built"
        )
        if different:
            raise CommandError(f"{different} files differ.", returncode=1)

    def _play(self, fixture: dict[str, Any], folder: Path, index: dict[str, Any]) -> bool | None:
        if fixture["channel"] not in CHANNELS:
            self.stdout.write(f"----  {fixture['file']}: channel not built")
            return None
        try:
            differences = check(
                fixture=fixture,
                folder=folder,
                secret=index["test_app_secret"],
                accounts=index.get("accounts", {}),
                now=clock.now(),
            )
        except OSError as error:
            raise CommandError(f"{error.filename} cannot be read: {error.strerror}.", returncode=2) from error
        self.stdout.write(f"{'DIFF' if differences else 'ok  '}  {fixture['file']}")
        for difference in differences:
            self.stdout.write(f"      {difference}")
        return not differences


def _read_index(folder: Path) -> dict[str, Any]:
    path = folder / "index.json"
    try:
        index = json.loads(path.read_bytes())
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.", returncode=2) from error
    except ValueError:
        index = None
    if isinstance(index, dict) and isinstance(index.get("fixtures"), list) and "test_app_secret" in index:
        return index
    raise CommandError(f"{path} is not an index of payloads.", returncode=2)
