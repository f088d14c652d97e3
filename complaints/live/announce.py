"""Telling open pages that a case has changed. It is help and not truth: what is lost here, the next poll shows."""

import logging
import time
from functools import cache, partial

import redis
from django.db import transaction

from .wire import CASE, CHANNEL, PRESENCE, Announcement, broker_address

SILENT_SECONDS = 5.0  # without a broker nobody waits for it again and again
_log = logging.getLogger(__name__)
_silent_until = 0.0


def announce(complaint_id: int) -> None:
    """Tells it once the transaction is through. Never raises: a broker that is away stops no work."""
    transaction.on_commit(partial(publish, Announcement(CASE, complaint_id)))


def announce_presence(complaint_id: int) -> None:
    """Tells at once that somebody has come to the case or left it. Never raises."""
    publish(Announcement(PRESENCE, complaint_id))


def publish(announcement: Announcement) -> None:
    """Hands it to the broker, and lets it go where none answers."""
    global _silent_until  # noqa: PLW0603  # one broker, one process: the pause belongs to both
    if time.monotonic() < _silent_until:
        return
    try:
        broker().publish(CHANNEL, announcement.encode())
    except redis.RedisError:
        _silent_until = time.monotonic() + SILENT_SECONDS
        _log.warning("The broker takes no announcements; open pages learn of changes by their poll.")


def resume() -> None:
    """Ends the pause after a broker that did not answer."""
    global _silent_until  # noqa: PLW0603
    _silent_until = 0.0


@cache
def broker() -> redis.Redis:
    """The broker's client of this process; safe in threads and after a fork."""
    return redis.Redis.from_url(broker_address(), socket_timeout=0.5, socket_connect_timeout=0.5)
