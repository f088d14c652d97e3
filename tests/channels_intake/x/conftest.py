"""A simulated X with the city's account, spoken to over HTTP."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from channels_intake.simulators.x import XSimulator

ACCOUNT = "900000000000777"  # the account of tests.factories.make_comment


@pytest.fixture
def x(settings: Settings) -> Iterator[XSimulator]:
    """The simulator, with the settings pointed at it."""
    simulator = XSimulator(ACCOUNT, "token-x")
    with simulator.serve() as server:
        settings.X_USER_ID, settings.X_ACCESS_TOKEN, settings.X_API_BASE = ACCOUNT, "token-x", server.url
        yield simulator
