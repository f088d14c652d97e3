"""A simulated Telegram with one bot: the Bot API on one side, the citizens' phones on the other."""

from .server import TelegramSimulator

__all__ = ["TelegramSimulator"]
