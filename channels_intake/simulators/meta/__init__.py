"""A simulated Meta: one Page, its Instagram account, and the people who write there."""

from .server import MetaSimulator
from .world import Account

__all__ = ["Account", "MetaSimulator"]
