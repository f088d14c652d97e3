"""An export of SP4N-LAPOR taken in from the command line."""

from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from bontang_pengaduan.lib.clock import WITA, now
from channels_intake.mirror.importing import (
    ImportRefusedError,
    apply_import,
    approve_import,
    bring_export,
    cancel_import,
    read_import,
)
from channels_intake.mirror.models import Sp4nImport, Sp4nImportRow
from channels_intake.mirror.opening import open_cases


class Command(BaseCommand):
    """Exit code 0 when it was applied or only shown, 1 when rows cannot be read, 2 with one sentence for wrong use."""

    help = "Compares an export of SP4N-LAPOR (.xlsx or .csv) with the mirror; with --apply takes it in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="The export.")
        parser.add_argument("--exported-at", metavar="ISO", help="For which moment it speaks; by default the file's.")
        parser.add_argument("--apply", action="store_true", help="Take it in when every row can be read.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints what it would change, or has changed."""
        file = self._bring(options["file"], options["exported_at"])
        # Read here and not by the worker: nothing else looks at a file whose lease is taken.
        read_import(file=file, now=now())
        file.refresh_from_db()
        for row in file.rows.filter(verdict=Sp4nImportRow.Verdict.BAD):
            self.stderr.write(f"row {row.number}: {row.trouble}")
        if file.trouble or file.bad:
            if file.stage == Sp4nImport.Stage.REVIEW:
                cancel_import(file=file, user=None, now=now())
            raise CommandError(file.trouble or f"{file.bad} rows cannot be read; nothing was applied", returncode=1)
        if options["apply"]:
            approve_import(file=file, user=None, now=now())
            apply_import(file=file, now=now())
            while open_cases(now=now()):
                pass
            file.refresh_from_db()
        else:
            cancel_import(file=file, user=None, now=now())
        state = "applied" if options["apply"] else "shown"
        self.stdout.write(f"{file.added} new, {file.changed} changed, {file.same} same, {file.older} older: {state}")

    def _bring(self, path: Path, exported_at: str | None) -> Sp4nImport:
        try:
            body = path.read_bytes()
            spoken = exported_at or datetime.fromtimestamp(path.stat().st_mtime, WITA).isoformat()
            moment = datetime.fromisoformat(spoken)
        except (OSError, ValueError) as error:
            raise CommandError(str(error), returncode=2) from error
        try:
            return bring_export(
                body=body,
                filename=path.name,
                exported_at=moment if moment.tzinfo else moment.replace(tzinfo=WITA),
                user=None,
                now=now(),
                is_claimed=True,
            )
        except ImportRefusedError as refusal:
            raise CommandError(str(refusal), returncode=2) from refusal
