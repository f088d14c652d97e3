"""The end of what a citizen has withdrawn: words, former versions, files, labels made of the words,
and what officers asked each other about them."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Exists, OuterRef

from opd.labels import forget_labels

from ..models import Amendment, Attachment, Complaint, HelpRequest, Message

BATCH = 200
FORMS = ("file", "preview", "thumbnail")


@transaction.atomic
def erase_withdrawn(*, now: datetime) -> int:
    """Erases what was withdrawn WITHDRAWN_DAYS ago; how many messages. Their rows stay and say that they were there.

    The files go after the commit: a crash between the two leaves files that no row names.
    """
    due = Message.objects.filter(
        revoked_at__lte=now - timedelta(days=settings.WITHDRAWN_DAYS), erased_at=None
    ).order_by("revoked_at")
    keys = list(due.select_for_update(skip_locked=True).values_list("pk", flat=True)[:BATCH])
    files = Attachment.objects.filter(message__in=keys)
    names = {name for row in files.values_list(*FORMS) for name in row if name}
    files.update(**dict.fromkeys(FORMS, ""), filename="", status=Attachment.Status.REFUSED)
    Amendment.objects.filter(message__in=keys).update(old_text="", new_text="")
    _erase_questions(keys)
    Message.objects.filter(pk__in=keys).update(erased_at=now, details={}, latitude=None, longitude=None, place="")
    for number in set(Complaint.objects.filter(messages__in=keys).values_list("number", flat=True)):
        forget_labels(case=number)
    transaction.on_commit(partial(_delete, names))
    return len(keys)


def _erase_questions(keys: Sequence[int]) -> None:
    """What officers asked each other after the citizen had written it may quote him: question, draft and answer go."""
    said = Message.objects.filter(pk__in=keys, complaint=OuterRef("complaint"), sent_at__lte=OuterRef("asked_at"))
    HelpRequest.objects.filter(Exists(said)).update(question="", draft="", answer="", edited="")


def _delete(names: Iterable[str]) -> None:
    for name in names:
        default_storage.delete(name)
