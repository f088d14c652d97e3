"""How officers call the ways on which complaints come. The channels introduce themselves; they are not known here."""

from dataclasses import dataclass

UNKNOWN_ICON = "message-2"


@dataclass(frozen=True)
class ChannelName:
    """`icon` is a name in the icon set."""

    label: str
    icon: str


# Ways without a provider, which nobody else introduces.
_NAMES: dict[str, ChannelName] = {
    "web": ChannelName("Formulir web", "world"),
    "email": ChannelName("Surel", "mail"),
}


def introduce(*, kind: str, label: str, icon: str) -> None:
    """Makes a channel known to every page. Twice is once."""
    _NAMES[kind] = ChannelName(label, icon)


def name_of(kind: str) -> ChannelName:
    """The name of a channel; one that nobody introduced goes by its kind."""
    return _NAMES.get(kind) or ChannelName(kind.capitalize(), UNKNOWN_ICON)


def icons_in_use() -> set[str]:
    """Every icon that a page may ask for."""
    return {name.icon for name in _NAMES.values()} | {UNKNOWN_ICON}


def channel_choices() -> list[tuple[str, str]]:
    """Every way that has been introduced, with its label, in the order of the labels."""
    return sorted(((kind, name.label) for kind, name in _NAMES.items()), key=lambda choice: choice[1])
