"""What is wrong with an account, told to the admins once when it begins and once when it is over."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from opd.models import Role, User
from opd.notices import notify
from sla.calendars import current_calendar
from sla.working_time import working_time_between

from .health import configured_accounts, measure
from .health_words import account_name, token_words, waiting_words
from .models import ChannelAccount, ChannelAlarm

Cause = ChannelAlarm.Cause
Finding = tuple[Cause, str]  # what is wrong, and the sentence for the admins


def watch(*, now: datetime) -> int:
    """Measures every account and raises or ends its alarms; how many stand afterwards."""
    measure(now=now)
    return raise_alarms(now=now)


@transaction.atomic
def raise_alarms(*, now: datetime) -> int:
    """Compares what was measured with the alarms that stand; how many stand afterwards.

    The rows of the accounts are locked, so that of two at once the second finds the alarm there. Of an account that is
    no longer set up nothing is said, and its alarms end in silence.
    """
    watched = configured_accounts()
    standing = 0
    for account in ChannelAccount.objects.select_for_update():
        is_watched = (account.channel, account.account) in watched
        found = dict(_findings(account, now)) if is_watched else {}
        known = {Cause(alarm.cause): alarm for alarm in account.alarms.filter(ended_at=None)}
        for cause in found.keys() - known.keys():
            _begin(account, cause, found[cause], now)
        for cause in known.keys() - found.keys():
            _end(known[cause], now, is_told=is_watched)
        standing += len(found)
    return standing


def _findings(account: ChannelAccount, now: datetime) -> Iterator[Finding]:
    yield from _about_arrivals(account, now)
    yield from _about_sending(account)
    yield from _about_token(account, now)
    yield from _about_queues(account, now)


def _about_arrivals(account: ChannelAccount, now: datetime) -> Iterator[Finding]:
    since = account.last_event_at or account.watched_since
    hours = settings.SILENT_OFFICE_HOURS.get(account.channel, settings.OTHER_SILENT_OFFICE_HOURS)
    if working_time_between(current_calendar(), since, now) >= timedelta(hours=hours):
        yield Cause.SILENT, f"Tidak ada pesan masuk selama {hours} jam kerja. Periksa webhook dan token di penyedia."
    if account.dead:
        yield Cause.DEAD, f"{account.dead} kiriman gagal diproses dan menunggu di rak."


def _about_sending(account: ChannelAccount) -> Iterator[Finding]:
    if account.stopped_at:
        yield Cause.STOPPED, account.stop_reason
    if account.tried >= settings.FAILED_AT_LEAST and account.failed * 100 >= account.tried * settings.FAILED_PERCENT:
        yield Cause.FAILING, f"{account.failed} dari {account.tried} balasan gagal terkirim dalam satu jam terakhir."


def _about_token(account: ChannelAccount, now: datetime) -> Iterator[Finding]:
    ends, soon = account.token_expires_at, now + timedelta(days=settings.TOKEN_DAYS)
    if account.token == ChannelAccount.Token.INVALID or (ends and ends <= soon):
        yield Cause.TOKEN, f"Token {token_words(account, now)}. Buat token baru dan pasang di server."


def _about_queues(account: ChannelAccount, now: datetime) -> Iterator[Finding]:
    limit = timedelta(minutes=settings.QUEUE_MINUTES)
    queues = [
        ("Kiriman masuk", account.oldest_request_at, limit),
        ("Balasan", account.oldest_reply_at, limit),
        ("Lampiran", account.oldest_file_at, timedelta(hours=settings.FILE_QUEUE_HOURS)),
    ]
    late = [f"{name} {waiting_words(at, now)}." for name, at, most in queues if at and now - at >= most]
    if late:
        yield Cause.QUEUE, " ".join(late)


def _begin(account: ChannelAccount, cause: Cause, sentence: str, now: datetime) -> None:
    alarm = ChannelAlarm.objects.create(account=account, cause=cause, sentence=sentence, began_at=now)
    # Whoever stopped the sending has told the admins in that moment.
    if cause != Cause.STOPPED:
        _tell(alarm, f"{account_name(account)}: {alarm.get_cause_display().lower()}", sentence, "begin", now)


def _end(alarm: ChannelAlarm, now: datetime, *, is_told: bool) -> None:
    alarm.ended_at = now
    alarm.save(update_fields=["ended_at"])
    if is_told:
        subject = f"{account_name(alarm.account)} kembali normal"
        _tell(alarm, subject, f"Sudah selesai: {alarm.get_cause_display().lower()}.", "end", now)


def _tell(alarm: ChannelAlarm, subject: str, body: str, moment: str, now: datetime) -> None:
    notify(
        recipients=User.objects.filter(memberships__role=Role.ADMIN, is_active=True),
        subject=subject,
        body=body,
        url=reverse("channel_list"),
        dedupe_key=f"channel-alarm:{alarm.pk}:{moment}",
        now=now,
    )
