from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from opd.demo import demo_password, load_demo_accounts
from opd.records import DataFileError


class Command(BaseCommand):
    help = "Makes the demo accounts. Never for production: their names are known to everybody."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--password-file", type=Path, required=True, help="Holds the password; made when missing.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError (exit code 2) when the accounts or the password file cannot be used."""
        try:
            password = demo_password(Path(options["password_file"]))
            usernames = load_demo_accounts(password=password)
        except (DataFileError, OSError) as error:
            raise CommandError(str(error), returncode=2) from error
        if options["verbosity"] > 0:
            self.stdout.write(f"Demo accounts: {', '.join(usernames)}")
