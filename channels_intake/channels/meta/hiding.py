"""Hiding a comment under the city's posts on Facebook and Instagram, and showing it again (channels.md 2.2, 2.3)."""

from ..errors import ChannelError, Fate
from .access import access_to, has_token
from .graph import call


def hide_on_facebook(*, external_id: str, is_hidden: bool) -> None:
    """Twice is harmless. Raises ChannelError."""
    _set("facebook", external_id, {"is_hidden": is_hidden})


def hide_on_instagram(*, external_id: str, is_hidden: bool) -> None:
    """Twice is harmless. Raises ChannelError."""
    _set("instagram", external_id, {"hide": is_hidden})


def _set(channel: str, name: str, values: dict[str, bool]) -> None:
    label = access_to(channel).label
    if not has_token(channel):
        raise ChannelError(f"Token {label} belum diatur.", fate=Fate.REFUSED)
    if call(channel, "POST", name, is_repeatable=True, json=values).get("success") is not True:
        raise ChannelError(f"{label} tidak memastikan perubahan ini.")
