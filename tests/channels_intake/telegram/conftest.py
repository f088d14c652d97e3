"""A simulated Telegram with a bot, spoken to over HTTP."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from channels_intake.simulators.telegram import TelegramSimulator

TOKEN = "900:token-uji"


@pytest.fixture
def telegram(settings: Settings) -> Iterator[TelegramSimulator]:
    """The simulator, with the settings pointed at it. Without a secret its updates are fetched."""
    with TelegramSimulator(TOKEN) as simulator:
        settings.TELEGRAM_BOT_TOKEN = TOKEN
        settings.TELEGRAM_API_BASE = simulator.url
        yield simulator
