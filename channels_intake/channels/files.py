"""What a channel says about a citizen's file that it cannot hand over."""

from .errors import ChannelError, Fate


class FileRefusedError(ChannelError):
    """We do not take this file: it is too large, or lies where our token must not go."""

    def __init__(self, title: str) -> None:
        super().__init__(title, fate=Fate.REFUSED)
