"""Approved answers: written as a draft, answered for by somebody else, in force until a day, then ended."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from bontang_pengaduan.lib.clock import WITA
from bontang_pengaduan.lib.text import clean
from opd.models import Category, Opd, User

from ..errors import FindingsError, InvalidInputError, MoveNotAllowedError, NotAllowedError
from ..guard import check
from ..merge_fields import is_filled_from, samples
from ..models import AnswerVersion, ApprovedAnswer
from ..permissions import may_approve_answer, may_write_answer
from ..queries import versions_in_force

LONGEST_VALIDITY = timedelta(days=731)  # a house rule: after two years somebody looks at it again


@dataclass(frozen=True)
class Matter:
    """What an answer is about, and for whom."""

    title: str
    stage: str
    opd: Opd | None = None
    category: Category | None = None


@dataclass(frozen=True)
class Words:
    """What it says, with variants by channel (`public` where everybody reads it)."""

    text: str
    legal_basis: str = ""
    variants: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def write_answer(*, matter: Matter, words: Words, user: User, now: datetime) -> AnswerVersion:
    """A new answer with its first draft; its writer owns it. Raises NotAllowedError, InvalidInputError."""
    if not may_write_answer(user, matter.opd.pk if matter.opd else None):
        raise NotAllowedError("Anda tidak dapat menulis jawaban untuk OPD itu.")
    if not clean(matter.title):
        raise InvalidInputError("Tuliskan judul jawaban.")
    answer = ApprovedAnswer.objects.create(
        code=_free_code(matter.title),
        title=clean(matter.title),
        opd=matter.opd,
        category=matter.category,
        stage=matter.stage,
        owner=user,
        created_at=now,
    )
    return _append(answer, words, user, now)


@transaction.atomic
def write_version(*, answer: ApprovedAnswer, words: Words, user: User, now: datetime) -> AnswerVersion:
    """A new draft; an older draft ends, what is in force stays so until this one is approved. Raises NotAllowedError,
    InvalidInputError."""
    if not may_write_answer(user, answer.opd_id):
        raise NotAllowedError("Anda tidak dapat menulis jawaban untuk OPD itu.")
    locked = ApprovedAnswer.objects.select_for_update(of=("self",)).get(pk=answer.pk)
    locked.versions.filter(approved_at=None, ended_at=None).update(ended_at=now, ended_by=user)
    return _append(locked, words, user, now)


@transaction.atomic
def approve(*, version: AnswerVersion, valid_until: date, user: User, now: datetime) -> None:
    """Sahkan: the words are in force from now until the end of that day, and the version before them ends.

    Raises NotAllowedError (also for the writer himself), MoveNotAllowedError for what is no draft, InvalidInputError
    for a day in the past or more than LONGEST_VALIDITY ahead, FindingsError when the check before sending finds
    something in the words.
    """
    answer = ApprovedAnswer.objects.select_for_update(of=("self",)).get(pk=version.answer_id)
    if not may_approve_answer(user, answer.opd_id):
        raise NotAllowedError("Hanya pimpinan OPD atau koordinator yang mengesahkan jawaban.")
    if version.written_by_id == user.pk:
        raise NotAllowedError("Penulis tidak mengesahkan jawabannya sendiri. Minta orang lain memeriksanya.")
    today = now.astimezone(WITA).date()
    if not today < valid_until <= today + LONGEST_VALIDITY:
        raise InvalidInputError("Pilih tanggal sesudah hari ini, paling lama dua tahun.")
    _require_clean(version)
    answer.versions.filter(approved_at__isnull=False, ended_at=None).update(ended_at=now, ended_by=user)
    draft = answer.versions.filter(pk=version.pk, approved_at=None, ended_at=None)
    if not draft.update(approved_by=user, approved_at=now, valid_until=valid_until):
        raise MoveNotAllowedError("Versi ini bukan draf lagi.")
    if answer.owner_id is None:
        ApprovedAnswer.objects.filter(pk=answer.pk).update(owner=user)


@transaction.atomic
def end_version(*, version: AnswerVersion, user: User, now: datetime) -> None:
    """Cabut: it is sent no more. Raises NotAllowedError, MoveNotAllowedError when it has ended already."""
    if not may_approve_answer(user, version.answer.opd_id):
        raise NotAllowedError("Hanya pimpinan OPD atau koordinator yang mencabut jawaban.")
    if not AnswerVersion.objects.filter(pk=version.pk, ended_at=None).update(ended_at=now, ended_by=user):
        raise MoveNotAllowedError("Versi ini sudah tidak berlaku.")


def note_use(version: AnswerVersion, text: str, now: datetime) -> dict[str, Any]:
    """What the history keeps of its use. Raises InvalidInputError when it is not in force."""
    if not versions_in_force(now).filter(pk=version.pk).exists():
        raise InvalidInputError("Jawaban ini tidak sah dipakai lagi. Pilih jawaban lain, atau tulis sendiri.")
    is_edited = not is_filled_from(text, version.said)
    used = {
        "code": version.answer.code,
        "version": version.number,
        "is_edited": is_edited,
        # As they are today: who looks back later sees what the officer relied on.
        "title": version.answer.title,
        "approved_by": version.approved_by.display_name if version.approved_by else "",
        "basis": version.legal_basis,
    }
    return {"approved": used}


def _append(answer: ApprovedAnswer, words: Words, user: User, now: datetime) -> AnswerVersion:
    if not clean(words.text):
        raise InvalidInputError("Tuliskan jawabannya.")
    newest = answer.versions.order_by("-number").values_list("number", flat=True).first() or 0
    return AnswerVersion.objects.create(
        answer=answer,
        number=newest + 1,
        text=clean(words.text),
        variants={channel: clean(text) for channel, text in words.variants.items() if clean(text)},
        legal_basis=clean(words.legal_basis),
        written_by=user,
        written_at=now,
    )


def _require_clean(version: AnswerVersion) -> None:
    for text in samples([version.text, *version.variants.values()]):
        if findings := check(text, public=True):
            raise FindingsError(findings, text)


def _free_code(title: str) -> str:
    stem = slugify(title)[:50] or "jawaban"
    taken = set(ApprovedAnswer.objects.filter(code__startswith=stem).values_list("code", flat=True))
    return next(code for code in [stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))] if code not in taken)
