"""How a channel takes an officer's word. The channels describe themselves; they are not known here."""

from dataclasses import dataclass
from datetime import timedelta

LETTERS = 4096  # of a WhatsApp text (channels.md 1.8), and where a channel names no other number


@dataclass(frozen=True)
class Ways:
    """`letters` is the longest message to the citizen alone, in bytes of UTF-8 where the channel `counts_bytes`;
    `public_letters` the longest word under his comment. `private_for` is how long after a comment its author can be
    written to alone, once for each comment; nothing where the channel has no such way.
    Without `takes_links` a link makes a word too dear to be sent. With `hides_comments` the city can hide a comment
    under its posts."""

    letters: int = LETTERS
    public_letters: int = LETTERS
    counts_bytes: bool = False
    private_for: timedelta = timedelta()
    takes_links: bool = True
    hides_comments: bool = False

    def limit(self, *, in_public: bool) -> int:
        """The most letters of a word."""
        return self.public_letters if in_public else self.letters

    def fits(self, text: str, *, in_public: bool) -> bool:
        """Whether the channel takes a text of this length."""
        length = len(text.encode()) if self.counts_bytes and not in_public else len(text)
        return length <= self.limit(in_public=in_public)


PLAIN = Ways()
_WAYS: dict[str, Ways] = {}


def describe(*, kind: str, ways: Ways) -> None:
    """Makes known how a channel takes words. Twice is once."""
    _WAYS[kind] = ways


def ways_of(kind: str) -> Ways:
    """How a channel takes words; one that did not describe itself takes plain text."""
    return _WAYS.get(kind, PLAIN)
