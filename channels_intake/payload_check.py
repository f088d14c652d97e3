"""Plays a folder of provider payloads through the real intake and compares what came of them.

Nothing stays: the whole play is one transaction that is rolled back.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
from django.db import models, transaction
from django.test import RequestFactory, override_settings

from bontang_pengaduan.lib.inbound import Event, Message, Problem, Signal
from complaints import models as stored

from . import process, receive
from .models import InboundEvent, InboundRequest
from .registry import CHANNELS
from .views import Webhook

JSON = dict[str, Any]
WRONG_SIGNATURE = "sha256=" + "0" * 64


@dataclass(frozen=True)
class Result:
    """What became of one file. `differences` is empty when all is as expected."""

    file: str
    channel: str
    is_built: bool
    differences: tuple[str, ...] = ()


def check_folder(folder: Path, *, now: datetime) -> Iterator[Result]:
    """One result a file of `folder/index.json`. Raises OSError, ValueError or KeyError for a folder without a
    readable index."""
    index = orjson.loads((folder / "index.json").read_bytes())
    for entry in index["fixtures"]:
        name, channel = str(entry["file"]), str(entry["channel"])
        if channel not in CHANNELS or entry["transport"] != "webhook":
            yield Result(name, channel, is_built=False)
            continue
        differences = _play((folder / name).read_bytes(), entry, index["test_app_secret"], now)
        yield Result(name, channel, is_built=True, differences=tuple(differences))


def _play(body: bytes, entry: JSON, app_secret: str, now: datetime) -> list[str]:
    channel, expected = entry["channel"], entry["expect"]
    signature = {entry["signature"]["header"]: entry["signature"]["value"]}
    with transaction.atomic(), override_settings(WHATSAPP_APP_SECRETS=[app_secret]):
        differences = _check_door(channel, body, signature)
        events = CHANNELS[channel].parse(body, now)
        differences += compare_events(events, expected)
        request_id = _take_in(channel, body, signature, now)
        differences += _compare_rows(channel, request_id, expected)
        before = _count_rows(channel, expected)
        again = _take_in(channel, body, signature, now)
        differences += _differ("rows after the second delivery", _count_rows(channel, expected), before)
        differences += _differ("events of the second delivery", _events_of(again).count(), 0)
        transaction.set_rollback(True)
    return differences


def _check_door(channel: str, body: bytes, signature: dict[str, str]) -> list[str]:
    """A wrong signature is refused and leaves nothing; the right one is known."""
    before = InboundRequest.objects.filter(channel=channel, body=body).count()
    request = RequestFactory().post(
        f"/webhooks/{channel}/",
        body,
        content_type="application/json",
        headers=dict.fromkeys(signature, WRONG_SIGNATURE),
    )
    answer = Webhook.as_view()(request, kind=channel)
    after = InboundRequest.objects.filter(channel=channel, body=body).count()
    return [
        *_differ("answer to a wrong signature", answer.status_code, 403),
        *_differ("rows of a wrong signature", after, before),
        *_differ("right signature", CHANNELS[channel].verify(body, signature), True),
    ]


def _take_in(channel: str, body: bytes, headers: dict[str, str], now: datetime) -> int:
    request_id = receive.store(channel=channel, body=body, headers=headers, now=now)
    while process.drain(now=now, limit=process.BATCH):
        pass
    return request_id


def compare_events(events: list[Event], expected: JSON) -> list[str]:
    """How the parser's events differ from what the index expects of them."""
    messages = [event for event in events if isinstance(event, Message)]
    statuses = [event for event in events if isinstance(event, Signal) and event.kind == "status"]
    others = [event for event in events if event not in messages and event not in statuses]
    actions = {"problem" if isinstance(event, Problem) else event.action for event in events}
    unique = list(dict.fromkeys(message.external_id for message in messages))
    first = {message.external_id: message for message in reversed(messages)}
    return [
        *_compare_each("message", [_message(first[name]) for name in unique], expected["messages"]),
        *_compare_each("event", [_other(event) for event in others], expected["events"]),
        *_compare_each("status", [_status(event) for event in statuses], expected["statuses"]),
        *_differ("message_count", len(unique), expected["message_count"]),
        *_differ("unique_external_ids", unique, expected["unique_external_ids"]),
        *_differ("outcome", actions.pop() if len(actions) == 1 else "mixed", expected["outcome"]),
        *_differ(
            "may_open_complaint",
            any(message.action == "create_or_attach" for message in messages),
            expected["may_open_complaint"],
        ),
    ]


def _message(message: Message) -> JSON:
    return asdict(message) | {
        "channel_account": message.account,
        "timestamp": int(message.sent_at.timestamp()),
        "media": [asdict(media) for media in message.media],
        "shared_contacts": list(message.shared_contacts),
        "errors": list(message.errors),
    }


def _other(event: Event) -> JSON:
    facts: JSON = asdict(event)
    return facts | (facts.pop("data", None) or {})


def _status(signal: Signal) -> JSON:
    return {
        "external_id": signal.target_external_id,
        "status": signal.data["status"],
        "timestamp": int(signal.at.timestamp()),
        "error_codes": signal.data["error_codes"],
    }


def _compare_each(what: str, found: list[JSON], expected: list[JSON]) -> list[str]:
    """Every key that is expected, item by item. What is not mentioned may be anything."""
    differences = _differ(f"number of {what}s", len(found), len(expected))
    for number, (has, wants) in enumerate(zip(found, expected, strict=False)):
        for key, value in wants.items():
            differences += _differ(f"{what} {number} {key}", has.get(key), value)
    return differences


def _compare_rows(channel: str, request_id: int, expected: JSON) -> list[str]:
    """What is in the tables, after the door and the threading."""
    messages = {message.external_id: message for message in _messages(channel, expected)}
    differences = _differ("ledger row", InboundRequest.objects.get(pk=request_id).status, "done")
    for wanted in expected["messages"]:
        message = messages.get(wanted["external_id"])
        differences += _compare_row(message, wanted) if message else [f"message {wanted['external_id']} is not stored"]
    complaints = stored.Complaint.objects.filter(messages__in=list(messages.values()))
    if not expected["may_open_complaint"]:
        differences += _differ("complaints", complaints.count(), 0)
    statuses = sorted((row.external_id, row.status) for row in _statuses(channel, expected))
    wanted_statuses = sorted((status["external_id"], status["status"]) for status in expected["statuses"])
    wanted_events = len(expected["messages"]) + len(expected["events"]) + len(expected["statuses"])
    return [
        *differences,
        *_differ("stored statuses", statuses, wanted_statuses),
        *_differ("stored events", _events_of(request_id).count(), wanted_events),
        *_differ("stored amendments", _amendments(channel, expected).count(), len(_amended(expected))),
    ]


def _compare_row(message: stored.Message, wanted: JSON) -> list[str]:
    what, place = f"stored message {message.external_id}", wanted.get("location") or {}
    media = sorted(message.attachments.values_list("media_id", flat=True))
    differences = _differ(f"{what} text", message.text, wanted["text"]) if wanted["text"] else []
    return [
        *differences,
        *_differ(f"{what} kind", message.kind, wanted["wa_type"]),
        *_differ(f"{what} media", media, sorted(item["id"] for item in wanted["media"])),
        *_differ(f"{what} place", (message.latitude, message.longitude), (place.get("lat"), place.get("lon"))),
        *_differ(f"{what} placeholder", message.is_placeholder, wanted.get("placeholder", False)),
        *_differ(f"{what} time", int(message.sent_at.timestamp()), wanted["timestamp"]),
    ]


def _count_rows(channel: str, expected: JSON) -> dict[str, int]:
    messages = _messages(channel, expected)
    rows: dict[str, models.QuerySet[Any]] = {
        "messages": messages,
        "attachments": stored.Attachment.objects.filter(message__in=messages),
        "complaints": stored.Complaint.objects.filter(messages__in=messages).distinct(),
        "replies": stored.Reply.objects.filter(complaint__messages__in=messages).distinct(),
        "amendments": _amendments(channel, expected),
        "statuses": _statuses(channel, expected),
    }
    return {name: query.count() for name, query in rows.items()}


def _messages(channel: str, expected: JSON) -> models.QuerySet[stored.Message]:
    return stored.Message.objects.filter(channel=channel, external_id__in=expected["unique_external_ids"])


def _statuses(channel: str, expected: JSON) -> models.QuerySet[stored.ReplyStatus]:
    ids = [status["external_id"] for status in expected["statuses"]]
    return stored.ReplyStatus.objects.filter(channel=channel, external_id__in=ids)


def _amended(expected: JSON) -> list[str]:
    kinds = ("edit", "revoke", "echo_edit", "echo_revoke")
    return [event["external_id"] for event in expected["events"] if event["kind"] in kinds]


def _amendments(channel: str, expected: JSON) -> models.QuerySet[stored.Amendment]:
    return stored.Amendment.objects.filter(channel=channel, external_id__in=_amended(expected))


def _events_of(request_id: int) -> models.QuerySet[InboundEvent]:
    return InboundEvent.objects.filter(request_id=request_id)


def _differ(what: str, found: object, expected: object) -> list[str]:
    return [] if found == expected else [f"{what}: {found!r} instead of {expected!r}"]
