"""What a citizen does with the phone, as the control side is asked for it in JSON."""

import base64
import binascii
from typing import Any

from . import writing
from .citizens import Citizen
from .malformed import send_malformed
from .web import BadRequestError, Simulation

JSON = dict[str, Any]


def act(simulation: Simulation, citizen: Citizen, asked: JSON) -> str:
    """Does one thing and returns the id of what went out; empty for a `malformed` update, which has none to speak of.

    `type` is text, location, button, list, media, raw (any other wire form), reaction, edit, revoke or malformed. The
    first six may quote a message by `reply_to`; the next three name theirs by `message_id`, which may be `last`.
    Raises BadRequestError.
    """
    world, network, kind = simulation.world, simulation.network, str(asked.get("type", ""))
    target = str(asked.get("message_id") or "")
    try:
        if kind == "reaction":
            return writing.react(world, network, citizen, target, str(asked.get("emoji") or ""))
        if kind == "edit":
            return writing.edit(world, network, citizen, target, _words(asked))
        if kind == "revoke":
            return writing.revoke(world, network, citizen, target)
        if kind == "malformed":
            send_malformed(world, network, citizen, world.chance)
            return ""
        content, reply_to = _content(simulation, citizen, asked), str(asked.get("reply_to") or "")
        return writing.write(world, network, citizen, content, reply_to=reply_to).id
    except writing.UnknownMessageError as error:
        raise BadRequestError(f"No such message in this phone: {error}.") from error
    except (KeyError, TypeError, ValueError, binascii.Error) as error:
        raise BadRequestError(f"A {kind} needs other values: {error}.") from error


def _content(simulation: Simulation, citizen: Citizen, asked: JSON) -> JSON:
    kind = str(asked.get("type", ""))
    if kind == "text":
        return writing.text(_words(asked))
    if kind == "location":
        place = {"name": str(asked.get("name") or ""), "address": str(asked.get("address") or "")}
        return writing.location(float(asked["latitude"]), float(asked["longitude"]), **place)
    if kind in {"button", "list"}:
        return writing.choice(str(asked["id"]), str(asked["title"]), is_list=kind == "list")
    if kind == "media":
        data = base64.b64decode(asked["data"], validate=True)
        names = {"filename": str(asked.get("filename") or ""), "caption": str(asked.get("caption") or "")}
        return writing.media(simulation.world, data, str(asked["mime_type"]), **names, is_passing=citizen.in_crowd)
    if kind == "raw":
        return {"type": str(asked["content"]["type"]), **asked["content"]}
    raise BadRequestError("type must be text, location, button, list, media, raw, reaction, edit, revoke or malformed.")


def _words(asked: JSON) -> str:
    words = str(asked["text"])
    if not words.strip():
        raise ValueError("text is empty")
    return words
