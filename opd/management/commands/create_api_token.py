from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from bontang_pengaduan.lib import clock
from opd.models import Scope, User
from opd.tokens import DEFAULT_DAYS, TokenError, create_token


class Command(BaseCommand):
    help = "Makes a token for the API and prints it: this once, for only its digest is kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--user", required=True, help="Username; the token sees what this user sees.")
        parser.add_argument("--scopes", required=True, help=f"Comma-separated, of {', '.join(Scope.values)}.")
        parser.add_argument("--days", type=int, default=DEFAULT_DAYS, help="How long it lasts (%(default)s).")

    def handle(self, *args: Any, **options: Any) -> None:
        """The token alone on standard output, its number and end on standard error.

        Raises CommandError (exit code 2) for an unknown user or scope and a length that is out of range.
        """
        user = User.objects.filter(username=options["user"], is_active=True).first()
        if user is None:
            raise CommandError(f"There is no active user {options['user']}.", returncode=2)
        scopes = [scope.strip() for scope in options["scopes"].split(",") if scope.strip()]
        try:
            token, text = create_token(user=user, scopes=scopes, days=options["days"], now=clock.now())
        except TokenError as error:
            raise CommandError(str(error), returncode=2) from error
        self.stdout.write(text)
        if options["verbosity"] > 0:
            until = token.expires_at.astimezone(clock.WITA)
            self.stderr.write(f"Token {token.pk} of {user.username}, valid until {until:%Y-%m-%d %H:%M} WITA.")
