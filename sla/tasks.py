"""Celery's entrance to the clocks: three lines."""

from celery import shared_task

from bontang_pengaduan.lib.clock import now

from .escalation import escalate_due as fire_due_steps


@shared_task
def escalate_due() -> int:
    """Fires the steps whose time has come. Returns how many."""
    return fire_due_steps(now=now())
