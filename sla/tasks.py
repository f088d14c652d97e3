"""Celery's entrance to the clocks: three lines."""

from celery import shared_task

from bontang_pengaduan.lib.clock import now

from .escalation import escalate_due as fire_due_steps
from .lag import watch_sweep as watch_lag
from .recount import work_recount
from .windows import shut_windows


@shared_task
def escalate_due() -> int:
    """Fires the steps whose time has come, and ends the windows that have run out. Returns how many steps fired."""
    shut_windows(now=now())
    return fire_due_steps(now=now())


@shared_task
def watch_sweep() -> float:
    """Tells the admins when the sweep lags. Returns the lag in seconds."""
    return watch_lag(now=now())


@shared_task
def recount_clocks() -> int:
    """Goes on with counting the open clocks anew after a change of the calendar. Returns how many it counted."""
    return work_recount(now=now())
