"""Dukung ini: a citizen joins what another has reported, without a complaint of his own."""

from datetime import datetime

from django.db import transaction

from ..errors import MoveNotAllowedError
from ..models import Complaint, Support
from ..similar_public import public_cases


@transaction.atomic
def support(*, complaint: Complaint, supporter: str, now: datetime) -> None:
    """Counts a supporter; twice is once. Raises MoveNotAllowedError for a case that is not shown to the public."""
    if not public_cases(now).filter(pk=complaint.pk).exists():
        raise MoveNotAllowedError("Aduan ini tidak dapat didukung lagi.")
    Support.objects.get_or_create(complaint=complaint, supporter=supporter, defaults={"created_at": now})
