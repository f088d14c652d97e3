"""How officers call the ways on which complaints come. The channels introduce themselves; they are not known here."""

from dataclasses import dataclass
from urllib.parse import quote

UNKNOWN_ICON = "message-2"


@dataclass(frozen=True)
class ChannelName:
    """`icon` is a name in the icon set; `post` the public address of a post, with {} for its id; empty where it has
    none that follows from the id."""

    label: str
    icon: str
    post: str = ""


# Ways without a provider, which nobody else introduces.
_NAMES: dict[str, ChannelName] = {
    "web": ChannelName("Formulir web", "world"),
    "email": ChannelName("Surel", "mail"),
}


def introduce(*, kind: str, label: str, icon: str, post: str = "") -> None:
    """Makes a channel known to every page. Twice is once."""
    _NAMES[kind] = ChannelName(label, icon, post)


def name_of(kind: str) -> ChannelName:
    """The name of a channel; one that nobody introduced goes by its kind."""
    return _NAMES.get(kind) or ChannelName(kind.capitalize(), UNKNOWN_ICON)


def post_address(kind: str, external_id: str) -> str:
    """Where everybody can read a post of that channel; empty where no address follows from the id."""
    pattern = name_of(kind).post
    return pattern.format(quote(external_id, safe="")) if pattern and external_id else ""


def icons_in_use() -> set[str]:
    """Every icon that a page may ask for."""
    return {name.icon for name in _NAMES.values()} | {UNKNOWN_ICON}


def channel_choices() -> list[tuple[str, str]]:
    """Every way that has been introduced, with its label, in the order of the labels."""
    return sorted(((kind, name.label) for kind, name in _NAMES.items()), key=lambda choice: choice[1])
