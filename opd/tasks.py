"""Celery's entrances to the agencies' notices: three lines each."""

from celery import shared_task

from bontang_pengaduan.lib.clock import now

from .delivery import deliver_due
from .heartbeats import record_heartbeat


@shared_task
def deliver_notices() -> int:
    """Sends the e-mails that are due. Returns how many went out."""
    return deliver_due(now=now())


@shared_task
def beat_heart() -> None:
    """Proves that a worker takes tasks; the supervisor replaces one that falls silent."""
    record_heartbeat(name="worker", now=now())
