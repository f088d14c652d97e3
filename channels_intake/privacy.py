"""What a person asked of Meta about his data: a row, which a coordinator settles, and a page that tells him."""

import secrets
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from complaints.services.forgetting import forget_account
from opd.models import Role, User
from opd.notices import notify

from .channels.guarding import person
from .models import PrivacyRequest

CODE_BYTES = 12
CHANNELS = ("facebook", "instagram")  # one door serves both, and the request does not say which it means
Kind, Outcome = PrivacyRequest.Kind, PrivacyRequest.Outcome


class SettledError(Exception):
    """Somebody has settled the request already."""


@transaction.atomic
def record_request(*, kind: PrivacyRequest.Kind, user_id: str, now: datetime) -> PrivacyRequest:
    """The request, and a word to those who settle it. Asked again while it is open it is the same one, with the same
    code."""
    fresh = {"code": secrets.token_urlsafe(CODE_BYTES), "requested_at": now}
    request, is_new = PrivacyRequest.objects.get_or_create(
        kind=kind, user_id=user_id, outcome=Outcome.OPEN, defaults=fresh
    )
    if is_new:
        _tell(request, now)
    return request


@transaction.atomic
def settle_request(
    *, request: PrivacyRequest, outcome: PrivacyRequest.Outcome, reason: str, user: User, now: datetime
) -> PrivacyRequest:
    """A coordinator's decision, kept for ever. Deleting ends who the person is on both channels and takes away what he
    said outside of any case. Raises SettledError."""
    locked = PrivacyRequest.objects.select_for_update().get(pk=request.pk)
    if locked.outcome != Outcome.OPEN:
        raise SettledError("Permintaan ini sudah diputuskan.")
    locked.outcome, locked.reason, locked.settled_by, locked.settled_at = outcome, reason, user, now
    if outcome == Outcome.DELETED:
        values = [person(channel, locked.user_id) or "" for channel in CHANNELS]
        locked.forgotten = sum(forget_account(value=value, now=now) for value in values)
        locked.user_id = ""  # the code alone is left to find it by
    locked.save(update_fields=["outcome", "reason", "settled_by", "settled_at", "forgotten", "user_id"])
    return locked


def _tell(request: PrivacyRequest, now: datetime) -> None:
    role = Role.KOORDINATOR if request.kind == Kind.DELETION else Role.ADMIN
    words = {
        Kind.DELETION: "Seorang pengguna Facebook atau Instagram meminta datanya dihapus. Putuskan dalam 30 hari.",
        Kind.DEAUTHORIZED: "Izin aplikasi dicabut di Facebook atau Instagram. Bila itu akun kota, buat token baru.",
    }
    notify(
        recipients=User.objects.filter(memberships__role=role, is_active=True).distinct(),
        subject=f"{Kind(request.kind).label} (Meta)",
        body=words[Kind(request.kind)],
        url=reverse("privacy_list"),
        dedupe_key=f"privacy:{request.pk}",
        now=now,
    )
