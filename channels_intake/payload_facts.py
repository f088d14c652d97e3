"""What a parser read, in the words of an index of payloads: WhatsApp's whole, the others' as far as the index goes."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from bontang_pengaduan.lib.inbound import Event, Message, Problem, Signal

JSON = dict[str, Any]
OPTIONAL: JSON = {
    "reply_to_external_id": None,
    "choice_id": None,
    "form": None,
    "shared_contacts": [],
    "referral_source_id": None,
    "placeholder": False,
    "errors": [],
}
WHATSAPP_SENDER = ("phone", "wa_id", "bsuid", "username", "name")
WHATSAPP_MEDIA = ("kind", "id", "mime", "sha256", "filename")


def unequal(what: str, expected: object, found: object) -> Iterator[str]:
    """A sentence when the two differ."""
    if expected != found:
        yield f"{what}: expected {expected!r}, found {found!r}"


def parsed_differences(fixture: JSON, events: list[Event]) -> Iterator[str]:
    """What was read otherwise than the index of the folder says."""
    expected = fixture["expect"]
    messages = messages_of(events)
    statuses = [event for event in events if isinstance(event, Signal) and event.kind == "status"]
    others = [event for event in events if not isinstance(event, Message) and event not in statuses]
    others = [event for event in others if outcome_of([event]) != "reference_data"]
    wanted, found = _message_facts(fixture, messages)
    yield from unequal("messages", wanted, found)
    yield from unequal("statuses", expected["statuses"], like(expected["statuses"], list(map(_status, statuses))))
    yield from unequal("events", expected["events"], like(expected["events"], list(map(_flat, others))))
    yield from unequal("message ids", expected["unique_external_ids"], [event.external_id for event in messages])
    yield from unequal("message count", expected["message_count"], len(messages))
    yield from unequal("outcome", expected["outcome"], outcome_of(events))
    may_open = any(event.action == "create_or_attach" for event in messages)
    yield from unequal("may open a complaint", expected["may_open_complaint"], may_open)


def messages_of(events: list[Event]) -> list[Message]:
    """The citizens' messages, each once."""
    return list({event.external_id: event for event in events if isinstance(event, Message)}.values())


def outcome_of(events: list[Event]) -> str:
    """The one action of all events; `mixed` when there are several, `ignore` when there is nothing."""
    outcomes = {"problem" if isinstance(event, Problem) else str(event.action) for event in events}
    if not outcomes:
        return "ignore"
    return outcomes.pop() if len(outcomes) == 1 else "mixed"


def like(wanted: list[JSON], found: list[JSON]) -> list[JSON]:
    """The found facts reduced to the names that the index gives; extra events stay whole and so differ."""
    named = [_named(want, fact) for want, fact in zip(wanted, found, strict=False)]
    return named + found[len(wanted) :]


def _message_facts(fixture: JSON, messages: list[Message]) -> tuple[list[JSON], list[JSON]]:
    wanted = fixture["expect"]["messages"]
    if fixture["channel"] == "whatsapp":
        return [OPTIONAL | item for item in wanted], list(map(_whatsapp_message, messages))
    return wanted, like(wanted, list(map(_message, messages)))


def _whatsapp_message(event: Message) -> JSON:
    facts = asdict(event)
    return {
        **{name: facts[name] for name in ("external_id", "wa_type", "action", "text", "location")},
        "channel_account": event.account,
        "sender": {name: facts["sender"][name] for name in WHATSAPP_SENDER},
        "timestamp": int(event.sent_at.timestamp()),
        "media": [{name: media[name] for name in WHATSAPP_MEDIA} for media in facts["media"]],
        **{name: list(value) if isinstance(value := facts[name], tuple) else value for name in OPTIONAL},
    }


def _message(event: Message) -> JSON:
    facts = asdict(event)
    account_id = event.sender.account_id or ""
    return {
        **facts,
        **event.facts,
        "channel_account": event.account,
        "sender": facts["sender"] | {"platform_user_id": account_id.partition(":")[2] or None},
        "timestamp": int(event.sent_at.timestamp()),
        "public": event.is_public,
        "media": [media | {"url": media["id"]} for media in facts["media"]],
        "location": _place(event),
        "needs_fetch": event.lacks,
        "supersedes": list(event.supersedes),
    }


def _place(event: Message) -> JSON | None:
    if event.location:
        return asdict(event.location)
    return {"place": event.area.name, "bbox": list(event.area.box)} if event.area else None


def _status(event: Signal) -> JSON:
    return {
        "external_id": event.target_external_id,
        "status": event.data["status"],
        "timestamp": int(event.at.timestamp()),
        "error_codes": event.data["error_codes"],
    }


def _flat(event: Event) -> JSON:
    facts: JSON = asdict(event)
    data: JSON = facts.get("data", {})
    return facts | data


def _named(want: Any, fact: Any) -> Any:
    """The fact with the names of `want` alone, also inside of it."""
    if isinstance(want, dict) and isinstance(fact, dict):
        return {name: _named(value, fact.get(name)) for name, value in want.items()}
    if isinstance(want, list) and isinstance(fact, list) and len(want) == len(fact):
        return [_named(one, other) for one, other in zip(want, fact, strict=True)]
    return fact
