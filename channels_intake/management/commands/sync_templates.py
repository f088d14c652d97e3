"""Reads the catalogue of approved message templates now, instead of waiting for the night."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from bontang_pengaduan.lib.clock import now
from channels_intake.channels.errors import ChannelError
from channels_intake.templates import sync_templates


class Command(BaseCommand):
    """Exit code 1 with the provider's reason when it does not answer or refuses."""

    help = "Copies the message templates of every channel that is set up."

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints how many templates there are."""
        try:
            count = sync_templates(now=now())
        except ChannelError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{count} templates")
