"""The city sends: window, limits and reach are checked, then the message shows in the phone and its states go out."""

from datetime import datetime, timedelta
from typing import Any

from .checks import MEDIA_KINDS, check_message
from .citizens import Citizen, Entry, State
from .errors import GraphError
from .identifiers import new_wamid
from .network import Network
from .payloads import Update, contact_of, failed_status, recipient_of, status
from .templates import fill
from .world import World

JSON = dict[str, Any]
WINDOW = timedelta(hours=24)
PAIR_BURST, PAIR_SECONDS = 45, 6  # error 131056: a burst of 45, then one message in 6 s
SENT_AFTER, DELIVERED_AFTER = 0.05, 0.4  # seconds


def send(world: World, network: Network, body: JSON) -> JSON:
    """Takes the city's message and answers what the provider answers. Raises GraphError when it refuses."""
    if body.get("status") == "read":
        return _mark_read(world, body)
    check_message(body)
    if body.get("type") == "template":
        fill(body["template"])
    with world.lock:
        if world.switches.refusal >= 0:
            raise GraphError(world.switches.refusal)
        _check_file(world, body)
        if world.switches.throttled:
            raise GraphError(130429)
        to, bsuid = str(body.get("to") or ""), str(body.get("recipient") or "")
        citizen = world.find_recipient(to, bsuid)
        if citizen is None:
            return _accept_unknown(world, network, to or bsuid, body)
        if world.switches.pair_limit and not _has_quota(citizen, world.now()):
            raise GraphError(131056)
        is_late = body.get("type") != "template" and not is_window_open(citizen, world.now())
        if is_late and world.is_late_error_at_once():
            raise GraphError(131047)
        if body.get("type") == "reaction":
            return _react(world, citizen, body)
        entry = _write_down(world, citizen, body)
    _announce(world, network, citizen, entry, failure=131047 if is_late else None)
    return _answer(to or bsuid, citizen, entry.id)


def is_window_open(citizen: Citizen, now: datetime) -> bool:
    """Whether the citizen wrote within the last 24 hours."""
    return citizen.last_wrote_at is not None and now - citizen.last_wrote_at < WINDOW


def read_city_messages(world: World, network: Network, citizen: Citizen) -> None:
    """The citizen looks at the phone: every delivered message becomes read, and the city is told."""
    with world.lock:
        unread = [entry for entry in citizen.entries if entry.is_from_city and entry.state == "delivered"]
        for entry in unread:
            _move(world, network, citizen, entry, "read")


def resume(world: World, network: Network) -> None:
    """After a restart: what was on its way to the phones arrives."""
    with world.lock:
        waiting = [(citizen, entry) for citizen in world.citizens.values() for entry in citizen.entries]
    for citizen, entry in waiting:
        if entry.is_from_city and entry.state in {"sending", "sent"}:
            _announce(world, network, citizen, entry, failure=None)


def _check_file(world: World, body: JSON) -> None:
    kind = str(body.get("type", "text"))
    media_id = body[kind].get("id") if kind in MEDIA_KINDS else None
    if media_id is not None and media_id not in world.media:
        raise GraphError(131053, "The media id is unknown or has expired.")


def _mark_read(world: World, body: JSON) -> JSON:
    typing = body.get("typing_indicator")
    if typing is not None and typing != {"type": "text"}:
        raise GraphError(131009, "The typing indicator must be of the type text.")
    with world.lock:
        found = world.find_entry(str(body.get("message_id", "")))
        if found is None or found[1].is_from_city:
            raise GraphError(131009, "The parameter message_id is not a message of a citizen.")
        citizen, newest = found
        for entry in citizen.entries[: citizen.entries.index(newest) + 1]:
            if not entry.is_from_city:
                entry.raise_to("read")
    return {"success": True}


def _accept_unknown(world: World, network: Network, address: str, body: JSON) -> JSON:
    # The provider takes a message to anybody and finds out later that nobody there uses WhatsApp.
    digits = address.lstrip("+")
    wamid = new_wamid(digits[:20])
    to = {"recipient_id": digits} if digits.isdigit() else {"recipient_user_id": address}
    callback = str(body.get("biz_opaque_callback_data", ""))
    item = failed_status(wamid, world.now(), GraphError(131026), to=to, callback_data=callback)
    network.post(Update("statuses", item), after_seconds=DELIVERED_AFTER)
    return _answer(address, None, wamid)


def _has_quota(citizen: Citizen, now: datetime) -> bool:
    sent = sorted(entry.at for entry in citizen.entries if entry.is_from_city)
    tokens, before = float(PAIR_BURST), None
    for at in [*sent, now]:
        refill = (at - before).total_seconds() / PAIR_SECONDS if before else 0.0
        tokens, before = min(float(PAIR_BURST), tokens + refill) - 1, at
    return tokens >= 0


def _react(world: World, citizen: Citizen, body: JSON) -> JSON:
    found = world.find_entry(str(body["reaction"]["message_id"]))
    if found is None:
        raise GraphError(131009, "The parameter reaction.message_id is unknown.")
    found[1].reactions["city"] = str(body["reaction"].get("emoji", ""))
    return _answer(str(body.get("to", "")), citizen, new_wamid(citizen.number))


def _write_down(world: World, citizen: Citizen, body: JSON) -> Entry:
    kind = str(body.get("type", "text"))
    content: JSON = {"type": kind, kind: body[kind]}
    if isinstance(body.get("context"), dict) and body["context"].get("message_id"):
        content["context"] = {"id": body["context"]["message_id"]}
    if kind == "template":
        content["rendered"] = fill(body["template"])
    callback = str(body.get("biz_opaque_callback_data", ""))
    return world.write_down(citizen, content, is_from_city=True, callback_data=callback)


def _announce(world: World, network: Network, citizen: Citizen, entry: Entry, failure: int | None) -> None:
    if not citizen.is_reachable:
        failure = 131026
    if failure:
        network.schedule.after(DELIVERED_AFTER, lambda: _fail(world, network, citizen, entry, failure))
        return
    network.schedule.after(SENT_AFTER, lambda: _move(world, network, citizen, entry, "sent"))
    network.schedule.after(DELIVERED_AFTER, lambda: _move(world, network, citizen, entry, "delivered"))


def _move(world: World, network: Network, citizen: Citizen, entry: Entry, state: State) -> None:
    with world.lock:
        if not entry.raise_to(state):
            return
        item = status(
            entry.id,
            state,
            world.now(),
            to=recipient_of(citizen),
            is_template=entry.content["type"] == "template",
            callback_data=entry.callback_data,
        )
        network.post(Update("statuses", item, contact_of(citizen)))


def _fail(world: World, network: Network, citizen: Citizen, entry: Entry, code: int) -> None:
    with world.lock:
        entry.raise_to("failed")
        entry.error_code = code
        to = recipient_of(citizen)
        item = failed_status(entry.id, world.now(), GraphError(code), to=to, callback_data=entry.callback_data)
        network.post(Update("statuses", item))


def _answer(address: str, citizen: Citizen | None, wamid: str) -> JSON:
    contact = {"input": address}
    if citizen:
        contact |= {"user_id": citizen.bsuid} if address == citizen.bsuid else {"wa_id": citizen.number}
    return {"messaging_product": "whatsapp", "contacts": [contact], "messages": [{"id": wamid}]}
