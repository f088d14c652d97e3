"""The rows that the conversation of a case is shown by, and those around its composer: one round trip for all."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import Q, QuerySet

from bontang_pengaduan.lib.round_trip import Together, fetch_together, remember, remember_below
from opd.models import User
from sla.models import SlaClock

from .case_keys import ASKING, NOW, TODAY, CaseKeys, CaseShape, shape_of, values_for
from .composer import ways_out
from .helpers import help_beside
from .models import (
    AnswerVersion,
    Attachment,
    Complaint,
    ComplaintEvent,
    Conversation,
    Draft,
    EchoAnswer,
    HelpRequest,
    Hiding,
    Message,
    Note,
    Reply,
    ResultPhoto,
    SecondReading,
    Snooze,
)
from .queries import thread_of
from .readers import newest_readings
from .risk import count_followers
from .services.drafting import own_drafts
from .services.reading import told_channels, unread_messages
from .snoozes import snoozes_of
from .suggestions import fitting_versions
from .thread import Thread
from .workflow import Status

Queries = dict[str, QuerySet[Any]]


@dataclass(frozen=True)
class OpenCase:
    """A thread as it stood at `moment`, with what stands around its composer: where an answer goes, the user's own
    draft, the answers that may fit, the draft that somebody reads, the questions for help, how many citizens complained
    of the same event. `unread` is the citizen's message that this user is the first of its unit to read, `snooze` what
    keeps the case out of the lists."""

    thread: Thread
    moment: datetime
    conversation: Conversation | None
    draft: Draft | None
    versions: list[AnswerVersion]
    reading: SecondReading | None
    helps: list[HelpRequest]
    followers: int
    unread: Message | None
    snooze: Snooze | None


def read_thread(complaint: Complaint) -> Thread:
    """The conversation alone."""
    return _thread(complaint, fetch_together(**_of_thread(complaint)))


def open_case(complaint: Complaint, user: User, now: datetime) -> OpenCase:
    """Everything that this user needs at once to answer, in one statement."""
    together = _case_together(shape_of(complaint), told_channels(user, complaint.opd_id))
    found = together.fetch(**values_for(complaint, user, now))
    reading = _first(found["readings"])
    return OpenCase(
        thread=_thread(complaint, found),
        moment=now,
        conversation=_first(found["conversations"]),
        draft=_first(found["drafts"]),
        versions=found["versions"],
        # What was decided and has been sent says nothing any more.
        reading=reading if reading and reading.reply_id is None else None,
        helps=found["helps"],
        followers=_first(found["followers"]) or 0,
        unread=_first(found["unread"]),
        snooze=_first(found["snoozes"]),
    )


@lru_cache(maxsize=256)
def _case_together(case: CaseShape, channels: tuple[str, ...]) -> Together:
    return Together({**_of_thread(case), **_of_desk(case, channels)})


def _of_thread(complaint: CaseKeys) -> Queries:
    """A case and its family are a handful of rows each; every table is asked by its index on the case."""
    case = complaint.pk
    said = Message.objects.filter(complaint=case).select_related("conversation")
    if complaint.part_of_id:
        family = Q(complaint=case) | Q(complaint__in=thread_of(complaint))
        said = Message.objects.filter(family).select_related("conversation", "complaint")
    written = Reply.objects.filter(complaint=case).exclude(status=Reply.Status.CANCELLED)
    return {
        "messages": said,
        "attachments": Attachment.objects.filter(message__in=said),
        "hidings": Hiding.objects.filter(message__in=said),
        "findings": EchoAnswer.objects.filter(message__in=said, undone_at=None).select_related("confirmed_by"),
        "replies": written.select_related("author", "retried_as"),
        "photos": ResultPhoto.objects.filter(reply__in=written),
        "notes": Note.objects.filter(complaint=case).select_related("author"),
        "events": ComplaintEvent.objects.filter(complaint=case).select_related("actor"),
        "clocks": SlaClock.objects.filter(complaint=case),
        "parts": Complaint.objects.filter(part_of=case).select_related("opd").order_by("number"),
        **_of_others(complaint),
    }


def _of_others(complaint: CaseKeys) -> Queries:
    root = complaint.part_of_id or complaint.pk
    family = Complaint.objects.filter(Q(pk=root) | Q(part_of=root)).exclude(pk=complaint.pk)
    if complaint.status == Status.MERGED:
        family = family.none()
    readable = family.filter(is_secret=False) if complaint.part_of_id else family
    replies = Reply.objects.filter(complaint__in=readable, author__isnull=False)
    return {
        "other_replies": replies.exclude(status=Reply.Status.CANCELLED).select_related("author", "complaint__opd"),
        "other_notes": Note.objects.filter(complaint__in=family, is_shared=True).select_related(
            "author", "complaint__opd"
        ),
    }


def _of_desk(complaint: CaseKeys, channels: tuple[str, ...]) -> Queries:
    return {
        "conversations": ways_out(complaint),
        "drafts": own_drafts(complaint, ASKING),
        "versions": fitting_versions(complaint, TODAY),
        "readings": newest_readings(complaint),
        "helps": help_beside(complaint),
        "followers": count_followers(complaint),
        "unread": unread_messages(complaint, channels, NOW),
        "snoozes": snoozes_of(complaint, NOW),
    }


def _thread(complaint: Complaint, found: dict[str, list[Any]]) -> Thread:
    messages, replies = found["messages"], found["replies"]
    remember_below(messages, "attachments", found["attachments"])
    remember_below(messages, "hidings", found["hidings"])
    remember_below(messages, "findings", found["findings"])
    remember_below([*replies, *found["other_replies"]], "photos", found["photos"])
    for name in ("notes", "events", "clocks", "parts"):
        remember(complaint, name, found[name])
    own = [message for message in messages if message.complaint_id == complaint.pk]
    for message in own:
        message.complaint = complaint
    return Thread(
        complaint,
        messages=own,
        replies=replies,
        other_messages=[message for message in messages if message.complaint_id != complaint.pk],
        other_replies=found["other_replies"],
        other_notes=found["other_notes"],
    )


def _first(rows: list[Any]) -> Any:
    return next(iter(rows), None)
