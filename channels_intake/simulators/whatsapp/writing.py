"""The citizen writes: each function puts one message into the phone and one update on its way to the product."""

from functools import partial
from typing import Any

from .citizens import Citizen, Entry
from .identifiers import new_bsuid, new_wamid
from .network import Network
from .payloads import Update, contact_of, context_of, echo, message, unix
from .world import World

JSON = dict[str, Any]
LAST = "last"  # stands for the citizen's newest text


class UnknownMessageError(Exception):
    """The quoted message does not stand in this phone."""


def write(world: World, network: Network, citizen: Citizen, content: JSON, *, reply_to: str = "") -> Entry:
    """Sends any content (`type` and the object of that name), as a reply when `reply_to` is a message's id.

    Raises UnknownMessageError.
    """
    with world.lock:
        if reply_to:
            quoted = find(citizen, reply_to)
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


def media(
    world: World, data: bytes, mime_type: str, *, filename: str = "", caption: str = "", is_passing: bool = False
) -> JSON:
    """A file; its kind follows from the MIME type. A recording in Ogg is a voice note, as the phone makes it."""
    with world.lock:
        stored = world.store_media(data, mime_type, filename, is_passing=is_passing)
    main = mime_type.partition("/")[0]
    kind = "sticker" if mime_type == "image/webp" else main if main in {"image", "video", "audio"} else "document"
    part: JSON = {"mime_type": mime_type, "sha256": stored.sha256, "id": stored.id}
    if kind == "document":
        part["filename"] = filename
    if kind == "sticker":
        part["animated"] = False
    elif kind == "audio":
        part["voice"] = mime_type.startswith("audio/ogg")
    elif caption:
        part["caption"] = caption
    return {"type": kind, kind: part}


def react(world: World, network: Network, citizen: Citizen, wamid: str, emoji: str) -> str:
    """Puts an emoji on a message, or takes it away with an empty one. Raises UnknownMessageError."""
    with world.lock:
        target = find(citizen, wamid)
        target.reactions["citizen"] = emoji
    reaction = {"message_id": target.id} | ({"emoji": emoji} if emoji else {})
    return _tell(world, network, citizen, {"type": "reaction", "reaction": reaction})


def edit(world: World, network: Network, citizen: Citizen, wamid: str, body: str) -> str:
    """The citizen puts other words in place of a text of his. Raises UnknownMessageError."""
    with world.lock:
        target = _own_text(citizen, wamid)
        target.content["text"] = {"body": body}
        target.is_edited = True
    change = {"original_message_id": target.id, "message": text(body)}
    return _tell(world, network, citizen, {"type": "edit", "edit": change})


def revoke(world: World, network: Network, citizen: Citizen, wamid: str) -> str:
    """The citizen deletes a message of his for everybody. Raises UnknownMessageError."""
    with world.lock:
        target = find(citizen, wamid)
        if target.is_from_city:
            raise UnknownMessageError(wamid)
        target.is_revoked = True
    return _tell(world, network, citizen, {"type": "revoke", "revoke": {"original_message_id": target.id}})


def answer_by_app(world: World, network: Network, citizen: Citizen, body: str) -> Entry:
    """An officer answers in the app of the city's phone, past the product: it hears of that by an echo."""
    with world.lock:
        entry = world.write_down(citizen, text(body), is_from_city=True)
        entry.raise_to("delivered")
        item = echo(world.account, citizen, entry.id, entry.at, entry.content)
    network.post(Update("message_echoes", item, contact_of(citizen)))
    return entry


def change_number(world: World, network: Network, citizen: Citizen, number: str) -> None:
    """The citizen keeps the account and takes a new number; the BSUID changes with it. Of one who hides the number
    the city hears the new BSUID alone."""
    with world.lock:
        former, former_bsuid = world.citizens.pop(citizen.number).number, citizen.bsuid
        citizen.number, citizen.bsuid = number, new_bsuid()
        world.citizens[number] = citizen
        item: JSON = {"id": new_wamid(number), "timestamp": unix(world.now()), "type": "system"}
    if citizen.shows_number:
        body = f"User {citizen.name} changed from {former} to {number}"
        item |= {"from": former, "system": {"body": body, "wa_id": number, "type": "user_changed_number"}}
    else:
        changed = {"type": "user_changed_user_id", "user_id": citizen.bsuid}
        item |= {"from_user_id": former_bsuid, "system": changed}
    network.post(Update("messages", item))


def find(citizen: Citizen, wamid: str) -> Entry:
    """The message with that id in the phone; LAST is the citizen's newest text. Raises UnknownMessageError."""
    for entry in reversed(citizen.entries):
        is_last = wamid == LAST and not entry.is_from_city and entry.content["type"] == "text"
        if is_last or entry.id == wamid:
            return entry
    raise UnknownMessageError(wamid)


def _own_text(citizen: Citizen, wamid: str) -> Entry:
    entry = find(citizen, wamid)
    if entry.is_from_city or entry.content["type"] != "text":
        raise UnknownMessageError(wamid)
    return entry


def _tell(world: World, network: Network, citizen: Citizen, content: JSON) -> str:
    """One update that is no message of its own in the phone; its id."""
    wamid = new_wamid(citizen.number)
    network.post(Update("messages", message(citizen, wamid, world.now(), content), contact_of(citizen)))
    return wamid


def _post(world: World, network: Network, citizen: Citizen, entry: Entry) -> None:
    item = message(citizen, entry.id, entry.at, entry.content)
    update = Update("messages", item, contact_of(citizen))
    network.post(update, on_accepted=partial(_arrive, world, entry))


def _arrive(world: World, entry: Entry) -> None:
    with world.lock:
        entry.raise_to("delivered")
