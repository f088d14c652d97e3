"""The channels that are built: one row each. Addresses, filters, labels and icons follow from it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Protocol

from bontang_pengaduan.lib.inbound import Event
from complaints.services.catalogue import TemplateFacts

from .channels.errors import Refusal
from .channels.outgoing import Outgoing
from .channels.tokens import TokenFacts
from .channels.whatsapp import channel as whatsapp
from .channels.whatsapp import client as whatsapp_client
from .channels.whatsapp.catalogue import fetch_templates as fetch_whatsapp_templates
from .channels.whatsapp.downloads import download as download_whatsapp
from .channels.whatsapp.parse import parse as parse_whatsapp
from .channels.whatsapp.refusals import read_code as read_whatsapp_code
from .channels.whatsapp.token import read_token as read_whatsapp_token


class Send(Protocol):
    """Sends one message and returns the provider's id of it. Raises ChannelError."""

    def __call__(self, *, account: str, message: Outgoing) -> str: ...


class MarkRead(Protocol):
    """Shows the citizen that his message, and all before it, was read. Raises ChannelError."""

    def __call__(self, *, account: str, external_id: str, with_typing: bool) -> None: ...


class Download(Protocol):
    """Writes a file that the provider holds, at most `limit` bytes. Raises ChannelError, of it FileRefusedError."""

    def __call__(self, *, account: str, media_id: str, into: IO[bytes], limit: int) -> None: ...


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
    mark_read: MarkRead
    fetch_templates: Callable[[], list[TemplateFacts]]
    read_code: Callable[[int], Refusal]
    accounts: Callable[[], list[str]]  # that are set up here
    read_token: Callable[[], TokenFacts]


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
            mark_read=whatsapp_client.mark_read,
            fetch_templates=fetch_whatsapp_templates,
            read_code=read_whatsapp_code,
            accounts=whatsapp.accounts,
            read_token=read_whatsapp_token,
        ),
    )
}
