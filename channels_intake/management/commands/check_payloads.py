"""Plays a folder of payloads through the real intake."""

import json
import random
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, transaction

from bontang_pengaduan.lib import clock
from channels_intake.payload_check import Delivery, check
from channels_intake.payload_race import racing, scratch_database
from channels_intake.registry import CHANNELS


class Command(BaseCommand):
    """Exit code 0 when everything is as expected, 1 on any difference, 2 with one sentence for wrong use.

    Each file is played by itself. With --shuffle or --processes they are played one upon the other.
    """

    help = "Plays the payloads of a folder through the real intake and compares with its index.json. Keeps nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR", help="Folder with index.json and the payload files.")
        parser.add_argument("--shuffle", type=int, metavar="SEED", help="Play the files in this random order.")
        parser.add_argument("--repeat", type=int, default=2, metavar="N", help="Deliver each file so many times.")
        parser.add_argument(
            "--processes", type=int, default=1, metavar="N", help="Each time by so many at once, in a scratch database."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """One line a file, then a total. A channel that is not built is neither passed nor different."""
        folder = options["folder"]
        index = _read_index(folder)
        if options["repeat"] < 1 or options["processes"] < 1:
            raise CommandError("--repeat and --processes must be 1 or more.", returncode=2)
        fixtures = list(index["fixtures"])
        if options["shuffle"] is not None:
            random.Random(options["shuffle"]).shuffle(fixtures)  # noqa: S311
        with _arriving(options) as delivery:
            results = [self._play(fixture, folder, index, delivery) for fixture in fixtures]
        passed, skipped = results.count(True), results.count(None)
        different = len(results) - passed - skipped
        self.stdout.write(
            f"{len(results)} files: {passed} as expected, {different} different, {skipped} of channels not built"
        )
        if different:
            raise CommandError(f"{different} files differ.", returncode=1)

    def _play(self, fixture: dict[str, Any], folder: Path, index: dict[str, Any], delivery: Delivery) -> bool | None:
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
                delivery=delivery,
            )
        except OSError as error:
            raise CommandError(f"{error.filename} cannot be read: {error.strerror}.", returncode=2) from error
        self.stdout.write(f"{'DIFF' if differences else 'ok  '}  {fixture['file']}")
        for difference in differences:
            self.stdout.write(f"      {difference}")
        return not differences


@contextmanager
def _arriving(options: Mapping[str, Any]) -> Iterator[Delivery]:
    """How the files arrive; what stays of one for the next is gone afterwards."""
    times, processes = options["repeat"], options["processes"]
    if processes > 1:
        with _scratch(), racing(processes) as race:
            yield Delivery(times, race, stays=True)
    elif options["shuffle"] is not None:
        with transaction.atomic():
            yield Delivery(times, stays=True)
            transaction.set_rollback(True)
    else:
        yield Delivery(times)


@contextmanager
def _scratch() -> Iterator[None]:
    with ExitStack() as stack:
        try:
            stack.enter_context(scratch_database())
        except DatabaseError as error:
            reason = f"No scratch database can be made: {str(error).splitlines()[0]}"
            raise CommandError(reason, returncode=2) from error
        yield


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
