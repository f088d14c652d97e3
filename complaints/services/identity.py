"""Finding the citizen behind a message, and forgetting who had a number before."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from bontang_pengaduan.lib.inbound import Sender
from bontang_pengaduan.lib.text import clean

from ..models import Reporter, ReporterIdentifier, ReporterMerge
from .reporters import merge_reporters

Kind, End = ReporterIdentifier.Kind, ReporterIdentifier.End


def find_reporter(sender: Sender) -> Reporter | None:
    """The citizen known by the sender's user id, or else by the phone, if there is one now."""
    by_bsuid, by_phone = _holder(Kind.BSUID, sender.bsuid), _holder(Kind.PHONE, sender.phone)
    holder = by_bsuid or by_phone
    return holder.reporter if holder else None


@transaction.atomic
def get_reporter(*, sender: Sender, now: datetime) -> Reporter:
    """The citizen behind a sender, made if he is new.

    A user id belongs to one person and dies with his number; a phone may change hands. So a phone that comes with
    another user id than its holder's has a new owner, who gets nothing of the old one. A phone without a user id and
    a user id without a phone that come in one message are one person, and two reporters become one (channels.md 1.5).
    """
    by_bsuid, by_phone = _holder(Kind.BSUID, sender.bsuid), _holder(Kind.PHONE, sender.phone)
    if by_phone and sender.bsuid and _has_other(by_phone.reporter, Kind.BSUID, sender.bsuid):
        _end(by_phone, End.CHANGED_HANDS, now)
        by_phone = None
    if by_bsuid and sender.phone:
        # The same person under a new number: the old one may go to anybody.
        for former in _current(Kind.PHONE).filter(reporter=by_bsuid.reporter).exclude(value=sender.phone):
            _end(former, End.REPLACED, now)
    holder = by_bsuid or by_phone
    reporter = holder.reporter if holder else Reporter.objects.create(created_at=now)
    if by_bsuid and by_phone and by_bsuid.reporter_id != by_phone.reporter_id:
        reporter = _join(by_bsuid.reporter, by_phone.reporter, now)
    for kind, value in _identifiers(sender):
        ReporterIdentifier.objects.get_or_create(
            kind=kind, value=value, valid_to=None, defaults={"reporter": reporter, "valid_from": now}
        )
    return _refresh_names(reporter, sender)


@transaction.atomic
def change_identifier(*, kind: str, old: str, new: str, now: datetime) -> None:
    """A citizen's number or user id changed: the old value ends, the new one begins for the same person.

    A new value that already belongs to somebody stays with him: nobody inherits another's cases.
    """
    former = _current(kind).select_for_update().filter(value=old).first()
    if former is None:
        return
    _end(former, End.REPLACED, now)
    ReporterIdentifier.objects.get_or_create(
        kind=kind, value=new, valid_to=None, defaults={"reporter": former.reporter, "valid_from": now}
    )


@transaction.atomic
def release_phone(*, phone: str | None, now: datetime) -> None:
    """The account behind a number was registered anew, perhaps by somebody else: the number proves nothing any more.

    Who writes from it next is a new reporter, unless his user id shows that he is the same person.
    """
    for holder in _current(Kind.PHONE).filter(value=phone):
        _end(holder, End.IDENTITY_CHANGED, now)


def _current(kind: str) -> QuerySet[ReporterIdentifier]:
    return ReporterIdentifier.objects.filter(kind=kind, valid_to=None).select_related("reporter")


def _holder(kind: str, value: str | None) -> ReporterIdentifier | None:
    return _current(kind).filter(value=value).first() if value else None


def _has_other(reporter: Reporter, kind: str, value: str) -> bool:
    return _current(kind).filter(reporter=reporter).exclude(value=value).exists()


def _end(identifier: ReporterIdentifier, reason: str, now: datetime) -> None:
    identifier.valid_to, identifier.end_reason = now, reason
    identifier.save(update_fields=["valid_to", "end_reason"])


def _join(one: Reporter, other: Reporter, now: datetime) -> Reporter:
    """The older of the two stays."""
    kept, duplicate = sorted((one, other), key=lambda reporter: reporter.pk)
    merge_reporters(kept=kept, duplicate=duplicate, reason=ReporterMerge.Reason.SAME_MESSAGE, user=None, now=now)
    return kept


def _identifiers(sender: Sender) -> list[tuple[str, str]]:
    pairs = [(Kind.PHONE.value, sender.phone), (Kind.BSUID.value, sender.bsuid)]
    return [(kind, value) for kind, value in pairs if value]


def _refresh_names(reporter: Reporter, sender: Sender) -> Reporter:
    name, username = clean(sender.name)[:120] or reporter.name, clean(sender.username)[:120] or reporter.username
    if (name, username) != (reporter.name, reporter.username):
        reporter.name, reporter.username = name, username
        reporter.save(update_fields=["name", "username"])
    return reporter
