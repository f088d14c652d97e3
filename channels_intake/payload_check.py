"""A payload folder against the real intake: what was read and what was stored, beside what its index expects."""

import hashlib
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Min, Model
from django.test import RequestFactory, override_settings

from bontang_pengaduan.lib.inbound import Event, Message, Problem, Signal
from complaints import models as cases

from . import process
from .models import InboundEvent, InboundRequest
from .receive import store
from .registry import CHANNELS
from .views import Webhook

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
COUNTED: tuple[type[Model], ...] = (
    InboundEvent,
    cases.Message,
    cases.Attachment,
    cases.Amendment,
    cases.ReplyStatus,
    cases.Complaint,
    cases.Conversation,
    cases.ReporterIdentifier,
    cases.Reply,
)


def check(*, fixture: JSON, folder: Path, secret: str, now: datetime) -> list[str]:
    """What differs for one file of the index, in words; empty when nothing does. Leaves nothing in the database.

    `secret` is the app secret that the folder's signatures were made with. Raises OSError for a missing file.
    """
    body = (folder / fixture["file"]).read_bytes()
    if hashlib.sha256(body).hexdigest() != fixture["sha256"]:
        return ["the file is not the one that the index describes"]
    # A secret of the folder's own, whatever this installation uses.
    with override_settings(**{f"{fixture['channel'].upper()}_APP_SECRETS": [secret]}), transaction.atomic():
        differences = list(_differences(fixture, body, _quiet_moment(now)))
        transaction.set_rollback(True)
    return differences


def _quiet_moment(now: datetime) -> datetime:
    # Before anything that waits in the ledger is due: the drain must take our row and no citizen's.
    oldest = InboundRequest.objects.filter(status=InboundRequest.Status.PENDING).aggregate(at=Min("next_attempt_at"))
    return min(now, oldest["at"] - timedelta(seconds=1)) if oldest["at"] else now


def _differences(fixture: JSON, body: bytes, now: datetime) -> Iterator[str]:
    expected, kind = fixture["expect"], fixture["channel"]
    yield from _signature_differences(kind, body, fixture["signature"])
    events = CHANNELS[kind].parse(body, now)
    yield from _parsed_differences(expected, events)
    before = _counts()
    _take_in(kind, body, now)
    once = _counts()
    yield from _stored_differences(expected, before, once)
    _take_in(kind, body, now)
    yield from _unequal("rows after a second delivery", once, _counts())
    yield from _unequal(
        "ledger rows left over", 0, InboundRequest.objects.filter(received_at=now).exclude(status="done").count()
    )


def _signature_differences(kind: str, body: bytes, signature: JSON) -> Iterator[str]:
    header = {signature["header"]: signature["value"]}
    yield from _unequal("signature accepted", True, CHANNELS[kind].verify(body, header))
    rows = InboundRequest.objects.count()
    forged = RequestFactory().post(
        f"/webhooks/{kind}/",
        body,
        content_type="application/json",
        headers={signature["header"]: "sha256=" + "0" * 64},
    )
    yield from _unequal("status of a wrong signature", 403, Webhook.as_view()(forged, kind=kind).status_code)
    yield from _unequal("rows of a wrong signature", 0, InboundRequest.objects.count() - rows)


def _take_in(kind: str, body: bytes, now: datetime) -> None:
    store(channel=kind, body=body, headers={}, now=now)
    process.drain(now=now)


def _counts() -> dict[str, int]:
    return {model.__name__: model._default_manager.count() for model in COUNTED}


# What was read


def _parsed_differences(expected: JSON, events: list[Event]) -> Iterator[str]:
    messages = list({event.external_id: event for event in events if isinstance(event, Message)}.values())
    statuses = [event for event in events if isinstance(event, Signal) and event.kind == "status"]
    others = [event for event in events if not isinstance(event, Message) and event not in statuses]
    yield from _unequal("messages", [OPTIONAL | item for item in expected["messages"]], list(map(_message, messages)))
    yield from _unequal("statuses", expected["statuses"], list(map(_status, statuses)))
    yield from _unequal("events", expected["events"], _like(expected["events"], list(map(_flat, others))))
    yield from _unequal("message ids", expected["unique_external_ids"], [event.external_id for event in messages])
    yield from _unequal("message count", expected["message_count"], len(messages))
    yield from _unequal("outcome", expected["outcome"], _outcome(events))
    may_open = any(event.action == "create_or_attach" for event in messages)
    yield from _unequal("may open a complaint", expected["may_open_complaint"], may_open)


def _message(event: Message) -> JSON:
    return {
        "external_id": event.external_id,
        "channel_account": event.account,
        "sender": asdict(event.sender),
        "timestamp": int(event.sent_at.timestamp()),
        "wa_type": event.wa_type,
        "action": event.action,
        "text": event.text,
        "media": [asdict(media) for media in event.media],
        "location": asdict(event.location) if event.location else None,
    } | {name: list(value) if isinstance(value := getattr(event, name), tuple) else value for name in OPTIONAL}


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


def _like(wanted: list[JSON], found: list[JSON]) -> list[JSON]:
    """The found facts reduced to the names that the index gives; extra events stay whole and so differ."""
    named = [{name: fact.get(name) for name in want} for want, fact in zip(wanted, found, strict=False)]
    return named + found[len(wanted) :]


def _outcome(events: list[Event]) -> str:
    outcomes = {"problem" if isinstance(event, Problem) else event.action for event in events}
    return outcomes.pop() if len(outcomes) == 1 else "mixed"


# What was stored


def _stored_differences(expected: JSON, before: dict[str, int], after: dict[str, int]) -> Iterator[str]:
    new = {name: after[name] - before[name] for name in after}
    wanted = expected["messages"]
    echoes = [event for event in expected["events"] if event["kind"] == "echo"]
    amendments = [
        event for event in expected["events"] if event["kind"] in ("edit", "revoke", "echo_edit", "echo_revoke")
    ]
    yield from _unequal("stored messages", len(wanted) + len(echoes), new["Message"])
    yield from _unequal("stored files", sum(len(item["media"]) for item in wanted), new["Attachment"])
    yield from _unequal("stored statuses", len(expected["statuses"]), new["ReplyStatus"])
    yield from _unequal("stored amendments", len(amendments), new["Amendment"])
    identities = len(wanted) + len(expected["events"]) + len(expected["statuses"])
    yield from _unequal("stored identities", identities, new["InboundEvent"])
    if not expected["may_open_complaint"]:
        yield from _unequal("opened complaints", 0, new["Complaint"])
    for item in wanted:
        yield from _row_differences(item)


def _row_differences(item: JSON) -> Iterator[str]:
    row = cases.Message.objects.filter(account=item["channel_account"], external_id=item["external_id"]).first()
    if row is None:
        yield f"message {item['external_id']} is not stored"
        return
    yield from _unequal("stored type", item["wa_type"], row.kind)
    yield from _unequal("stored time", item["timestamp"], int(row.sent_at.timestamp()))
    yield from _unequal("stored placeholder", item.get("placeholder", False), row.is_placeholder)
    yield from _unequal("stored answer to", item.get("reply_to_external_id") or "", row.reply_to_external_id)
    if not item.get("form"):  # the words in a form become the message's text
        yield from _unequal("stored text", item["text"] or "", row.text)
    place = item["location"] or {"lat": None, "lon": None}
    yield from _unequal("stored place", (place["lat"], place["lon"]), (row.latitude, row.longitude))
    files = [(file.kind, file.media_id, file.sha256, file.filename) for file in row.attachments.all()]
    wanted = [(file["kind"], file["id"], file["sha256"], file["filename"] or "") for file in item["media"]]
    yield from _unequal("stored files of a message", wanted, files)
    known = set(row.conversation.reporter.identifiers.filter(valid_to=None).values_list("value", flat=True))
    sender = item["sender"]
    yield from _unequal("stored sender", {value for value in (sender["phone"], sender["bsuid"]) if value}, known)


def _unequal(what: str, expected: object, found: object) -> Iterator[str]:
    if expected != found:
        yield f"{what}: expected {expected!r}, found {found!r}"
