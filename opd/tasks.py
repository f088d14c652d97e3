"""Celery's entrances to this app: three lines each."""

from celery import shared_task

from bontang_pengaduan.lib.clock import now

from .delivery import deliver_due
from .digests import gather_due
from .heartbeats import record_heartbeat
from .kept_answers import forget_old_answers
from .push import push_due
from .training_process import LIMIT_SECONDS, run_training


@shared_task
def deliver_notices() -> int:
    """Sends the e-mails that are due. Returns how many went out."""
    return deliver_due(now=now())


@shared_task
def push_notices() -> int:
    """Sends the notices that are due to officers' browsers. Returns how many went out."""
    return push_due(now=now())


@shared_task
def gather_digests() -> int:
    """Makes one e-mail of the notices that wait for their digest. Returns how many e-mails."""
    return gather_due(now=now())


@shared_task
def beat_heart() -> None:
    """Proves that a worker takes tasks; the supervisor replaces one that falls silent."""
    record_heartbeat(name="worker", now=now())


@shared_task
def forget_answers() -> int:
    """Deletes the API's kept answers that nobody will ask for again. Returns how many."""
    return forget_old_answers(now=now())


@shared_task(soft_time_limit=LIMIT_SECONDS + 10, time_limit=LIMIT_SECONDS + 20)
def retrain_routing() -> int:
    """Trains the router on what officers decided. Returns the exit code of the training."""
    return run_training()
