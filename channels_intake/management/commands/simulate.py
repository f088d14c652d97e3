"""A city full of simulated citizens writes to a running product, and what became of it is counted."""

import random
import time
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError
from tqdm import tqdm

from channels_intake.simulators.addresses import read_address, read_controls
from channels_intake.simulators.provider import Provider
from channels_intake.simulators.public_play import PublicRecord, play_public
from channels_intake.simulators.public_players import PLAYERS
from channels_intake.simulators.public_scenarios import NAMES as PUBLIC_NAMES
from channels_intake.simulators.public_scenarios import load_public_scenario
from channels_intake.simulators.public_tally import PublicTally, await_public
from channels_intake.simulators.remote import SimulatorDownError
from channels_intake.simulators.run import play
from channels_intake.simulators.scenarios import NAMES, Scenario, load_scenario
from channels_intake.simulators.stage import Load, Record
from channels_intake.simulators.tally import Tally, await_settled, mark, tally

LINE_SECONDS = 10.0  # between two lines of progress where no bar can be drawn


class Command(BaseCommand):
    """Exit code 0 when everything arrived once, 1 when something was lost or doubled, 2 for wrong use.

    Ctrl-C stops the people, counts at once what was done so far and judges only what the product has kept twice.
    """

    help = (
        "Drives a running product over HTTP by its simulator, and compares with the product's database. Both are those "
        "of DATA_DIR (or of SIMULATOR_URL and DATABASE_URL), as `make run` started them."
    )
    requires_system_checks: list[str] = []  # it serves nothing

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("channel", choices=["whatsapp", *PLAYERS], help="Whose traffic.")
        scenarios = f"On whatsapp one of {', '.join(NAMES)}; elsewhere one of {', '.join(PUBLIC_NAMES)}."
        parser.add_argument("--scenario", help=f"Who writes what. {scenarios}")
        parser.add_argument("--rate", type=_positive, default=20.0, help="Acts a second; 0 is as fast as possible.")
        parser.add_argument("--minutes", type=_positive, default=5.0, help="How long at that rate.")
        parser.add_argument("--events", type=int, help="How many acts, whatever the minutes.")
        parser.add_argument("--seed", type=int, help="Makes the people's words repeatable.")
        parser.add_argument(
            "--duplicates", type=_share, default=0.3, help="Share that arrives again, in other batches."
        )
        parser.add_argument("--malformed", type=_share, default=0.02, help="Share that cannot be read.")
        parser.add_argument("--media-failing", type=_share, default=0.2, help="Share of file requests that fail.")
        parser.add_argument(
            "--patience", type=_positive, default=180.0, help="Seconds without any change after which waiting ends."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Plays, waits until all has settled, prints the report."""
        is_public = options["channel"] != "whatsapp"
        usual, known = ("hari-ramai", PUBLIC_NAMES) if is_public else ("pagi-biasa", NAMES)
        name = options["scenario"] or usual
        if name not in known:
            raise CommandError(f"--scenario is one of {', '.join(known)} on {options['channel']}.", returncode=2)
        if is_public:
            self._handle_public(options["channel"], name, _load(options), options["patience"])
            return
        scenario, load = load_scenario(name), _load(options)
        provider, record, began = Provider(_address()), Record(), time.monotonic()
        try:
            since = mark()
            counted, is_over = self._play(provider, scenario, load, record, since, options)
        except SimulatorDownError as error:
            raise CommandError(f"The simulator at {error} does not answer. {_START}", returncode=2) from error
        except OperationalError as error:
            reason = f"The product's database does not answer: {str(error).splitlines()[0]}. {_START}"
            raise CommandError(reason, returncode=2) from error
        title = f"{scenario.name}: {record.acts:,} acts of {record.people:,} people in {time.monotonic() - began:.0f} s"
        self.stdout.write(f"{title} (seed {load.seed})")
        for line in _report(counted, record):
            self.stdout.write(line)
        if counted.doubled > 0 or (is_over and (counted.lost > 0 or counted.untaken)):
            raise CommandError("Something was lost or doubled, or never taken.", returncode=1)

    def _handle_public(self, channel: str, name: str, load: Load, patience: float) -> None:
        """The same beyond WhatsApp, where words are changed and deleted and the provider has its troubles."""
        control = read_controls(settings.DATA_DIR / "simulator").get(channel)
        if control is None:
            raise CommandError(f"No simulated {channel} has run over {settings.DATA_DIR} yet. {_START}", returncode=2)
        record, progress, began = PublicRecord(), _Progress(load.events, self), time.monotonic()
        try:
            scenario, player = load_public_scenario(name), PLAYERS[channel](control)
            play_public(player, scenario, load, record, lambda: progress.move_to(record.acts))
            progress.close()
            counted = await_public(channel, record, patience=patience, told=progress.tell_still_waiting)
        except SimulatorDownError as error:
            raise CommandError(f"The simulator at {error} does not answer. {_START}", returncode=2) from error
        except OperationalError as error:
            reason = f"The product's database does not answer: {str(error).splitlines()[0]}. {_START}"
            raise CommandError(reason, returncode=2) from error
        seconds = time.monotonic() - began
        self.stdout.write(f"{channel} {name}: {record.acts:,} acts in {seconds:.0f} s (seed {load.seed})")
        for line in _public_report(counted, record):
            self.stdout.write(line)
        if counted.doubled or not counted.is_settled:
            raise CommandError("Something was lost or doubled, or did not follow its author.", returncode=1)

    def _play(
        self,
        provider: Provider,
        scenario: Scenario,
        load: Load,
        record: Record,
        since: int,
        options: dict[str, Any],
    ) -> tuple[Tally, bool]:
        """The figures, and whether the run came to its end."""
        spoiled = {"duplicates": options["duplicates"], "media_failing": options["media_failing"]}
        progress = _Progress(load.events, self)
        try:
            with provider.behaving(rough_network=True, **spoiled):
                play(provider, scenario, load, record, lambda: progress.move_to(record.acts))
            progress.close()
            patience = options["patience"]
            return await_settled(provider, record, since=since, patience=patience, told=progress.tell_waiting), True
        except KeyboardInterrupt:
            progress.close()
            self.stdout.write("\nStopped. What was done so far:")
            return tally(provider, record, since=since), False


class _Progress:
    """A bar on a terminal, otherwise a line now and then."""

    def __init__(self, total: int, command: BaseCommand) -> None:
        self._bar = tqdm(total=total, unit="acts", disable=None)
        self._command, self._total, self._told_at = command, total, time.monotonic()

    def move_to(self, done: int) -> None:
        """So many acts are done."""
        self._bar.update(done - self._bar.n)
        if self._bar.disable:
            self._bar.n = done
            self._line(f"{done:,} of {self._total:,} acts")

    def tell_waiting(self, counted: Tally) -> None:
        """What is still to come."""
        waiting = f"{counted.untaken:,} not taken, {counted.lost:,} not stored, {counted.unsettled:,} not acknowledged"
        self._line(f"waiting: {waiting}, {counted.files['pending']:,} files to fetch")

    def tell_still_waiting(self) -> None:
        """That the product is not done."""
        self._line("waiting for what the channel still has to be asked for")

    def close(self) -> None:
        """Leaves the bar as it is."""
        self._bar.close()

    def _line(self, text: str) -> None:
        if time.monotonic() - self._told_at >= LINE_SECONDS:
            self._told_at = time.monotonic()
            self._command.stdout.write(text)
            self._command.stdout.flush()


_START = "Start the product with `make run` first, and give this command the same DATA_DIR."


def _report(counted: Tally, record: Record) -> list[str]:
    traffic, files = counted.traffic, counted.files
    posts = f"{traffic['posts']:,} POSTs, {traffic['refused_posts']:,} of them refused and sent again"
    lines = [
        f"delivered: {posts}; {traffic['repeats']:,} updates twice",
        f"malformed {record.malformed:,}, on the shelf {counted.unread:,}",
        f"sent {counted.sent:,}, not taken {counted.untaken:,}",
        f"stored {counted.stored:,}",
        f"complaints {counted.complaints:,}",
        f"acknowledgements {counted.acknowledged:,}, still to come {counted.unsettled:,}",
        f"files stored {files['stored']:,}, still to fetch {files['pending']:,}, lost {files['lost']:,}",
    ]
    if record.awaited:
        lines.append(f"answers awaited {record.awaited:,}, heard {record.heard:,}")
    return [*lines, f"lost {counted.lost:,}", f"doubled {counted.doubled:,}"]


def _public_report(counted: PublicTally, record: PublicRecord) -> list[str]:
    return [
        f"troubles of the provider: {', '.join(record.troubles) or 'none'}",
        f"written {counted.written:,}, changed {len(record.edited):,}, deleted {len(record.deleted):,}",
        f"complaints {counted.complaints:,}, in Sebutan {counted.waiting:,}",
        f"not followed: {counted.stale:,} changes, {counted.standing:,} deletions",
        f"lost {counted.lost:,}",
        f"doubled {counted.doubled:,}",
    ]


def _load(options: dict[str, Any]) -> Load:
    events = options["events"] or round(options["rate"] * options["minutes"] * 60)
    if events < 1:
        raise CommandError("Give --events when --rate is 0.", returncode=2)
    seed = options["seed"] if options["seed"] is not None else random.randrange(10**6)  # noqa: S311
    return Load(events, options["rate"], options["malformed"], seed)


def _address() -> str:
    address = settings.SIMULATOR_URL if settings.SIMULATOR else read_address(settings.DATA_DIR / "simulator")
    if address is None:
        raise CommandError(f"No simulator has run over {settings.DATA_DIR} yet. {_START}", returncode=2)
    return address


def _share(text: str) -> float:
    value = float(text)
    if not 0 <= value <= 1:
        raise ArgumentTypeError(f"{text} is not a share from 0 to 1")
    return value


def _positive(text: str) -> float:
    value = float(text)
    if value < 0:
        raise ArgumentTypeError(f"{text} is below 0")
    return value
