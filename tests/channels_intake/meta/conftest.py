"""A simulated Meta with the city's Page and Instagram account, spoken to over HTTP."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from channels_intake.simulators.meta import Account, MetaSimulator
from tests.channels_intake.meta.kit import connect


@pytest.fixture
def meta(settings: Settings) -> Iterator[MetaSimulator]:
    """The simulator, with the settings pointed at it; it pushes nowhere."""
    with MetaSimulator(Account()) as simulator:
        connect(settings, simulator)
        yield simulator
