"""A citizen's name goes, on his wish: who he is on a channel, and what he said outside of any case."""

from datetime import datetime

from django.db import transaction

from ..models import Attachment, Complaint, Message, Reporter, ReporterIdentifier
from .events import record


@transaction.atomic
def forget_account(*, value: str, now: datetime) -> int:
    """Forgets the person behind a channel's own id (`facebook:5001`); how many there were, 0 or 1.

    The identifier and the shown names are gone at once. Messages without a case count as withdrawn, so their words are
    gone now and their files with the next erasing. What became part of a case stays without a name, as the archive of
    public complaints.
    """
    identifiers = ReporterIdentifier.objects.filter(kind=ReporterIdentifier.Kind.ACCOUNT, value=value)
    reporter = Reporter.objects.select_for_update().filter(identifiers__in=identifiers).first()
    if reporter is None:
        return 0
    identifiers.delete()
    Reporter.objects.filter(pk=reporter.pk).update(name="", username="")
    channel = value.partition(":")[0]
    loose = Message.objects.filter(conversation__reporter=reporter, channel=channel, complaint=None, revoked_at=None)
    files = Attachment.objects.filter(message__in=loose, status=Attachment.Status.PENDING)
    files.update(status=Attachment.Status.REFUSED, last_error="Dihapus atas permintaan pelapor.")
    loose.update(text="", original_text="", details={}, latitude=None, longitude=None, place="", revoked_at=now)
    for complaint in Complaint.objects.filter(reporter=reporter):
        record(complaint, "reporter.forgotten", now=now)
    return 1
