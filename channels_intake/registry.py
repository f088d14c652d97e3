"""The channels that are built: one row each. Addresses, filters, labels and icons follow from it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import IO, Protocol

from django.conf import settings

from bontang_pengaduan.lib.inbound import Event
from complaints.channel_names import introduce
from complaints.services.catalogue import TemplateFacts
from complaints.ways import PLAIN, Ways, describe

from .channels import without
from .channels.errors import Refusal
from .channels.facebook.parse import parse as parse_facebook
from .channels.instagram.parse import parse as parse_instagram
from .channels.meta import channel as meta
from .channels.meta import client as meta_client
from .channels.meta import hiding as meta_hiding
from .channels.meta import mentions as meta_mentions
from .channels.meta import reading as meta_reading
from .channels.meta import token as meta_token
from .channels.meta.parse import parse as parse_meta
from .channels.oauth import Renewal
from .channels.outgoing import Outgoing
from .channels.pulling import Allowance, Pull
from .channels.sp4n import channel as sp4n
from .channels.sp4n import client as sp4n_client
from .channels.telegram import channel as telegram
from .channels.telegram import client as telegram_client
from .channels.telegram import polling as telegram_updates
from .channels.telegram.downloads import download as download_telegram
from .channels.telegram.parse import parse as parse_telegram
from .channels.telegram.token import read_token as read_telegram_token
from .channels.tiktok.channel import CLOSED as TIKTOK_CLOSED
from .channels.tiktok.parse import parse as parse_tiktok
from .channels.tokens import TokenFacts
from .channels.web import client as web_client
from .channels.web.parse import parse as parse_web
from .channels.web.uploads import download as download_upload
from .channels.whatsapp import channel as whatsapp
from .channels.whatsapp import client as whatsapp_client
from .channels.whatsapp.catalogue import fetch_templates as fetch_whatsapp_templates
from .channels.whatsapp.downloads import download as download_whatsapp
from .channels.whatsapp.parse import parse as parse_whatsapp
from .channels.whatsapp.refusals import read_code as read_whatsapp_code
from .channels.whatsapp.token import read_token as read_whatsapp_token
from .channels.x import channel as x
from .channels.x import client as x_client
from .channels.x import mentions as x_mentions
from .channels.x import streams as x_streams
from .channels.x import token as x_token
from .channels.x.parse import parse as parse_x
from .channels.youtube import channel as youtube
from .channels.youtube import client as youtube_client
from .channels.youtube import streams as youtube_streams
from .channels.youtube import token as youtube_token
from .channels.youtube.asking import UNITS as YOUTUBE_UNITS
from .channels.youtube.parse import parse as parse_youtube

Parse = Callable[[bytes, datetime], list[Event]]


class Send(Protocol):
    """Sends one message and returns the provider's id of it. Raises ChannelError."""

    def __call__(self, *, account: str, message: Outgoing) -> str: ...


class MarkRead(Protocol):
    """Shows the citizen that his message, and all before it, was read. Raises ChannelError."""

    def __call__(self, *, account: str, external_id: str, with_typing: bool) -> None: ...


class Hide(Protocol):
    """Hides a comment from the public, or shows it again; twice is harmless. Raises ChannelError."""

    def __call__(self, *, external_id: str, is_hidden: bool) -> None: ...


class LookUp(Protocol):
    """The provider's answer about a message of which only the id came, as JSON. Raises ChannelError."""

    def __call__(self, *, account: str, external_id: str, lacks: str) -> bytes: ...


class Download(Protocol):
    """Writes a file that the provider holds, at most `limit` bytes. Raises ChannelError, of it FileRefusedError."""

    def __call__(self, *, account: str, media_id: str, into: IO[bytes], limit: int) -> None: ...


@dataclass(frozen=True)
class Door:
    """An address that a provider pushes to, for one channel or several. `secrets` is the setting with the secrets
    that it proves itself by, `answers` the type of its handshake's answer."""

    kind: str
    label: str
    parse: Parse
    verify: Callable[[bytes, Mapping[str, str]], bool]
    secrets: str
    handshake: Callable[[Mapping[str, str]], str | None] = without.shake_no_hand
    answers: str = "text/plain"


@dataclass(frozen=True)
class Channel:
    """What the rest of the app needs of a channel. `icon` is a name in the icon set."""

    kind: str
    label: str
    icon: str
    parse: Parse
    configured: Callable[[], bool] = without.never
    accounts: Callable[[], list[str]] = without.no_accounts  # that are set up here
    door: Door | None = None
    send: Send = without.send_nothing
    download: Download = without.download_nothing
    mark_read: MarkRead = without.mark_nothing
    hide: Hide = without.hide_nothing
    look_up: LookUp = without.look_nothing_up
    fetch_templates: Callable[[], list[TemplateFacts]] = without.no_templates
    read_code: Callable[[int], Refusal] = without.read_any_code
    read_token: Callable[[], TokenFacts] = without.ask_nothing
    renewal: Renewal | None = None  # of a token that ends after hours
    spending: Allowance | None = None  # what its answers may cost
    pull: Pull | None = None  # how it is asked for its news
    ways: Ways = PLAIN  # how it takes an officer's word
    post: str = ""  # the public address of a post, with {} for its id
    closed: str = ""  # why it cannot be set up yet; offered nowhere then
    is_by_hand: Callable[[], bool] = without.never  # whether a person copies our answers there


META = Door(
    kind="meta",
    label="Facebook dan Instagram",
    parse=parse_meta,
    verify=meta.verify,
    secrets="META_APP_SECRETS",
    handshake=meta.handshake,
)
ROWS = (
    Channel(
        kind="whatsapp",
        label="WhatsApp",
        icon="brand-whatsapp",
        parse=parse_whatsapp,
        configured=whatsapp.is_configured,
        accounts=whatsapp.accounts,
        door=Door(
            kind="whatsapp",
            label="WhatsApp",
            parse=parse_whatsapp,
            verify=whatsapp.verify,
            secrets="WHATSAPP_APP_SECRETS",
            handshake=whatsapp.handshake,
        ),
        send=whatsapp_client.send,
        download=download_whatsapp,
        mark_read=whatsapp_client.mark_read,
        fetch_templates=fetch_whatsapp_templates,
        read_code=read_whatsapp_code,
        read_token=read_whatsapp_token,
    ),
    Channel(
        kind="facebook",
        label="Facebook",
        icon="brand-facebook",
        post="https://www.facebook.com/{}",
        parse=parse_facebook,
        configured=meta.is_facebook_configured,
        accounts=meta.facebook_accounts,
        door=META,
        send=meta_client.send_facebook,
        download=meta.download,
        read_code=meta_client.read_facebook_code,
        read_token=meta_token.read_facebook_token,
        pull=Pull(meta.facebook_streams, meta_reading.fetch_facebook, every=timedelta(minutes=15)),
        hide=meta_hiding.hide_on_facebook,
        ways=Ways(letters=2000, public_letters=8000, private_for=timedelta(days=7), hides_comments=True),
    ),
    Channel(
        kind="instagram",
        label="Instagram",
        icon="brand-instagram",
        parse=parse_instagram,
        configured=meta.is_instagram_configured,
        accounts=meta.instagram_accounts,
        door=META,
        send=meta_client.send_instagram,
        download=meta.download,
        read_code=meta_client.read_instagram_code,
        read_token=meta_token.read_instagram_token,
        renewal=Renewal(meta_token.instagram_seed, meta_token.renew_instagram_token, margin=meta_token.MARGIN),
        look_up=meta_mentions.look_up,
        pull=Pull(meta.instagram_streams, meta_reading.fetch_instagram, every=timedelta(minutes=15)),
        hide=meta_hiding.hide_on_instagram,
        ways=Ways(
            letters=1000,
            public_letters=300,
            counts_bytes=True,
            private_for=timedelta(days=7),
            hides_comments=True,
        ),
    ),
    Channel(
        kind="telegram",
        label="Telegram",
        icon="brand-telegram",
        parse=parse_telegram,
        configured=telegram.is_configured,
        accounts=telegram.accounts,
        door=Door(
            kind="telegram",
            label="Telegram",
            parse=parse_telegram,
            verify=telegram.verify,
            secrets="TELEGRAM_WEBHOOK_SECRETS",
        ),
        send=telegram_client.send,
        download=download_telegram,
        mark_read=telegram_client.mark_read,
        read_token=read_telegram_token,
        pull=Pull(telegram_updates.streams, telegram_updates.fetch, every=timedelta(seconds=1)),
    ),
    Channel(
        kind="x",
        label="X",
        icon="brand-x",
        post="https://x.com/i/status/{}",
        parse=parse_x,
        configured=x.is_configured,
        accounts=x.accounts,
        door=Door(
            kind="x",
            label="X",
            parse=parse_x,
            verify=x.verify,
            secrets="X_CLIENT_SECRETS",
            handshake=x.handshake,
            answers="application/json",
        ),
        send=x_client.send,
        download=x.download,
        renewal=Renewal(x_token.seed, x_token.renew_token),
        spending=Allowance(
            limit=x_client.reply_budget,
            largest=x_client.reply_cost,
            period=x_mentions.month_of,
            sentence="Anggaran balasan X bulan ini habis. Jawab di aplikasi X, atau naikkan anggarannya di server.",
        ),
        ways=Ways(public_letters=x_client.LONGEST, takes_links=settings.X_ALLOW_LINKS),
        pull=Pull(
            streams=x_streams.streams,
            fetch=x_streams.fetch,
            every=timedelta(seconds=settings.X_PULL_SECONDS),
            allowance=Allowance(
                limit=x_streams.budget,
                largest=x_mentions.highest_cost,
                period=x_mentions.month_of,
                sentence="Anggaran X bulan ini habis. Sebutan baru diambil lagi bulan depan.",
            ),
        ),
    ),
    Channel(
        kind="youtube",
        label="YouTube",
        icon="brand-youtube",
        post="https://www.youtube.com/watch?v={}",
        parse=parse_youtube,
        configured=youtube.is_configured,
        accounts=youtube.accounts,
        send=youtube_client.send,
        renewal=Renewal(youtube_token.seed, youtube_token.renew_token),
        spending=Allowance(
            limit=youtube_client.reply_units,
            largest=youtube_client.reply_cost,
            period=youtube_streams.day_of,
            sentence="Kuota balasan YouTube hari ini habis. Kirim ulang besok, atau jawab di aplikasi YouTube.",
        ),
        ways=Ways(public_letters=youtube_client.LONGEST),
        pull=Pull(
            streams=youtube_streams.streams,
            fetch=youtube_streams.fetch,
            every=timedelta(seconds=settings.YOUTUBE_PULL_SECONDS),
            allowance=Allowance(
                limit=youtube_streams.daily_units,
                largest=lambda: YOUTUBE_UNITS,
                period=youtube_streams.day_of,
                sentence="Kuota YouTube hari ini habis. Komentar baru diambil lagi besok.",
            ),
        ),
    ),
    Channel(
        kind="sp4n",
        label="SP4N-LAPOR!",
        icon="speakerphone",
        parse=sp4n.parse,
        configured=sp4n.is_configured,
        accounts=sp4n.accounts,
        is_by_hand=sp4n.is_by_hand,
        send=sp4n_client.send,
        pull=Pull(sp4n_client.streams, sp4n_client.fetch, every=timedelta(seconds=settings.SP4N_PULL_SECONDS)),
    ),
    Channel(
        kind="web",
        label="Formulir web",
        icon="world",
        parse=parse_web,
        configured=lambda: True,
        send=web_client.send,
        download=download_upload,
    ),
    Channel(kind="tiktok", label="TikTok", icon="video", parse=parse_tiktok, closed=TIKTOK_CLOSED),
)


@dataclass(frozen=True)
class Source:
    """What the ledger's column `channel` names: a door, or a channel whose pages are fetched or read in."""

    label: str
    parse: Parse


CHANNELS: dict[str, Channel] = {}
DOORS: dict[str, Door] = {}
SOURCES: dict[str, Source] = {}


def add(channel: Channel) -> None:
    """Makes a channel known to everything that follows from its row. Twice is once."""
    CHANNELS[channel.kind] = channel
    if channel.closed:
        return
    SOURCES.setdefault(channel.kind, Source(channel.label, channel.parse))
    introduce(kind=channel.kind, label=channel.label, icon=channel.icon, post=channel.post)
    describe(kind=channel.kind, ways=channel.ways)
    door = channel.door
    if door:
        DOORS[door.kind] = door
        SOURCES[door.kind] = Source(door.label, door.parse)
    if door and door.kind != channel.kind:
        introduce(kind=door.kind, label=door.label, icon="message-2")


def channels_by_hand() -> list[str]:
    """Where a person copies our answers, because nothing can send them."""
    return [kind for kind, channel in CHANNELS.items() if channel.is_by_hand()]


def source_of(channel: str) -> str:
    """The ledger's name for what a channel's provider pushes."""
    row = CHANNELS.get(channel)
    return row.door.kind if row and row.door else channel


for _row in ROWS:
    add(_row)
