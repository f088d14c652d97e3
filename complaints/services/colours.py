"""Jenis jawaban hijau: the coordinator decides whether a kind of amber answers still needs a reader."""

from datetime import datetime

from django.db import transaction

from bontang_pengaduan.lib.text import clean
from opd.models import Category, User

from ..colours import newest_decisions, read_proposals
from ..errors import InvalidInputError, MoveNotAllowedError, NotAllowedError
from ..models import ColourDecision
from ..permissions import may_decide_colours

MAX_REASON = 300  # letters
Verdict = ColourDecision.Verdict


@transaction.atomic
def decide_colour(*, key: str, verdict: str, reason: str, user: User, now: datetime) -> ColourDecision:
    """Makes a proposed kind green or leaves it amber, or makes a green one amber again; a new row each time. It holds
    for what is sent from now on, and never for anything red.

    Raises NotAllowedError, InvalidInputError without a reason, MoveNotAllowedError where the kind is neither proposed
    any more nor green.
    """
    if not may_decide_colours(user):
        raise NotAllowedError("Hanya koordinator yang memutuskan warna jawaban.")
    words = clean(reason)
    if not words or len(words) > MAX_REASON:
        raise InvalidInputError(f"Tuliskan alasannya, paling banyak {MAX_REASON} huruf.")
    if verdict not in Verdict:
        raise InvalidInputError("Pilih hijau atau kuning.")
    # Two coordinators at once: the second sees what the first has decided.
    list(Category.objects.select_for_update().filter(pk__in=_category(key)))
    proposed = read_proposals(now).get(key)
    green = {kind.key: kind for kind, row in newest_decisions().items() if row.verdict == Verdict.GREEN}
    kind = proposed.kind if proposed else green.get(key) if verdict == Verdict.AMBER else None
    if kind is None:
        raise MoveNotAllowedError("Jenis jawaban ini sudah diputuskan, atau angkanya sudah berubah.")
    return ColourDecision.objects.create(
        category_id=kind.category,
        answer_id=kind.answer,
        rule=kind.rule,
        verdict=verdict,
        reason=words,
        readings=proposed.readings if proposed else 0,
        unedited=proposed.unedited if proposed else 0,
        decided_by=user,
        decided_at=now,
    )


def _category(key: str) -> list[int]:
    number = key.partition(":")[0]
    return [int(number)] if number.isdecimal() and len(number) < 10 else []
