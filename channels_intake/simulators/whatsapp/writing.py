"""The citizen writes: each function puts one message into the phone and one update on its way to the product."""

from functools import partial
from typing import Any

from .citizens import Citizen, Entry
from .identifiers import new_bsuid, new_wamid
from .network import Network
from .payloads import Update, contact_of, context_of, message, unix
from .world import World

JSON = dict[str, Any]


class UnknownMessageError(Exception):
    """The quoted message does not stand in this phone."""


def write(world: World, network: Network, citizen: Citizen, content: JSON, *, reply_to: str = "") -> Entry:
    """Sends any content (`type` and the object of that name), as a reply when `reply_to` is a message's id.

    Raises UnknownMessageError.
    """
    with world.lock:
        if reply_to:
            quoted = _find(citizen, reply_to)
            author = world.account.display_phone_number if quoted.is_from_city else citizen.number
            content = content | context_of(quoted.id, author)
        entry = world.write_down(citizen, content)
        entry.raise_to("sent")
    _post(world, network, citizen, entry)
    return entry


def resume(world: World, network: Network) -> None:
    """After a restart: what the product had not taken goes out again."""
    with world.lock:
        waiting = [(citizen, entry) for citizen in world.citizens.values() for entry in citizen.entries]
    for citizen, entry in waiting:
        if not entry.is_from_city and entry.state == "sent":
            _post(world, network, citizen, entry)


def text(body: str) -> JSON:
    """Plain text."""
    return {"type": "text", "text": {"body": body}}


def location(latitude: float, longitude: float, *, name: str = "", address: str = "") -> JSON:
    """A position; name and address only for a place that was picked from a list."""
    place = {"name": name, "address": address}
    known = {key: value for key, value in place.items() if value}
    return {"type": "location", "location": {"latitude": latitude, "longitude": longitude, **known}}


def choice(button_id: str, title: str, *, is_list: bool = False) -> JSON:
    """A tap on a button or a list row of the city's message."""
    kind = "list_reply" if is_list else "button_reply"
    return {"type": "interactive", "interactive": {"type": kind, kind: {"id": button_id, "title": title}}}


def media(world: World, data: bytes, mime_type: str, *, filename: str = "", caption: str = "") -> JSON:
    """A file; its kind follows from the MIME type."""
    with world.lock:
        stored = world.store_media(data, mime_type, filename)
    main = mime_type.partition("/")[0]
    kind = main if main in {"image", "video", "audio"} else "document"
    part: JSON = {"mime_type": mime_type, "sha256": stored.sha256, "id": stored.id}
    if kind == "document":
        part["filename"] = filename
    if kind == "audio":
        part["voice"] = False
    elif caption:
        part["caption"] = caption
    return {"type": kind, kind: part}


def react(world: World, network: Network, citizen: Citizen, wamid: str, emoji: str) -> None:
    """Puts an emoji on a message, or takes it away with an empty one. Raises UnknownMessageError."""
    with world.lock:
        _find(citizen, wamid).reactions["citizen"] = emoji
        reaction = {"message_id": wamid} | ({"emoji": emoji} if emoji else {})
        content = {"type": "reaction", "reaction": reaction}
        item = message(citizen, new_wamid(citizen.number), world.now(), content)
    network.post(Update("messages", item, contact_of(citizen)))


def change_number(world: World, network: Network, citizen: Citizen, number: str) -> None:
    """The citizen keeps the account and takes a new number; the BSUID changes with it."""
    with world.lock:
        former = world.citizens.pop(citizen.number).number
        citizen.number, citizen.bsuid = number, new_bsuid()
        world.citizens[number] = citizen
        system = {
            "body": f"User {citizen.name} changed from {former} to {number}",
            "wa_id": number,
            "type": "user_changed_number",
        }
        item = {"from": former, "id": new_wamid(number), "timestamp": unix(world.now())}
    network.post(Update("messages", item | {"type": "system", "system": system}))


def _post(world: World, network: Network, citizen: Citizen, entry: Entry) -> None:
    item = message(citizen, entry.id, entry.at, entry.content)
    update = Update("messages", item, contact_of(citizen))
    network.post(update, on_accepted=partial(_arrive, world, entry))


def _find(citizen: Citizen, wamid: str) -> Entry:
    for entry in citizen.entries:
        if entry.id == wamid:
            return entry
    raise UnknownMessageError(wamid)


def _arrive(world: World, entry: Entry) -> None:
    with world.lock:
        entry.raise_to("delivered")
