"""What can go wrong at a provider, in the words that a queue needs."""

from dataclasses import dataclass
from enum import StrEnum


class Fate(StrEnum):
    """What a refusal means for the message and for the queue behind it (channels.md 1.9)."""

    STOP = "stop"  # token or permission: nothing of this account goes out until an administrator mends it
    SLOW = "slow"  # the whole account waits, longer each time
    PAIR = "pair"  # this contact waits, the others go on
    TRANSIENT = "transient"  # this message is tried again, a few times
    WINDOW = "window"  # held until the citizen writes again
    UNREACHABLE = "unreachable"  # the contact has no WhatsApp that we can reach
    REFUSED = "refused"  # the citizen or the provider does not want it
    BUG = "bug"  # what we sent is wrong: a person has to look
    MEDIA = "media"  # the file has to be uploaded again
    UNKNOWN = "unknown"  # it may have gone out, so it must not be sent again blindly


FINAL = frozenset({Fate.WINDOW, Fate.UNREACHABLE, Fate.REFUSED, Fate.BUG})


@dataclass(frozen=True)
class Refusal:
    """What one of a provider's codes means: for the queue, and in the officers' words."""

    fate: Fate
    meaning: str


class ChannelError(Exception):
    """A provider refused or did not answer. `str()` is what officers read; `code` the provider's, 0 without one.

    `permanent` is short for a fate that asking again does not change; without either the error may pass.
    """

    def __init__(self, title: str, *, code: int = 0, permanent: bool = False, fate: Fate | None = None) -> None:
        super().__init__(title)
        self.code = code
        self.fate = fate or (Fate.REFUSED if permanent else Fate.TRANSIENT)

    @property
    def permanent(self) -> bool:
        """Whether asking again changes nothing."""
        return self.fate in FINAL
