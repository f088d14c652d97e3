"""Webhook bodies in the provider's wire format: values in, bytes out."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from .account import Account
from .citizens import Citizen
from .errors import GraphError

JSON = dict[str, Any]
FREE = {"billable": False, "pricing_model": "PMP", "type": "free_customer_service", "category": "service"}
UTILITY = {"billable": True, "pricing_model": "PMP", "type": "regular", "category": "utility"}
FIELDS = {"messages": "messages", "statuses": "messages", "message_echoes": "smb_message_echoes"}


@dataclass(frozen=True)
class Update:
    """One thing to tell the product: a citizen's message, a state of one of the city's, what the city wrote in the
    phone's own app, or a whole `change` of any other field. `item` may be anything: some providers' updates are broken.
    """

    kind: Literal["messages", "statuses", "message_echoes", "change"]
    item: Any
    contact: JSON | None = None

    @property
    def id(self) -> str:
        """The message's own id; empty without one."""
        return str(self.item.get("id") or "") if isinstance(self.item, dict) else ""


def contact_of(citizen: Citizen) -> JSON:
    """The entry in `contacts`; without `wa_id` when the citizen shows only a username."""
    contact: JSON = {"profile": {"name": citizen.name}}
    if citizen.username:
        contact["profile"]["username"] = citizen.username
    if citizen.shows_number:
        contact["wa_id"] = citizen.number
    return contact | {"user_id": citizen.bsuid}


def message(citizen: Citizen, wamid: str, at: datetime, content: JSON) -> JSON:
    """The entry in `messages`; `content` holds `type`, its object and perhaps `context`."""
    sender = {"from": citizen.number} if citizen.shows_number else {}
    return {**sender, "from_user_id": citizen.bsuid, "id": wamid, "timestamp": unix(at), **content}


def echo(account: Account, citizen: Citizen, wamid: str, at: datetime, content: JSON) -> JSON:
    """The entry in `message_echoes`: what the city wrote in the app of its own phone."""
    receiver = {"to": citizen.number} if citizen.shows_number else {}
    to = {**receiver, "to_user_id": citizen.bsuid}
    return {"from": account.display_phone_number, **to, "id": wamid, "timestamp": unix(at), **content}


def context_of(wamid: str, sender: str) -> JSON:
    """What a citizen's reply carries about the quoted message and its author's digits."""
    return {"context": {"from": sender, "id": wamid}}


def status(
    wamid: str, state: str, at: datetime, *, to: JSON, is_template: bool = False, callback_data: str = ""
) -> JSON:
    """The entry in `statuses` for a message that was sent, delivered or read."""
    entry: JSON = {"id": wamid, "status": state, "timestamp": unix(at), **to}
    entry["pricing"] = UTILITY if is_template else FREE
    return entry | _callback(callback_data)


def failed_status(wamid: str, at: datetime, error: GraphError, *, to: JSON, callback_data: str = "") -> JSON:
    """The entry in `statuses` for a message that the provider took and then could not deliver."""
    entry: JSON = {"id": wamid, "status": "failed", "timestamp": unix(at), **to}
    return entry | {"errors": [error.as_status_error()]} | _callback(callback_data)


def recipient_of(citizen: Citizen) -> JSON:
    """Who a status is about."""
    number = {"recipient_id": citizen.number} if citizen.shows_number else {}
    return {**number, "recipient_user_id": citizen.bsuid}


def envelope(account: Account, updates: Sequence[Update]) -> JSON:
    """One webhook body for any mix of updates; contacts stand apart from their messages, each once."""
    changes: list[JSON] = [update.item for update in updates if update.kind == "change"]
    for kind, field in FIELDS.items():
        chosen = [update for update in updates if update.kind == kind]
        if not chosen:
            continue
        value: JSON = {"messaging_product": "whatsapp", "metadata": _metadata(account)}
        if contacts := _without_repeats(update.contact for update in chosen):
            value["contacts"] = contacts
        changes.append({"field": field, "value": value | {kind: [update.item for update in chosen]}})
    return {"object": "whatsapp_business_account", "entry": [{"id": account.waba_id, "changes": changes}]}


def encode(body: JSON) -> bytes:
    """The bytes as the provider writes them: non-ASCII as \\u escapes, every slash as \\/."""
    return json.dumps(body, separators=(",", ":")).replace("/", "\\/").encode()


def unix(at: datetime) -> str:
    """Seconds since 1970, as text."""
    return str(int(at.timestamp()))


def _metadata(account: Account) -> JSON:
    return {"display_phone_number": account.display_phone_number, "phone_number_id": account.phone_number_id}


def _without_repeats(contacts: Iterable[JSON | None]) -> list[JSON]:
    return list({str(contact): contact for contact in contacts if contact}.values())


def _callback(data: str) -> JSON:
    return {"biz_opaque_callback_data": data} if data else {}
