"""Updates as no provider should send them and some do; each differs from every other."""

import random
import secrets
from collections.abc import Callable
from typing import Any

from .citizens import Citizen
from .network import Network
from .payloads import Update, unix
from .world import World

JSON = dict[str, Any]


def send_malformed(world: World, network: Network, citizen: Citizen, chance: random.Random) -> None:
    """One update that cannot be read, in a batch with others; every fifth is a whole body that is no JSON."""
    nonce = secrets.token_hex(8)
    if chance.random() < 0.2:
        network.post_bytes(b'{"object":"whatsapp_business_account","entry":[{"id":"' + nonce.encode())
        return
    spoil = chance.choice(_SPOILERS)
    item = {"from": citizen.number, "id": f"wamid.{nonce}", "timestamp": unix(world.now())}
    network.post(Update("messages", spoil(item, nonce)))


def _no_object(item: JSON, nonce: str) -> Any:
    return ["no object", nonce]


def _no_id(item: JSON, nonce: str) -> JSON:
    return {**item, "id": None, "type": "text", "text": {"body": nonce}}


def _no_sender(item: JSON, nonce: str) -> JSON:
    return {**item, "from": {"phone": nonce}, "type": "text", "text": {"body": nonce}}


def _no_words(item: JSON, nonce: str) -> JSON:
    return {**item, "type": "text", "text": {"body": {"text": nonce}}}


def _no_target(item: JSON, nonce: str) -> JSON:
    return {**item, "type": "reaction", "reaction": {"emoji": nonce}}


_SPOILERS: tuple[Callable[[JSON, str], Any], ...] = (_no_object, _no_id, _no_sender, _no_words, _no_target)
