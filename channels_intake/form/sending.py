"""From a draft, or from words over a link, into the ledger: stored first, then read like every channel's news."""

import base64
import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson
from django.db import transaction

from bontang_pengaduan.lib.signing import token_digest
from complaints.lookups import code_digest, code_from
from complaints.models import Complaint, Message

from .. import ledger
from ..channels.web.parse import CHANNEL, FORM
from ..models import FormDraft
from ..process import read_now

_TOLD = (
    "text",
    "name",
    "place",
    "kelurahan",
    "latitude",
    "longitude",
    "phone",
    "email",
    "is_anonymous",
    "is_secret",
    "invitation",
)


def send_draft(*, draft: FormDraft, key: str, now: datetime) -> None:
    """Sends the draft, once however often it is asked for. Raises OperationalError, and then nothing was sent."""
    request_id = store_draft(draft=draft, key=key, now=now)
    if request_id:
        read_now(request_id=request_id, now=now)


@transaction.atomic
def store_draft(*, draft: FormDraft, key: str, now: datetime) -> int | None:
    """Puts the draft into the ledger; the row's id, or None when it is there already.

    The row and the mark on the draft are one transaction: what was answered "terkirim" is stored, and a crash after
    that loses nothing. Raises OperationalError.
    """
    row = FormDraft.objects.select_for_update().get(pk=draft.pk)
    if row.sent_at:
        return None
    request_id = _append(_body(row, key, now), now)
    row.answers, row.sent_at, row.touched_at = {}, now, now
    row.save(update_fields=["answers", "sent_at", "touched_at"])
    return request_id


def send_addition(*, case: Complaint, name: str, text: str, photos: Sequence[Mapping[str, Any]], now: datetime) -> None:
    """Sends words and photos over the link of a case. `name` is the form's own: the same one is taken once."""
    body = {"id": f"{case.number}:{name}", "case": case.number, "at": now, "text": text, "photos": list(photos)}
    read_now(request_id=_append(body, now), now=now)


def filed_case(draft: FormDraft) -> Complaint | None:
    """The complaint that came of a draft; None while the workers have not read it."""
    sent = Message.objects.filter(channel=CHANNEL, account=FORM, external_id=draft.name)
    message = sent.select_related("complaint__opd").first()
    return message.complaint if message else None


def is_own_case(case: Complaint, key: str) -> bool:
    """Whether the case is the draft's own; one that it was tied to by an invitation opens by none of its keys."""
    return case.token_digest == token_digest(link_token(key))


def link_token(key: str) -> str:
    """The token of the case's page: 128 bits that follow from the key, which stands in the citizen's cookie alone."""
    drawn = hmac.digest(key.encode(), b"channels_intake.form.link", "sha256")
    return base64.urlsafe_b64encode(drawn[:16]).rstrip(b"=").decode()


def look_up_code(key: str) -> str:
    """The code beside the number; it follows from the key as well."""
    return code_from(key)


def _body(draft: FormDraft, key: str, now: datetime) -> dict[str, Any]:
    answers, token = draft.answers, link_token(key)
    wants_link = bool(answers.get("phone") or answers.get("email")) and not answers.get("is_secret")
    return {
        "id": draft.name,
        "at": now,
        "photos": draft.photos,
        "link_digest": token_digest(token),
        "code_digest": code_digest(look_up_code(key)),
        "link_token": token if wants_link else "",
        **{name: answers.get(name) for name in _TOLD},
    }


def _append(body: Mapping[str, Any], now: datetime) -> int:
    return ledger.append(channel=CHANNEL, body=orjson.dumps(body), headers={}, now=now)
