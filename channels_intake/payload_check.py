"""A payload folder against the real intake: what was read and what was stored, beside what its index expects."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.db.models import Min, Model
from django.test import RequestFactory, override_settings

from complaints import models as cases

from . import process
from .channels.pages import wrap_page
from .channels.pulling import judge
from .models import InboundEvent, InboundRequest
from .payload_facts import JSON, parsed_differences, unequal
from .receive import store
from .registry import CHANNELS, Door
from .views import Webhook

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


def take_in(source: str, body: bytes, now: datetime) -> None:
    """One delivery stored and processed, here."""
    store(channel=source, body=body, headers={}, now=now)
    process.drain(now=now)


@dataclass(frozen=True)
class Delivery:
    """How each file arrives: how often, by whose hand, and whether what came of it stays for the files after it."""

    times: int = 2
    take_in: Callable[[str, bytes, datetime], None] = take_in
    stays: bool = False


def check(
    *, fixture: JSON, folder: Path, secret: str, accounts: JSON, now: datetime, delivery: Delivery | None = None
) -> list[str]:
    """What differs for one file of the index, in words; empty when nothing does. Leaves nothing in the database,
    unless the `delivery` says so.

    `secret` is the app secret that the folder's signatures were made with, `accounts` the index's accounts: what was
    fetched does not name its own. Raises OSError for a missing file.
    """
    delivery = delivery or Delivery()
    body = (folder / fixture["file"]).read_bytes()
    if hashlib.sha256(body).hexdigest() != fixture["sha256"]:
        return ["the file is not the one that the index describes"]
    if "retry" in fixture["expect"]:
        return list(_refusal_differences(fixture, body, now))
    door = CHANNELS[fixture["channel"]].door
    # A secret of the folder's own, whatever this installation uses.
    own = {door.secrets: [secret]} if door else {}
    with override_settings(**own):
        if delivery.stays:
            return list(_differences(fixture, body, accounts, _quiet_moment(now), delivery))
        with transaction.atomic():
            differences = list(_differences(fixture, body, accounts, _quiet_moment(now), delivery))
            transaction.set_rollback(True)
    return differences


def _quiet_moment(now: datetime) -> datetime:
    # Before anything that waits in the ledger is due: the drain must take our row and no citizen's.
    oldest = InboundRequest.objects.filter(status=InboundRequest.Status.PENDING).aggregate(at=Min("next_attempt_at"))
    return min(now, oldest["at"] - timedelta(seconds=1)) if oldest["at"] else now


def _differences(fixture: JSON, body: bytes, accounts: JSON, now: datetime, delivery: Delivery) -> Iterator[str]:
    channel = CHANNELS[fixture["channel"]]
    source = channel.kind
    if "signature" in fixture and channel.door:
        source = channel.door.kind
        yield from _signature_differences(channel.door, body, fixture["signature"])
    elif "http" in fixture and channel.kind != "sp4n":
        body = wrap_page(body, account=_account_of(channel.kind, accounts, fixture), stream=_stream_of(fixture))
    yield from parsed_differences(fixture, channel.parse(body, now))
    before, known = _counts(), _known(fixture)
    delivery.take_in(source, body, now)
    once = _counts()
    yield from _stored_differences(fixture, known, before, once)
    for _ in range(1, delivery.times):
        delivery.take_in(source, body, now)
    yield from unequal("rows after a further delivery", once, _counts())
    yield from unequal(
        "ledger rows left over", 0, InboundRequest.objects.filter(received_at=now).exclude(status="done").count()
    )


def _refusal_differences(fixture: JSON, body: bytes, now: datetime) -> Iterator[str]:
    """What a page that was refused means for the next one."""
    wanted, http = fixture["expect"]["retry"], fixture["http"]
    refusal = judge(status=http["status"], headers=http["headers"], body=body, now=now)
    yield from unequal("class of the refusal", wanted["class"], refusal.kind)
    if "retry_at_epoch" in wanted:
        yield from unequal("next attempt", wanted["retry_at_epoch"], int(refusal.until.timestamp()))
    if "min_wait_seconds" in wanted:
        waits = (refusal.until - now).total_seconds()
        yield from unequal("waits long enough", True, waits >= wanted["min_wait_seconds"])


def _account_of(channel: str, accounts: JSON, fixture: JSON) -> str:
    names = {"x": "x_user_id", "instagram": "instagram_account_id"}
    expected = [item.get("channel_account", "") for item in fixture["expect"]["messages"]]
    return accounts.get(names.get(channel, ""), "") or next(iter(expected), "")


def _stream_of(fixture: JSON) -> str:
    """The list that a request asked for: `comments:<post>` or its last word."""
    parts = fixture["http"]["path"].partition("?")[0].split("/")
    return f"comments:{parts[-2]}" if parts[-1] == "comments" else parts[-1]


def _signature_differences(door: Door, body: bytes, signature: JSON) -> Iterator[str]:
    header = {signature["header"]: signature["value"]}
    yield from unequal("signature accepted", True, door.verify(body, header))
    rows = InboundRequest.objects.count()
    forged = RequestFactory().post(
        f"/webhooks/{door.kind}/",
        body,
        content_type="application/json",
        headers={signature["header"]: "sha256=" + "0" * 64},
    )
    yield from unequal("status of a wrong signature", 403, Webhook.as_view()(forged, kind=door.kind).status_code)
    yield from unequal("rows of a wrong signature", 0, InboundRequest.objects.count() - rows)


def _counts() -> dict[str, int]:
    return {model.__name__: model._default_manager.count() for model in COUNTED}


def _known(fixture: JSON) -> set[str]:
    """The file's messages that came in another file before."""
    ids = fixture["expect"]["unique_external_ids"]
    return set(cases.Message.objects.filter(external_id__in=ids).values_list("external_id", flat=True))


def _stored_differences(fixture: JSON, known: set[str], before: dict[str, int], after: dict[str, int]) -> Iterator[str]:
    expected, new = fixture["expect"], {name: after[name] - before[name] for name in after}
    fresh = [item for item in expected["messages"] if item["external_id"] not in known]
    kept = [item for item in fresh if item["action"] != "upsert"]
    echoes = [event for event in expected["events"] if event["kind"] == "echo"]
    amendments = [
        event for event in expected["events"] if event["kind"] in ("edit", "revoke", "echo_edit", "echo_revoke")
    ]
    yield from unequal("stored messages", len(kept) + len(echoes), new["Message"])
    yield from unequal("stored files", sum(len(item["media"]) for item in kept), new["Attachment"])
    yield from unequal("stored statuses", len(expected["statuses"]), new["ReplyStatus"])
    yield from unequal("stored amendments", len(amendments), new["Amendment"])
    identities = len(fresh) + len(expected["events"]) + len(expected["statuses"])
    identities += expected["outcome"] == "reference_data"
    yield from unequal("stored identities", identities, new["InboundEvent"])
    if not expected["may_open_complaint"]:
        yield from unequal("opened complaints", 0, new["Complaint"])
    if any(item.get("public") for item in kept):
        yield from unequal("automatic texts in public", 0, new["Reply"])
    for item in kept:
        yield from _row_differences(item)


def _row_differences(item: JSON) -> Iterator[str]:
    row = cases.Message.objects.filter(account=item["channel_account"], external_id=item["external_id"]).first()
    if row is None:
        yield f"message {item['external_id']} is not stored"
        return
    yield from unequal("stored type", item.get("wa_type", row.kind), row.kind)
    yield from unequal("stored time", item["timestamp"], int(row.sent_at.timestamp()))
    is_bare = not (item["text"] or item["media"] or item["location"])
    yield from unequal("stored placeholder", item.get("placeholder", is_bare and "public" in item), row.is_placeholder)
    yield from unequal("stored answer to", item.get("reply_to_external_id") or "", row.reply_to_external_id)
    if not item.get("form"):  # the words in a form become the message's text
        # What came in another file before its message is applied to it at once: an edit, or its withdrawal.
        text = row.original_text if row.edited_at else row.text
        yield from unequal("stored text", "" if row.revoked_at else item["text"] or "", text)
    place = item["location"] or {}
    yield from unequal("stored place", (place.get("lat"), place.get("lon")), (row.latitude, row.longitude))
    wanted = [(file["kind"], file.get("id") or file["url"]) for file in item["media"]]
    yield from unequal(
        "stored files of a message", wanted, [(file.kind, file.media_id) for file in row.attachments.all()]
    )
    digests = [(file["sha256"], file["filename"] or "") for file in item["media"] if "sha256" in file]
    if digests:
        found = [(file.sha256, file.filename) for file in row.attachments.all()]
        yield from unequal("announced digests and names", digests, found)
    yield from unequal("stored in public", item.get("public", False), row.conversation.is_public)
    known = set(row.conversation.reporter.identifiers.filter(valid_to=None).values_list("value", flat=True))
    yield from unequal("stored sender", _identifiers(item, row.channel), known)


def _identifiers(item: JSON, channel: str) -> set[str]:
    sender = item["sender"]
    own = sender.get("platform_user_id")
    values = (sender.get("phone"), sender.get("bsuid"), f"{channel}:{own}" if own else None)
    return {value for value in values if value}
