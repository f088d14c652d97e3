"""How an account fares, in plain words."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from complaints.wording import short_date

from .models import ChannelAccount, ChannelAlarm
from .registry import CHANNELS

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
Token = ChannelAccount.Token


@dataclass(frozen=True)
class Fact:
    """One line of a card. `is_bad` marks what an alarm stands for."""

    label: str
    words: str
    is_bad: bool = False


@dataclass(frozen=True)
class Card:
    """One account. `state` is the word beside its name, `tone` how it is coloured: normal, alarm, off."""

    name: str
    icon: str
    account: str
    state: str
    tone: str
    alarms: list[str]
    facts: list[Fact]
    dead: int


def make_card(account: ChannelAccount, alarms: list[ChannelAlarm], now: datetime, *, is_configured: bool) -> Card:
    """The account as people read it."""
    causes = {alarm.cause for alarm in alarms}
    state, tone = ("Perlu perhatian", "alarm") if alarms else ("Normal", "normal")
    if not is_configured:
        state, tone = "Tidak dipakai lagi", "off"
    return Card(
        name=CHANNELS[account.channel].label if account.channel in CHANNELS else account.channel,
        icon=CHANNELS[account.channel].icon if account.channel in CHANNELS else "message-2",
        account=account.account,
        state=state,
        tone=tone,
        alarms=[f"{alarm.get_cause_display()}. {alarm.sentence}" for alarm in alarms],
        facts=_facts(account, causes, now),
        dead=account.dead,
    )


def account_name(account: ChannelAccount) -> str:
    """`WhatsApp 900000000000101`."""
    channel = CHANNELS.get(account.channel)
    return f"{channel.label if channel else account.channel} {account.account}"


def ago_words(moment: datetime | None, now: datetime) -> str:
    """`3 menit lalu`; from one day on the date."""
    if moment is None:
        return "belum pernah"
    passed = now - moment
    if passed < MINUTE:
        return "baru saja"
    if passed < HOUR:
        return f"{passed // MINUTE} menit lalu"
    return f"{passed // HOUR} jam lalu" if passed < DAY else short_date(moment)


def waiting_words(moment: datetime | None, now: datetime) -> str:
    """`menunggu 12 menit`, of the oldest one in a queue."""
    if moment is None:
        return "kosong"
    passed = now - moment
    if passed < MINUTE:
        return "menunggu kurang dari 1 menit"
    if passed < HOUR:
        return f"menunggu {passed // MINUTE} menit"
    return f"menunggu {passed // HOUR} jam" if passed < DAY else f"menunggu {passed // DAY} hari"


def token_words(account: ChannelAccount, now: datetime) -> str:
    """`berlaku sampai Kamis, 26 Nov 16.00`."""
    if account.token == Token.UNKNOWN:
        return "belum diperiksa"
    ends = account.token_expires_at
    if account.token == Token.INVALID or (ends and ends <= now):
        return "tidak berlaku lagi"
    return f"berlaku sampai {short_date(ends)}" if ends else "berlaku tanpa batas waktu"


def sending_words(account: ChannelAccount) -> str:
    """`2 dari 14 gagal`, of the last hour."""
    if not account.tried:
        return "tidak ada balasan"
    return f"{account.failed} dari {account.tried} gagal" if account.failed else f"{account.tried} terkirim"


def _facts(account: ChannelAccount, causes: set[str], now: datetime) -> list[Fact]:
    cause = ChannelAlarm.Cause
    stopped = account.stopped_at
    return [
        Fact("Pesan warga terakhir", ago_words(account.last_message_at, now)),
        Fact("Kabar terakhir dari penyedia", ago_words(account.last_event_at, now), cause.SILENT in causes),
        Fact("Balasan terakhir terkirim", ago_words(account.last_sent_at, now)),
        Fact("Balasan satu jam terakhir", sending_words(account), cause.FAILING in causes),
        Fact("Pengiriman", f"berhenti {ago_words(stopped, now)}" if stopped else "berjalan", bool(stopped)),
        Fact("Token", token_words(account, now), cause.TOKEN in causes),
        Fact("Antrean kiriman masuk", waiting_words(account.oldest_request_at, now)),
        Fact("Antrean balasan", waiting_words(account.oldest_reply_at, now)),
        Fact("Antrean lampiran", waiting_words(account.oldest_file_at, now)),
        Fact("Diperiksa", ago_words(account.measured_at, now)),
    ]
