"""Proof that a process does its work."""

from datetime import datetime

from django.db import transaction

from .models import Heartbeat


@transaction.atomic
def record_heartbeat(*, name: str, now: datetime) -> None:
    """Notes that `name` was at work at `now`."""
    Heartbeat.objects.bulk_create(
        [Heartbeat(name=name, beat_at=now)],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["beat_at"],
    )
