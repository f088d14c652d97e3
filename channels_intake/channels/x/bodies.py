"""How X weighs a text. Pure: no network, no database."""

import re

# What X makes a link of: an address with its scheme, or a name that ends like one of a host.
_LINK = re.compile(
    r"https?://\S+|\b(?:[a-z0-9-]+\.)+(?:id|com|org|net|info|me|ly|gov|edu|io|co|app|link)\b(?:/\S*)?", re.IGNORECASE
)
LINK_LETTERS = 23  # whatever its length
# Latin, Greek, Cyrillic and the common punctuation weigh one, everything else two (twitter-text, version 3).
_SINGLE = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))


def has_link(text: str) -> bool:
    """Whether X would bill the text as one with a link."""
    return _LINK.search(text) is not None


def letters_of(text: str) -> int:
    """The length of a text as X counts it."""
    links = len(_LINK.findall(text))
    rest = _LINK.sub("", text)
    return links * LINK_LETTERS + sum(1 if _is_single(ord(letter)) else 2 for letter in rest)


def _is_single(code: int) -> bool:
    return any(first <= code <= last for first, last in _SINGLE)
