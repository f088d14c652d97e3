"""What an officer can do with the clocks of a case, and what has been done with them; stands beside its due times."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from opd.models import User
from sla.models import ClockKind, ClockPause, EscalationStep, Extension, Level, Pledge, Raise

from .case_keys import CaseKeys
from .models import Complaint
from .permissions import can_act, is_coordinator
from .services.raising import levels_above, own_level
from .workflow import OPEN, WORKABLE


@dataclass(frozen=True)
class ClockDesk:
    """`pause` is the open one of the promise of resolving, `extension` the request for more time that waits, `raised`
    the last time that somebody took the case up by hand, `pledge` the word of somebody who sees to it."""

    pause: ClockPause | None
    extension: Extension | None
    can_pause: bool
    can_resume: bool
    can_extend: bool
    can_decide: bool
    raised: Raise | None
    pledge: Pledge | None
    can_raise: bool
    can_pledge: bool


def desk_queries(complaint: CaseKeys) -> dict[str, QuerySet[Any]]:
    """What read_clock_desk is made of, beside the case's clocks and their pauses."""
    words = Pledge.objects.filter(clock__complaint=complaint.pk, clock__is_open=True)
    fired = EscalationStep.objects.filter(clock__complaint=complaint.pk, clock__is_open=True, fired_at__isnull=False)
    waiting = Extension.objects.filter(clock__complaint=complaint.pk, clock__is_open=True, is_granted=None)
    return {
        "pledges": words.select_related("clock", "pledged_by"),
        "extensions": waiting.filter(clock__kind=ClockKind.RESOLVE),
        "raises": Raise.objects.filter(complaint=complaint.pk).select_related("raised_by"),
        "fired_levels": fired.order_by().values_list("level", flat=True),
    }


def read_clock_desk(complaint: Complaint, user: User, found: Mapping[str, Sequence[Any]], now: datetime) -> ClockDesk:
    """The desk of one case for this user, from the rows of desk_queries, `clocks` and `pauses`."""
    acts = can_act(user, complaint)
    promises = (clock for clock in found["clocks"] if clock.kind == ClockKind.RESOLVE)
    running = next((clock for clock in promises if clock.is_open), None)
    open_pauses = (pause for pause in found["pauses"] if pause.ended_at is None)
    pause = next((each for each in open_pauses if running and running.paused_at and each.clock_id == running.pk), None)
    extension, pledge = next(iter(found["extensions"]), None), next(iter(found["pledges"]), None)
    told = {*found["fired_levels"], *(raised.level for raised in found["raises"])}
    is_workable = acts and running is not None and complaint.status in WORKABLE
    return ClockDesk(
        pause=pause,
        extension=extension,
        can_pause=is_workable and pause is None,
        can_resume=acts and pause is not None and pause.is_by_hand,
        can_extend=is_workable and extension is None and running is not None and now <= running.due_at,
        can_decide=is_coordinator(user),
        raised=found["raises"][-1] if found["raises"] else None,
        pledge=pledge,
        can_raise=acts and complaint.status in OPEN and bool(levels_above(user, complaint)),
        can_pledge=complaint.status in OPEN and _may_pledge(user, complaint, pledge, told, now),
    )


def _may_pledge(user: User, complaint: Complaint, pledge: Pledge | None, told: set[str], now: datetime) -> bool:
    """An escalation has reached his level, or the coordinator in its stead, and nobody else's word runs."""
    level = own_level(user, complaint)
    if pledge and now <= pledge.clock.due_at:
        return False
    return level is not None and bool(told) and (level in told or level == Level.KOORDINATOR)
