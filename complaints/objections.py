"""Until when a citizen may say that a case is not solved. No act, only the days."""

from datetime import datetime, timedelta

from django.conf import settings

from .models import Complaint


def last_moment(complaint: Complaint) -> datetime | None:
    """REOPEN_DAYS calendar days after the case ended; None while it runs."""
    ended_at = complaint.resolved_at or complaint.closed_at
    return ended_at + timedelta(days=settings.REOPEN_DAYS) if ended_at else None


def may_object(complaint: Complaint, now: datetime) -> bool:
    """Whether his word still opens it again."""
    until = last_moment(complaint)
    return until is not None and now <= until
