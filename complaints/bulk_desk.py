"""What became of an act over several cases, as its officer reads it, and what he confirms before one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from opd.models import User

from .models import BulkAct, Complaint
from .queries import find_conversation
from .services.bulk_acts import UNDO_WITHIN
from .services.next_steps import is_unacknowledged, words_for
from .window import is_window_open

_DONE = {
    "take": "diambil",
    "release": "dilepas",
    "hand_on": "dioper",
    "snooze": "ditunda",
    "tag": "diberi label",
    "acknowledge": "diberi tanda terima",
}


@dataclass(frozen=True)
class Outcome:
    """`words` say what was done, `refusals` name each case that was left out, with its reason."""

    act: BulkAct
    words: str
    refusals: Sequence[tuple[str, str]]
    can_undo: bool


@dataclass(frozen=True)
class Line:
    """A case that is to be acknowledged, with the words that its citizen will read; empty where none will be said."""

    complaint: Complaint
    words: str


def read_outcome(user: User, key: str, now: datetime) -> Outcome | None:
    """What became of this user's act with that key; None for anything else."""
    if not (key.isascii() and key.isdecimal() and len(key) < 18):
        return None
    act = BulkAct.objects.filter(pk=int(key), user=user).first()
    if act is None:
        return None
    cases = list(act.cases.select_related("complaint").order_by("complaint__number"))
    done, verb = sum(row.is_done for row in cases), _DONE[act.kind]
    refusals = [(row.complaint.number, row.refusal) for row in cases if row.refusal]
    words = f"{done} aduan {verb}."
    if act.undone_at:
        words = f"{act.get_kind_display()} diurungkan." + (f" {done} aduan tetap {verb}." if done else "")
    return Outcome(act, words, refusals, act.undone_at is None and done > 0 and now <= act.made_at + UNDO_WITHIN)


def read_lines(complaints: Sequence[Complaint], now: datetime) -> list[Line]:
    """What acknowledging would say in each case now."""
    return [Line(complaint, _words(complaint, now)) for complaint in complaints]


def _words(complaint: Complaint, now: datetime) -> str:
    conversation = find_conversation(complaint)
    if conversation is None or not is_window_open(conversation, now) or not is_unacknowledged(complaint):
        return ""
    return words_for(complaint, conversation, now)
