"""The one way to change the state of a complaint."""

from typing import Any

from django.db.models import F

from ..errors import MoveNotAllowedError
from ..live.announce import announce
from ..models import Complaint
from ..workflow import STATUS_LABELS, Status, can_move


def move(complaint: Complaint, status: Status, **changes: Any) -> None:
    """Moves by a conditional update: of two who move at once, the second is refused and changes nothing.

    `changes` are further columns of the same update. Raises MoveNotAllowedError.
    """
    old = complaint.status
    moved = can_move(old, status) and Complaint.objects.filter(pk=complaint.pk, status=old).update(
        status=status.value, version=F("version") + 1, **changes
    )
    if not moved:
        label = STATUS_LABELS[status.value]
        raise MoveNotAllowedError(f"Aduan berstatus {STATUS_LABELS[old]} tidak dapat menjadi {label}.")
    complaint.refresh_from_db()


def change(complaint: Complaint, **changes: Any) -> None:
    """Changes columns of a complaint whose state stays, makes older forms stale, and tells the open pages."""
    Complaint.objects.filter(pk=complaint.pk).update(version=F("version") + 1, **changes)
    complaint.refresh_from_db()
    announce(complaint.pk)
