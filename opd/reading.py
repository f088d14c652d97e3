"""What an officer has read of his notices. Each mark can be taken back."""

from datetime import datetime

from django.db import transaction

from .models import Notice, User


@transaction.atomic
def mark_unread(*, notice: Notice) -> bool:
    """Takes the mark of one notice back; whether it had one."""
    return bool(Notice.objects.filter(pk=notice.pk, read_at__isnull=False).update(read_at=None))


@transaction.atomic
def mark_all_read(*, recipient: User, newest: int, now: datetime) -> int:
    """Marks what is unread up to the notice with the key `newest`; how many. Later ones he has not seen yet."""
    return Notice.objects.filter(recipient=recipient, read_at=None, pk__lte=newest).update(read_at=now)


@transaction.atomic
def undo_mark_all_read(*, recipient: User, read_at: datetime) -> int:
    """Takes back what was marked at `read_at`, the `now` of that act; how many are unread again."""
    return Notice.objects.filter(recipient=recipient, read_at=read_at).update(read_at=None)
