"""What the load commands share: one file in, one line out, exit code 2 for a file that is refused."""

from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandError

from opd.loading import LoadReport
from opd.records import DataFileError


class LoadCommand(BaseCommand):
    """A command around one loading service, given as `service`; `subject` begins its line of output."""

    service: ClassVar[Callable[..., LoadReport]]
    subject: ClassVar[str]
    default_path: ClassVar[Path]

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--file", type=Path, default=self.default_path, help="Another data file.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError (exit code 2) when the file is refused; nothing is then changed."""
        try:
            report = type(self).service(path=options["file"])
        except DataFileError as error:
            raise CommandError(str(error), returncode=2) from error
        if options["verbosity"] > 0:
            self.stdout.write(f"{self.subject}: {report}")
