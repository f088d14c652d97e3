"""The simulated provider and a webhook that only listens, for everything that speaks to WhatsApp."""

from tests.simulator_fixture import phone, simulator, start_simulator, webhook

__all__ = ["phone", "simulator", "start_simulator", "webhook"]
