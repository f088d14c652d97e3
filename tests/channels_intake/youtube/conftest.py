"""A simulated YouTube with the city's channel, whose refresh token is set up, spoken to over HTTP."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from channels_intake.simulators.youtube import YouTubeSimulator

ACCOUNT = "900000000000777"  # the account of tests.factories.make_comment


@pytest.fixture
def youtube(settings: Settings) -> Iterator[YouTubeSimulator]:
    """The simulator, with the settings pointed at it."""
    simulator = YouTubeSimulator(ACCOUNT, "kunci", refresh_token="penyegar")
    with simulator.serve() as server:
        settings.YOUTUBE_CHANNEL_ID, settings.YOUTUBE_API_KEY = ACCOUNT, "kunci"
        settings.YOUTUBE_API_BASE, settings.YOUTUBE_TOKEN_URL = server.url, f"{server.url}/token"
        settings.YOUTUBE_OAUTH_CLIENT_ID, settings.YOUTUBE_OAUTH_CLIENT_SECRET = simulator.client
        settings.YOUTUBE_REFRESH_TOKEN = "penyegar"
        yield simulator
