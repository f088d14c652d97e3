"""Latihan: an officer answers an invented case. Nothing here touches a case, a citizen, a clock or a channel."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from bontang_pengaduan.lib.text import clean
from opd.models import User

from ..drill import DrillCase
from ..errors import FindingsError, InvalidInputError
from ..models import DrillAnswer
from ..ways import ways_of
from .vetting import vet
from .word_clocks import PERSONS_WORDS


def answer_drill(
    *, case: DrillCase, text: str, kind: str, override_reason: str, user: User, now: datetime
) -> DrillAnswer:
    """Keeps the officer's answer after the same check as any word to a citizen; each try is counted.

    Raises InvalidInputError, and FindingsError while the check has something against it; what it found is kept then.
    """
    text = clean(text)
    if not text:
        raise InvalidInputError("Balasan masih kosong.")
    if kind not in PERSONS_WORDS:
        raise InvalidInputError("Pilih jenis balasan.")
    if not ways_of(case.channel).fits(text, in_public=case.is_public):
        limit = f"{ways_of(case.channel).limit(in_public=case.is_public):,}".replace(",", ".")
        raise InvalidInputError(f"Balasan terlalu panjang. Batasnya {limit} huruf.")
    try:
        vet(text=text, is_public=case.is_public, override_reason=override_reason)
    except FindingsError as refusal:
        _note_try(case, text, kind, user, now, [finding.flag for finding in refusal.findings])
        raise
    answer = _note_try(case, text, kind, user, now, [])
    answer.override_reason, answer.done_at = clean(override_reason), now
    answer.save(update_fields=["override_reason", "done_at"])
    return answer


@transaction.atomic
def _note_try(case: DrillCase, text: str, kind: str, user: User, now: datetime, flags: list[str]) -> DrillAnswer:
    answer, _ = DrillAnswer.objects.get_or_create(
        user=user, case=case.code, done_at=None, defaults={"started_at": now, "kind": kind, "text": text}
    )
    answer = DrillAnswer.objects.select_for_update().get(pk=answer.pk)
    DrillAnswer.objects.filter(pk=answer.pk).update(
        text=text, kind=kind, tries=F("tries") + 1, flags=sorted({*answer.flags, *flags})
    )
    answer.refresh_from_db()
    return answer
