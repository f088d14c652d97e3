"""The channels that are built: one row each. Addresses, filters, labels and icons follow from it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bontang_pengaduan.lib.inbound import Event

from .channels.whatsapp import channel as whatsapp
from .channels.whatsapp import client as whatsapp_client
from .channels.whatsapp.downloads import download as download_whatsapp
from .channels.whatsapp.parse import parse as parse_whatsapp


class Send(Protocol):
    """Sends one text and returns the provider's id of it. Raises ChannelError."""

    def __call__(self, *, reply_id: int, account: str, phone: str | None, bsuid: str | None, text: str) -> str: ...


class Download(Protocol):
    """The bytes of a file that the provider holds. Raises ChannelError."""

    def __call__(self, *, account: str, media_id: str) -> bytes: ...


@dataclass(frozen=True)
class Channel:
    """What the rest of the app needs of a channel. `icon` is a name in the icon set."""

    kind: str
    label: str
    icon: str
    parse: Callable[[bytes, datetime], list[Event]]
    verify: Callable[[bytes, Mapping[str, str]], bool]
    handshake: Callable[[Mapping[str, str]], str | None]
    send: Send
    download: Download
    configured: Callable[[], bool]


CHANNELS: dict[str, Channel] = {
    channel.kind: channel
    for channel in (
        Channel(
            kind="whatsapp",
            label="WhatsApp",
            icon="brand-whatsapp",
            parse=parse_whatsapp,
            verify=whatsapp.verify,
            handshake=whatsapp.handshake,
            send=whatsapp_client.send,
            download=download_whatsapp,
            configured=whatsapp.is_configured,
        ),
    )
}
