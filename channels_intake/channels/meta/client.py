"""What the city says on Facebook and Instagram: under a comment, to its author alone, or in a chat."""

from ..errors import ChannelError, Fate, Refusal
from ..outgoing import Outgoing
from ..shapes import as_id
from .access import has_token
from .bodies import build_request
from .graph import call
from .refusals import read_code


def send_facebook(*, account: str, message: Outgoing) -> str:
    """Writes as the Page; the id of the comment or message. Raises ChannelError, see `_send`."""
    return _send("facebook", account, message)


def send_instagram(*, account: str, message: Outgoing) -> str:
    """Writes as the Instagram account; the id of the comment or message. Raises ChannelError, see `_send`."""
    return _send("instagram", account, message)


def read_facebook_code(code: int) -> Refusal:
    """What a refusal that came by report means on Facebook."""
    return read_code("Facebook", code)


def read_instagram_code(code: int) -> Refusal:
    """What a refusal that came by report means on Instagram."""
    return read_code("Instagram", code)


def _send(channel: str, account: str, message: Outgoing) -> str:
    """The fate is UNKNOWN when it may have been written although no answer came: its echo settles it."""
    label = "Facebook" if channel == "facebook" else "Instagram"
    if not has_token(channel):
        raise ChannelError(f"Token {label} belum diatur. Jawab di aplikasinya.", fate=Fate.REFUSED)
    request = build_request(channel, account, message)
    name = as_id(call(channel, "POST", request.path, json=request.body).get(request.named_by))
    if name is None:
        raise ChannelError(f"{label} menjawab tanpa nomor pesan.", fate=Fate.UNKNOWN)
    return name
