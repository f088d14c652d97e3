"""The simulator, its control client, and the city's own client."""

from collections.abc import Iterator

import httpx
import pytest

from channels_intake.simulators.whatsapp import WhatsAppSimulator
from tests.simulator_fixture import phone, simulator, start_simulator, webhook

__all__ = ["phone", "simulator", "start_simulator", "webhook"]

CITIZEN = "6280000000101"


@pytest.fixture
def city(simulator: WhatsAppSimulator) -> Iterator[httpx.Client]:
    """The city's side, with its token."""
    headers = {"Authorization": "Bearer akses-uji"}
    with httpx.Client(base_url=simulator.api_base, headers=headers, trust_env=False) as client:
        yield client
