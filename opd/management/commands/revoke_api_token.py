from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from bontang_pengaduan.lib import clock
from opd.models import ApiToken
from opd.tokens import revoke_token


class Command(BaseCommand):
    help = "Ends a token of the API at once, by the number that was printed with it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError (exit code 2) when there is no such token; one that has ended stays ended."""
        token = ApiToken.objects.select_related("user").filter(pk=options["number"]).first()
        if token is None:
            raise CommandError(f"There is no token {options['number']}.", returncode=2)
        ended = revoke_token(token=token, now=clock.now())
        self.stdout.write(f"Token {token.pk} of {token.user.username} {'ended' if ended else 'had ended before'}.")
