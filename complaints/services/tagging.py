"""Label: putting a unit's own words on a case, and keeping these words in order."""

import re
from datetime import datetime

from django.db import transaction

from bontang_pengaduan.lib.text import clean
from opd.models import Opd, User

from ..errors import InvalidInputError, MoveNotAllowedError, NotAllowedError
from ..guard import check
from ..masking import PERSONAL
from ..models import CaseTag, Complaint, Tag
from ..permissions import can_act, may_keep_tags
from .events import record

MOST_LETTERS, MOST_ON_A_CASE = 30, 10
_PLAIN = re.compile(r"[\w][\w ./&+-]*")
_MANY_DIGITS = re.compile(r"(?:\d[ ./-]?){7}")  # no year and no street number is so long


@transaction.atomic
def add_tag(*, complaint: Complaint, name: str, user: User, now: datetime) -> bool:
    """Puts the unit's tag of that name on the case, made when it is new. Whether it was not there before.

    Raises NotAllowedError, MoveNotAllowedError (no unit yet, too many), InvalidInputError (no plain words, or words
    that tell who somebody is).
    """
    if not can_act(user, complaint):
        raise NotAllowedError("Aduan ini ditangani OPD lain.")
    if complaint.opd is None:
        raise MoveNotAllowedError("Aduan ini belum dipegang OPD, jadi belum dapat diberi label.")
    words = plain_name(name)
    # Locked, so that of many presses at once none goes over the limit.
    Complaint.objects.select_for_update(of=("self",)).get(pk=complaint.pk)
    carried = CaseTag.objects.filter(complaint=complaint, tag__opd=complaint.opd)
    tag = _find_or_make(complaint.opd, words, now)
    if carried.filter(tag=tag).exists():
        return False
    if carried.count() >= MOST_ON_A_CASE:
        raise MoveNotAllowedError(f"Satu aduan paling banyak memakai {MOST_ON_A_CASE} label.")
    CaseTag.objects.create(complaint=complaint, tag=tag, set_by=user, set_at=now)
    Tag.objects.filter(pk=tag.pk).update(used_at=now)
    record(complaint, "complaint.tagged", now=now, actor=user, name=tag.name, tag=tag.pk)
    return True


@transaction.atomic
def remove_tag(*, complaint: Complaint, tag: Tag, user: User, now: datetime) -> None:
    """Takes the tag off the case. Raises NotAllowedError; one that is not there any more is no fault."""
    if not can_act(user, complaint):
        raise NotAllowedError("Aduan ini ditangani OPD lain.")
    removed, _ = CaseTag.objects.filter(complaint=complaint, tag=tag).delete()
    if removed:
        record(complaint, "complaint.untagged", now=now, actor=user, name=tag.name, tag=tag.pk)


@transaction.atomic
def rename_tag(*, tag: Tag, name: str, is_merge: bool, user: User, now: datetime) -> Tag:
    """Gives the tag another name on all its cases; with `is_merge` it may be that of another tag of the unit, into
    which it goes. Returns the tag that stands there now.

    Raises NotAllowedError, InvalidInputError (also for a name that is taken, without `is_merge`).
    """
    if not may_keep_tags(user, tag.opd_id):
        raise NotAllowedError("Hanya pimpinan OPD atau koordinator yang mengubah label.")
    words = plain_name(name)
    tag = Tag.objects.select_for_update(of=("self",)).get(pk=tag.pk)
    if tag.merged_into_id:
        raise InvalidInputError("Label ini sudah digabungkan.")
    other = Tag.objects.filter(opd=tag.opd_id, name__iexact=words, merged_into=None).exclude(pk=tag.pk).first()
    if other is None:
        Tag.objects.filter(pk=tag.pk).update(name=words)
        tag.refresh_from_db()
        return tag
    if not is_merge:
        raise InvalidInputError(f"Label “{other.name}” sudah ada. Pilih Gabungkan bila keduanya sama.")
    both = CaseTag.objects.filter(tag=other).values("complaint")
    CaseTag.objects.filter(tag=tag, complaint__in=both).delete()
    CaseTag.objects.filter(tag=tag).update(tag=other)
    Tag.objects.filter(merged_into=tag).update(merged_into=other)
    Tag.objects.filter(pk=tag.pk).update(merged_into=other)
    return other


def plain_name(name: str, what: str = "Label") -> str:
    """The words as they will stand. Raises InvalidInputError, in which they are called `what`: a tag is read over the
    shoulder, so no number and no name of a person belongs into it."""
    words = " ".join(clean(name).split())
    if not words or not _PLAIN.fullmatch(words):
        raise InvalidInputError(f"{what} berisi kata biasa: huruf, angka, dan spasi.")
    if len(words) > MOST_LETTERS:
        raise InvalidInputError(f"{what} paling panjang {MOST_LETTERS} huruf.")
    if _MANY_DIGITS.search(words) or any(finding.flag in PERSONAL for finding in check(words, public=False)):
        raise InvalidInputError(f"{what} tidak boleh berisi data pribadi, misalnya nomor, nama, atau alamat orang.")
    return words


def _find_or_make(opd: Opd, words: str, now: datetime) -> Tag:
    # The unit is locked, so that two who write the same new word at once make one tag.
    Opd.objects.select_for_update(no_key=True).get(pk=opd.pk)
    found = Tag.objects.filter(opd=opd, name__iexact=words, merged_into=None).first()
    return found or Tag.objects.create(opd=opd, name=words, used_at=now)
