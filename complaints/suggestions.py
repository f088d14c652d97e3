"""Which approved answers fit a case, best first, and what each says in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from bontang_pengaduan.lib.clock import WITA
from opd.models import User

from .case_keys import CaseKeys
from .guard import check
from .likeness import likeness
from .merge_fields import fill_fields
from .models import AnswerVersion, ApprovedAnswer, Complaint, Conversation
from .queries import find_conversation, versions_valid_on
from .second_look import next_promised_day
from .workflow import Status

# Category before unit before stage; likeness, 0 to 1, decides among equals.
CATEGORY, UNIT, STAGE = 4.0, 2.0, 1.0
Stage = ApprovedAnswer.Stage


@dataclass(frozen=True)
class Suggestion:
    """One answer in force, filled for the case. `reason` says why it stands where it stands."""

    version: AnswerVersion
    text: str
    reason: str
    score: float


def suggest_answers(complaint: Complaint, user: User, now: datetime) -> list[Suggestion]:
    """The answers in force of the city and of the case's unit, those that fit best first."""
    versions = list(fitting_versions(complaint, now.astimezone(WITA).date()))
    return rank_answers(versions, complaint, find_conversation(complaint), user, now)


def fitting_versions(complaint: CaseKeys, today: Any) -> QuerySet[AnswerVersion]:
    """What suggest_answers chooses from on that day of WITA."""
    found = versions_valid_on(today).filter(Q(answer__opd=None) | Q(answer__opd=complaint.opd_id))
    return found.filter(Q(answer__category=None) | Q(answer__category=complaint.category_id)).select_related("answer")


def rank_answers(
    versions: Sequence[AnswerVersion],
    complaint: Complaint,
    conversation: Conversation | None,
    user: User,
    now: datetime,
) -> list[Suggestion]:
    """suggest_answers for what has been read already."""
    if not versions:
        return []
    facts = read_facts(complaint, user, now)
    rows = [_suggestion(version, complaint, conversation, facts) for version in versions]
    return sorted(rows, key=lambda row: (-row.score, row.version.answer.title))


def fill_answer(version: AnswerVersion, complaint: Complaint, user: User, now: datetime) -> str:
    """What this version says in this case; fields that nobody knows stand in brackets."""
    return fill_fields(_words_of(version, find_conversation(complaint)), read_facts(complaint, user, now))


def read_facts(complaint: Complaint, user: User, now: datetime) -> dict[str, str]:
    """What the merge fields become. A subject in which the check finds something is not quoted."""
    subject = " ".join(complaint.subject.split()).rstrip(".!?…, ")
    return {
        "nomor": complaint.number,
        "perihal": "" if check(subject, public=True) else subject,
        "kelurahan": complaint.kelurahan.name if complaint.kelurahan else "",
        "opd": complaint.opd.name if complaint.opd else "",
        "tenggat": next_promised_day(complaint, now),
        "petugas": user.public_name,
    }


def stage_of(complaint: Complaint) -> ApprovedAnswer.Stage:
    """Where the talk with the citizen stands."""
    if complaint.status == Status.RESOLVED:
        return Stage.RESULT
    return Stage.PROGRESS if complaint.answered_at else Stage.FIRST


def _words_of(version: AnswerVersion, conversation: Conversation | None) -> str:
    """For that channel, and for where everybody reads them."""
    if conversation is None:
        return version.text
    kinds = ["public"] if conversation.is_public else []
    variants = (version.variants.get(kind) for kind in [*kinds, conversation.channel])
    return next((text for text in variants if text), version.text)


def _suggestion(
    version: AnswerVersion, complaint: Complaint, conversation: Conversation | None, facts: dict[str, str]
) -> Suggestion:
    answer = version.answer
    fits = {
        "kategori sama": CATEGORY if answer.category_id else 0.0,
        "tahap sama": STAGE if answer.stage == stage_of(complaint) else 0.0,
        "OPD sama": UNIT if answer.opd_id else 0.0,
    }
    alike = likeness(complaint.text, f"{answer.title} {version.text}")
    reason = ", ".join(words for words, weight in fits.items() if weight) or "untuk seluruh kota"
    return Suggestion(version, fill_fields(_words_of(version, conversation), facts), reason, sum(fits.values()) + alike)
