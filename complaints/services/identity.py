"""Finding the citizen behind a message, and forgetting who had a number before."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q, QuerySet

from bontang_pengaduan.lib.inbound import Sender
from bontang_pengaduan.lib.text import clean, mask_identifiers

from ..models import Reporter, ReporterIdentifier, ReporterMerge
from .reporters import merge_reporters

Kind, End = ReporterIdentifier.Kind, ReporterIdentifier.End


def find_reporter(sender: Sender) -> Reporter | None:
    """The citizen known by the sender's user id, or else by the phone or the channel's own id, if there is one now."""
    by_bsuid, by_phone = _holder(Kind.BSUID, sender.bsuid), _holder(Kind.PHONE, sender.phone)
    holder = by_bsuid or by_phone or _holder(Kind.ACCOUNT, sender.account_id)
    return holder.reporter if holder else None


@transaction.atomic
def get_reporter(*, sender: Sender, now: datetime) -> Reporter:
    """The citizen behind a sender, made if he is new.

    A user id belongs to one person and dies with his number; a phone may change hands. So a phone that comes with
    another user id than its holder's has a new owner, who gets nothing of the old one. A phone without a user id and
    a user id without a phone that come in one message are one person, and two reporters become one (channels.md 1.5).
    A phone alone proves nothing after PHONE_TRUST_DAYS of silence: it may have been given to somebody else since.
    """
    _take_turns(sender)
    by_bsuid, by_phone = _holder(Kind.BSUID, sender.bsuid), _holder(Kind.PHONE, sender.phone)
    if by_phone and (reason := _doubt(by_phone, by_bsuid, sender, now)):
        _end(by_phone, reason, now)
        by_phone = None
    if by_bsuid and sender.phone:
        _replace_phone(by_bsuid.reporter, sender.phone, now)
    holder = by_bsuid or by_phone or _holder(Kind.ACCOUNT, sender.account_id)
    reporter = holder.reporter if holder else Reporter.objects.create(created_at=now)
    if by_bsuid and by_phone and by_bsuid.reporter_id != by_phone.reporter_id:
        reporter = _join(by_bsuid.reporter, by_phone.reporter, now)
    for kind, value in _identifiers(sender):
        ReporterIdentifier.objects.get_or_create(
            kind=kind, value=value, valid_to=None, defaults={"reporter": reporter, "valid_from": now}
        )
    return _refresh_names(reporter, sender)


@transaction.atomic
def note_seen(*, sender: Sender, at: datetime) -> None:
    """The citizen wrote with these identifiers at that moment. An older message changes nothing."""
    known = Q()
    for kind, value in _identifiers(sender):
        known |= Q(kind=kind, value=value)
    if known:
        later = Q(seen_at=None) | Q(seen_at__lt=at)
        ReporterIdentifier.objects.filter(known & later, valid_to=None).update(seen_at=at)


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


def _take_turns(sender: Sender) -> None:
    """The first words of a new citizen arrive at once, in two workers: without turns each makes a reporter, and the
    one who comes second keeps a reporter whom nobody can answer. Held until the end of the transaction."""
    names = sorted(f"{kind}:{value}" for kind, value in _identifiers(sender))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(name, 0)) FROM unnest(%s::text[]) AS name", [names]
        )


def _current(kind: str) -> QuerySet[ReporterIdentifier]:
    return ReporterIdentifier.objects.filter(kind=kind, valid_to=None).select_related("reporter")


def _holder(kind: str, value: str | None) -> ReporterIdentifier | None:
    return _current(kind).filter(value=value).first() if value else None


def _doubt(
    by_phone: ReporterIdentifier, by_bsuid: ReporterIdentifier | None, sender: Sender, now: datetime
) -> ReporterIdentifier.End | None:
    """Why the phone does not prove that its holder writes; None when it does."""
    if by_bsuid and by_bsuid.reporter_id == by_phone.reporter_id:
        return None
    others = _current(Kind.BSUID).filter(reporter=by_phone.reporter)
    if sender.bsuid and others.exists():
        return End.CHANGED_HANDS
    last_proof = by_phone.seen_at or by_phone.valid_from
    return End.SILENT if now - last_proof > timedelta(days=settings.PHONE_TRUST_DAYS) else None


def _replace_phone(reporter: Reporter, phone: str, now: datetime) -> None:
    """The same person under a new number: the old one may go to anybody. Whoever has two user ids has two phones."""
    if _current(Kind.BSUID).filter(reporter=reporter).count() > 1:
        return
    for former in _current(Kind.PHONE).filter(reporter=reporter).exclude(value=phone):
        _end(former, End.REPLACED, now)


def _end(identifier: ReporterIdentifier, reason: str, now: datetime) -> None:
    identifier.valid_to, identifier.end_reason = now, reason
    identifier.save(update_fields=["valid_to", "end_reason"])


def _join(one: Reporter, other: Reporter, now: datetime) -> Reporter:
    """The older of the two stays."""
    kept, duplicate = sorted((one, other), key=lambda reporter: reporter.pk)
    merge_reporters(kept=kept, duplicate=duplicate, reason=ReporterMerge.Reason.SAME_MESSAGE, user=None, now=now)
    return kept


def _identifiers(sender: Sender) -> list[tuple[str, str]]:
    pairs = [
        (Kind.PHONE.value, sender.phone),
        (Kind.BSUID.value, sender.bsuid),
        (Kind.ACCOUNT.value, sender.account_id),
    ]
    return [(kind, value) for kind, value in pairs if value]


def _refresh_names(reporter: Reporter, sender: Sender) -> Reporter:
    # Some people are called by their number, and a name is shown where a number is not.
    name = mask_identifiers(clean(sender.name))[:120] or reporter.name
    username = clean(sender.username)[:120] or reporter.username
    if (name, username) != (reporter.name, reporter.username):
        reporter.name, reporter.username = name, username
        reporter.save(update_fields=["name", "username"])
    return reporter
