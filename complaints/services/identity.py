"""Finding the citizen behind a message."""

from datetime import datetime

from django.db import transaction

from bontang_pengaduan.lib.inbound import Sender
from bontang_pengaduan.lib.text import clean

from ..models import Reporter, ReporterIdentifier


def find_reporter(sender: Sender) -> Reporter | None:
    """The citizen known by the sender's phone or user id, if there is one now."""
    identifier = (
        ReporterIdentifier.objects.filter(valid_to=None, value__in=[value for _, value in _identifiers(sender)])
        .select_related("reporter")
        .order_by("id")
        .first()
    )
    return identifier.reporter if identifier else None


@transaction.atomic
def get_reporter(*, sender: Sender, now: datetime) -> Reporter:
    """The citizen behind a sender, made if he is new. Phone and user id in one message are one person."""
    reporter = find_reporter(sender)
    if reporter is None:
        reporter = Reporter.objects.create(created_at=now)
    for kind, value in _identifiers(sender):
        # Nothing is taken from another person here: two people who prove to be one are joined by an officer.
        ReporterIdentifier.objects.get_or_create(
            kind=kind, value=value, valid_to=None, defaults={"reporter": reporter, "valid_from": now}
        )
    return _refresh_names(reporter, sender)


@transaction.atomic
def change_identifier(*, kind: str, old: str, new: str, now: datetime) -> None:
    """A citizen's number or user id changed: the old value ends, the new one begins for the same person.

    A new value that already belongs to somebody stays with him: nobody inherits another's cases.
    """
    former = ReporterIdentifier.objects.select_for_update().filter(kind=kind, value=old, valid_to=None).first()
    if former is None:
        return
    former.valid_to = now
    former.save(update_fields=["valid_to"])
    ReporterIdentifier.objects.get_or_create(
        kind=kind, value=new, valid_to=None, defaults={"reporter": former.reporter, "valid_from": now}
    )


def _identifiers(sender: Sender) -> list[tuple[str, str]]:
    pairs = [(ReporterIdentifier.Kind.PHONE.value, sender.phone), (ReporterIdentifier.Kind.BSUID.value, sender.bsuid)]
    return [(kind, value) for kind, value in pairs if value]


def _refresh_names(reporter: Reporter, sender: Sender) -> Reporter:
    name, username = clean(sender.name)[:120] or reporter.name, clean(sender.username)[:120] or reporter.username
    if (name, username) != (reporter.name, reporter.username):
        reporter.name, reporter.username = name, username
        reporter.save(update_fields=["name", "username"])
    return reporter
