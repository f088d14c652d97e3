"""A local server that speaks the wire format of the WhatsApp Cloud API, for demo, tests and load."""

from .account import Account
from .burst import Sent, burst
from .server import WhatsAppSimulator

__all__ = ["Account", "Sent", "WhatsAppSimulator", "burst"]
