"""Approved answers that run out: their owners are told, and from the day after they are not sent."""

from datetime import datetime, timedelta

from django.db import transaction

from bontang_pengaduan.lib.clock import WITA
from opd.models import Role, User
from opd.notices import notify
from sla import clocks

from ..models import AnswerVersion
from ..permissions import STEERING_ROLES
from ..wording import day_words

WARNED_BEFORE = timedelta(days=14)  # a house rule: time to look at it and have it approved again


@transaction.atomic
def expire_answers(*, now: datetime) -> int:
    """Warns the owners of versions that end within WARNED_BEFORE, once each, and ends those whose day has passed.
    Returns how many ended."""
    today = now.astimezone(WITA).date()
    running = AnswerVersion.objects.filter(approved_at__isnull=False, ended_at=None)
    for version in running.filter(valid_until__gte=today, valid_until__lte=today + WARNED_BEFORE):
        _tell(version, "segera berakhir", f"berlaku sampai {_day(version)}. Periksa isinya, lalu sahkan lagi.", now)
    ended = list(running.filter(valid_until__lt=today).select_for_update(of=("self",)))
    for version in ended:
        version.ended_at = now
        version.save(update_fields=["ended_at"])
        _tell(version, "sudah berakhir", f"berlaku sampai {_day(version)} dan tidak dapat dikirim lagi.", now)
    return len(ended)


def _tell(version: AnswerVersion, state: str, sentence: str, now: datetime) -> None:
    answer = version.answer
    notify(
        recipients=_keepers(version),
        subject=f"Jawaban tersetujui {state}",
        body=f"“{answer.title}” versi {version.number} {sentence}",
        url=f"/pengaturan/jawaban/{answer.code}/",
        dedupe_key=f"answer:{state}:{version.pk}",
        now=now,
        not_before=clocks.next_office_moment(now),
    )


def _keepers(version: AnswerVersion) -> list[User]:
    """The owner; where he is gone, who may approve it: the heads of the unit, or the coordinators."""
    answer = version.answer
    if answer.owner and answer.owner.is_active:
        return [answer.owner]
    people = User.objects.filter(is_active=True).distinct()
    heads = people.filter(memberships__opd=answer.opd_id, memberships__role=Role.PIMPINAN) if answer.opd_id else None
    return list(heads or people.filter(memberships__role__in=STEERING_ROLES))


def _day(version: AnswerVersion) -> str:
    return day_words(version.valid_until) if version.valid_until else ""
