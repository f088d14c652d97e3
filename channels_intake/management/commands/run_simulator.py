"""The simulated providers as one process: WhatsApp, and where a port is given Meta, X, YouTube, Telegram and SP4N."""

import signal
from argparse import ArgumentParser
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from bontang_pengaduan.lib import clock
from channels_intake.simulators import meta
from channels_intake.simulators.addresses import write_address, write_controls
from channels_intake.simulators.meta.feed import publish
from channels_intake.simulators.public import Accounts, serve_public
from channels_intake.simulators.sp4n import Sp4nSimulator
from channels_intake.simulators.whatsapp import Account, WhatsAppSimulator

SAVE_SECONDS = 1.0


class Command(BaseCommand):
    """Exit code 0 after Ctrl-C or SIGTERM, 2 with one sentence when it cannot start."""

    help = "Runs the simulated WhatsApp provider in the foreground; it delivers to this platform's webhook."
    requires_system_checks: list[str] = []  # it needs neither the database nor the broker

    def add_arguments(self, parser: ArgumentParser) -> None:
        port = urlsplit(settings.SIMULATOR_URL).port or 8009
        webhook = f"{settings.PUBLIC_BASE_URL}/webhooks/whatsapp/"
        parser.add_argument("--port", type=int, default=port, help="Port to listen on, on 127.0.0.1.")
        parser.add_argument("--webhook-url", default=webhook, help="Where citizens' messages go.")
        parser.add_argument("--public-port", type=int, help="Port of the simulated X and YouTube; none without it.")
        parser.add_argument("--telegram-port", type=int, default=0, help="Port of the simulated Telegram beside them.")
        parser.add_argument("--meta-port", type=int, help="Port of the simulated Facebook and Instagram; none without.")
        parser.add_argument("--sp4n-port", type=int, help="Port of the simulated SP4N-LAPOR; none without.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Blocks until it is told to stop."""
        account = _account(options["webhook_url"])
        try:
            folder = settings.DATA_DIR / "simulator"
            write_controls(folder, _controls(options))
            simulator = WhatsAppSimulator(account, port=options["port"], now=clock.now, folder=folder)
            write_address(folder, simulator.url)
        except OSError as error:
            reason = f"Port {options['port']} cannot be used: {error.strerror}."
            raise CommandError(reason, returncode=2) from error
        stops = {signal.SIGTERM, signal.SIGINT}
        # Blocked before any thread starts, so that only sigwait sees them.
        signal.pthread_sigmask(signal.SIG_BLOCK, stops)
        saved = [simulator.save]
        with ExitStack() as stack:
            stack.enter_context(simulator)
            if options["public_port"] is not None:
                _serve_public(stack, options["public_port"], options["telegram_port"])
            if options["meta_port"] is not None:
                _serve_meta(stack, options["meta_port"], options["webhook_url"])
            if options["sp4n_port"] is not None:
                saved.append(_serve_sp4n(stack, options["sp4n_port"], folder).save)
            self.stdout.write(f"WhatsApp simulator: {simulator.url} delivers to {account.webhook_url}")
            self.stdout.flush()
            while signal.sigtimedwait(stops, SAVE_SECONDS) is None:
                for save in saved:
                    save()


def _controls(options: dict[str, Any]) -> dict[str, str]:
    """Where scenarios drive the other simulators, by channel."""
    meta, public = options["meta_port"], options["public_port"]
    places = {"facebook": (meta, ""), "instagram": (meta, ""), "x": (public, "/x"), "youtube": (public, "/youtube")}
    places |= {"telegram": (public and options["telegram_port"], ""), "sp4n": (options["sp4n_port"], "")}
    return {kind: f"http://127.0.0.1:{port}{prefix}/control" for kind, (port, prefix) in places.items() if port}


def _serve_public(stack: ExitStack, port: int, telegram_port: int) -> None:
    accounts = Accounts(
        x=settings.X_USER_ID,
        x_token=settings.X_ACCESS_TOKEN,
        youtube=settings.YOUTUBE_CHANNEL_ID,
        youtube_key=settings.YOUTUBE_API_KEY,
        youtube_client=(settings.YOUTUBE_OAUTH_CLIENT_ID, settings.YOUTUBE_OAUTH_CLIENT_SECRET),
        youtube_refresh_token=settings.YOUTUBE_REFRESH_TOKEN,
        telegram_token=settings.TELEGRAM_BOT_TOKEN,
    )
    place = {"port": port, "telegram_port": telegram_port}
    try:
        stack.enter_context(serve_public(accounts, **place, now=clock.now, started_at=datetime.now(UTC)))
    except OSError as error:
        raise CommandError(f"Port {port} or {telegram_port} cannot be used.", returncode=2) from error


def _serve_meta(stack: ExitStack, port: int, webhook_url: str) -> None:
    account = meta.Account(
        page=settings.FACEBOOK_PAGE_ID,
        instagram=settings.INSTAGRAM_ACCOUNT_ID,
        token=settings.FACEBOOK_PAGE_TOKEN,
        app_secret=next(iter(settings.META_APP_SECRETS), ""),
        webhook_url=webhook_url.replace("/whatsapp/", "/meta/"),
    )
    try:
        # What it keeps ends with the process, so the names that it gives grow with the time.
        start = int(datetime.now(UTC).timestamp())
        simulator = meta.MetaSimulator(account, port=port, now=clock.now, first_number=start)
    except OSError as error:
        raise CommandError(f"Port {port} cannot be used.", returncode=2) from error
    publish(simulator.world)
    stack.enter_context(simulator)


def _serve_sp4n(stack: ExitStack, port: int, folder: Path) -> Sp4nSimulator:
    # Its numbers grow with the time, so that none is given twice where what it kept was thrown away.
    simulator = Sp4nSimulator(
        settings.SP4N_CLIENT_ID,
        settings.SP4N_CLIENT_SECRET,
        first_number=int(datetime.now(UTC).timestamp()),
        file=folder / "sp4n.json",
    )
    try:
        stack.enter_context(simulator.serve(clock.now, port))
    except OSError as error:
        raise CommandError(f"Port {port} cannot be used.", returncode=2) from error
    stack.callback(simulator.save)
    return simulator


def _account(webhook_url: str) -> Account:
    if not (settings.SIMULATOR and settings.WHATSAPP_APP_SECRETS and settings.WHATSAPP_ACCESS_TOKEN):
        reason = "Set SIMULATOR=1, WHATSAPP_APP_SECRET and WHATSAPP_ACCESS_TOKEN, or start everything with `up`."
        raise CommandError(reason, returncode=2)
    return Account(
        webhook_url=webhook_url,
        app_secret=settings.WHATSAPP_APP_SECRETS[0],
        verify_token=settings.WHATSAPP_VERIFY_TOKEN,
        access_token=settings.WHATSAPP_ACCESS_TOKEN,
        phone_number_id=settings.WHATSAPP_PHONE_NUMBER_ID or Account.phone_number_id,
    )
