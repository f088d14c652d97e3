"""Showing an officer what stands hidden, with a reason, on record: a citizen's number, a message that was withdrawn."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from bontang_pengaduan.lib.text import clean
from opd.models import User

from ..errors import InvalidInputError, NotAllowedError
from ..models import Amendment, Complaint, Disclosure, Message, ReporterIdentifier
from ..permissions import can_act, is_coordinator, may_see_identity
from .events import record

NOTE_LETTERS = 200


@transaction.atomic
def disclose_phone(*, complaint: Complaint, purpose: str, note: str, user: User, now: datetime) -> str:
    """Tampilkan nomor: the number (E.164) that the citizen last wrote with, for an officer of the case.

    Raises NotAllowedError (another unit's case, or an anonymous citizen and no coordinator), InvalidInputError (no
    purpose, or he has no number).
    """
    if not (can_act(user, complaint) and may_see_identity(user, complaint)):
        raise NotAllowedError("Anda tidak dapat melihat nomor pelapor ini.")
    phones = complaint.reporter.identifiers.filter(kind=ReporterIdentifier.Kind.PHONE, valid_to=None)
    phone = phones.order_by(F("seen_at").desc(nulls_last=True), "-valid_from").first()
    if phone is None:
        raise InvalidInputError("Pelapor ini tidak punya nomor telepon yang berlaku.")
    row = Disclosure(kind=Disclosure.Kind.PHONE, identifier=phone)
    _keep(row, complaint, purpose, note, user, now)
    record(complaint, "identity.disclosed", now=now, actor=user, reason=row.get_purpose_display())
    return phone.value


@transaction.atomic
def disclose_withdrawn(
    *, message: Message, purpose: str, note: str, user: User, now: datetime
) -> list[tuple[datetime, str]]:
    """The words of a withdrawn message with the time until which each stood, oldest first; for coordinators.

    Raises NotAllowedError, InvalidInputError (no purpose, not withdrawn, or erased).
    """
    if message.complaint is None or not is_coordinator(user):
        raise NotAllowedError("Hanya koordinator yang dapat melihat isi pesan yang ditarik.")
    if message.revoked_at is None or message.erased_at:
        raise InvalidInputError("Isi pesan ini tidak tersimpan.")
    row = Disclosure(kind=Disclosure.Kind.WITHDRAWN, message=message)
    _keep(row, message.complaint, purpose, note, user, now)
    record(message.complaint, "message.disclosed", now=now, actor=user, reason=row.get_purpose_display())
    kept: list[Amendment] = list(message.amendments.exclude(old_text="").order_by("at", "pk"))
    return [(amendment.at, amendment.old_text) for amendment in kept]


def _keep(row: Disclosure, complaint: Complaint, purpose: str, note: str, user: User, now: datetime) -> None:
    if purpose not in Disclosure.Purpose.values:
        raise InvalidInputError("Pilih keperluannya.")
    row.complaint, row.user, row.purpose, row.disclosed_at = complaint, user, purpose, now
    row.note = clean(note)[:NOTE_LETTERS]
    row.save(force_insert=True)
