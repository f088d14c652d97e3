"""SP4N-LAPOR: read from exports, or asked where its interface is set up."""

from datetime import datetime

from django.conf import settings

from bontang_pengaduan.lib.inbound import Event

from ..guarding import read_all
from ..pages import is_page, unwrap_page
from ..shapes import load
from .parse import CHANNEL
from .parse import parse as parse_export
from .wire import read_page


def is_configured() -> bool:
    """Whether its interface is set up. Exports can be read without."""
    return bool(settings.SP4N_API_BASE and settings.SP4N_CLIENT_ID)


def accounts() -> list[str]:
    """The city's one account; none without the interface, so that silence means nothing."""
    return [CHANNEL] if is_configured() else []


def is_by_hand() -> bool:
    """Whether a person copies our answers: no interface is set up, or its account may only read."""
    return not is_configured() or settings.SP4N_IS_READ_ONLY


def parse(body: bytes, received_at: datetime) -> list[Event]:
    """A page of the interface by the field map in the settings, or an export. Never raises."""
    try:
        root = load(body)
    except (ValueError, RecursionError):
        root = None
    if not is_page(root):
        return parse_export(body, received_at)
    return read_all(body, CHANNEL, lambda page: read_page(unwrap_page(page)[2], received_at, settings.SP4N_FIELDS))
