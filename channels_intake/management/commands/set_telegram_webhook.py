"""Tells Telegram where the bot's updates go."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from channels_intake.channels.errors import ChannelError
from channels_intake.channels.telegram.api import call
from channels_intake.channels.telegram.polling import WANTED


class Command(BaseCommand):
    """Exit code 0 when Telegram took it, 2 with one sentence otherwise."""

    help = "Registers this platform's webhook with Telegram, or takes it away so that the updates are fetched."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--remove", action="store_true", help="Take the webhook away.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Twice is once. What waits at Telegram stays there and comes either way."""
        url = f"{settings.PUBLIC_BASE_URL}/webhooks/telegram/"
        if not settings.TELEGRAM_BOT_TOKEN:
            raise CommandError("TELEGRAM_BOT_TOKEN is not set.", returncode=2)
        if not (options["remove"] or settings.TELEGRAM_WEBHOOK_SECRETS):
            raise CommandError("TELEGRAM_WEBHOOK_SECRET is not set; without it anybody could post.", returncode=2)
        try:
            if options["remove"]:
                call("deleteWebhook", is_repeatable=True, json={})
            else:
                secret = settings.TELEGRAM_WEBHOOK_SECRETS[0]
                call(
                    "setWebhook",
                    is_repeatable=True,
                    json={"url": url, "secret_token": secret, "allowed_updates": WANTED},
                )
        except ChannelError as error:
            raise CommandError(f"Telegram refused (code {error.code}).", returncode=2) from error
        self.stdout.write("Webhook removed." if options["remove"] else f"Telegram delivers to {url}")
