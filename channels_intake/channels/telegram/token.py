"""Whether the bot's token works. It has no end; it is revoked by hand."""

from ..errors import ChannelError, Fate
from ..tokens import TokenFacts
from .api import call


def read_token() -> TokenFacts:
    """What Telegram says of the bot. Raises ChannelError when it does not say."""
    try:
        call("getMe", is_repeatable=True)
    except ChannelError as error:
        if error.fate == Fate.STOP:
            return TokenFacts(is_valid=False)
        raise
    return TokenFacts(is_valid=True)
