"""What the composer must say before an officer writes: whether free text arrives, what else does, and what stands in
the way."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, QuerySet, Subquery

from sla.calendars import current_calendar
from sla.next_steps import next_step_among
from sla.working_time import Calendar

from .case_keys import CaseKeys
from .channel_names import ChannelName, name_of
from .deadlines import duration_words
from .models import Complaint, Conversation, Lane, MessageTemplate, SendingGate
from .queries import conversations_of, usable_templates
from .services.addressing import answered_word, may_write_privately
from .services.enclosures import CHANNELS
from .services.next_steps import is_unacknowledged, words_until
from .ways import LETTERS, ways_of
from .window import has_window, is_window_open, time_left

UNNAMED = name_of("")


@dataclass(frozen=True)
class Composer:
    """`acknowledgement` is what one tap would say, empty when the citizen has had a person's word.

    `takes_files` is whether a file can be sent, `left` how long free text may still be written (`17 jam 40 mnt`).
    `stopped` says why the account sends nothing at the moment, `unreachable_at` since when the channel does not reach
    this citizen. `is_public`: everybody reads the answer; `takes_private` is whether the author of the newest comment
    can be written to alone. `letters` is the longest text of the widest way.
    """

    is_open: bool
    takes_files: bool = False
    left: str = ""
    templates: tuple[MessageTemplate, ...] = ()
    stopped: str = ""
    unreachable_at: datetime | None = None
    acknowledgement: str = ""
    channel: ChannelName = UNNAMED
    is_public: bool = False
    takes_private: bool = False
    letters: int = LETTERS


def ways_out(complaint: CaseKeys) -> QuerySet[Conversation]:
    """Where an answer goes, in at most one row: with its lane, and `stop_reason` while its account sends nothing."""
    gates = SendingGate.objects.filter(channel=OuterRef("channel"), account=OuterRef("account"))
    reason = gates.filter(stopped_at__isnull=False).values("stop_reason")[:1]
    return conversations_of(complaint).select_related("lane").annotate(stop_reason=Subquery(reason))[:1]


def read_composer(complaint: Complaint, now: datetime) -> Composer:
    """The composer of one complaint."""
    return make_composer(complaint, ways_out(complaint).first(), current_calendar(), now)


def make_composer(
    complaint: Complaint, conversation: Conversation | None, calendar: Calendar, now: datetime
) -> Composer:
    """read_composer for a conversation that ways_out gave. Without one there is nothing to answer to, and free text is
    refused by the service."""
    if conversation is None:
        return Composer(is_open=True)
    is_open, ways = is_window_open(conversation, now), ways_of(conversation.channel)
    is_public = conversation.is_public
    takes_private = is_public and may_write_privately(answered_word(complaint, conversation, ""), now)
    return Composer(
        is_open=is_open,
        takes_files=conversation.channel in CHANNELS and not is_public,
        left=duration_words(time_left(conversation, now)) if is_open and has_window(conversation) else "",
        templates=() if is_open else tuple(usable_templates(conversation.channel)),
        stopped=conversation.stop_reason or "",  # type: ignore[attr-defined]  # annotated
        unreachable_at=_unreachable_at(conversation),
        acknowledgement=_acknowledgement(complaint, conversation, calendar, now) if is_open else "",
        channel=name_of(conversation.channel),
        is_public=is_public,
        takes_private=takes_private,
        letters=max(ways.limit(in_public=is_public), ways.letters if takes_private else 0),
    )


def _acknowledgement(complaint: Complaint, conversation: Conversation, calendar: Calendar, now: datetime) -> str:
    if not is_unacknowledged(complaint):
        return ""
    return words_until(complaint, conversation, next_step_among(complaint.clocks.all(), calendar, now))


def _unreachable_at(conversation: Conversation) -> datetime | None:
    """None as well when the citizen has written since: then he is there."""
    lane: Lane | None = getattr(conversation, "lane", None)
    if lane is None or lane.unreachable_at is None:
        return None
    wrote_at = conversation.citizen_wrote_at
    return None if wrote_at and wrote_at > lane.unreachable_at else lane.unreachable_at
