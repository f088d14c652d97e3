"""What has changed since a page was made, in the words that it shows. Asked for after each announcement and every
minute."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from math import ceil

from bontang_pengaduan.lib.clock import WITA
from opd.models import User

from ..listing import Selection, list_complaints, selected
from ..models import Complaint, ComplaintEvent
from ..timeline import SENTENCES, Entry
from .presence import presence_words, read_presence

# What brings a case into somebody's list.
ARRIVALS = (
    *("complaint.received", "complaint.routed", "complaint.forwarded", "complaint.reopened", "complaint.handed_on"),
    *("complaint.citizen_answered", "complaint.decision_undone", "complaint.declined", "complaint.released"),
    *("complaint.adopted", "complaint.split_from", "part.opened", "part.returned", "clock.pause_expired"),
)
WRITTEN = "reply.written"
MOST_COUNTED, MOST_EVENTS = 99, 5000


@dataclass(frozen=True)
class ListRow:
    """What of a row may change in its place: how urgent it is, who has it, who is writing."""

    number: str
    level: str
    is_unread: bool
    used: int
    chip: str
    sentence: str
    presence: str
    complaint: Complaint


def count_arrivals(user: User, selection: Selection, since: datetime, now: datetime) -> int:
    """How many cases have come into what the user has selected since then, at most MOST_COUNTED, by the newest
    MOST_EVENTS of the city."""
    newest = ComplaintEvent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    recent = ComplaintEvent.objects.filter(pk__gt=newest - MOST_EVENTS, created_at__gt=since)
    events = recent.filter(type__in=ARRIVALS).exclude(actor=user)
    arrived = selected(user, selection, now).filter(pk__in=events.values("complaint"))
    return arrived.order_by().values("pk")[:MOST_COUNTED].count()


def read_rows(user: User, selection: Selection, now: datetime) -> list[ListRow]:
    """The rows of the first page as they look now."""
    rows = [row for group in list_complaints(user, selection, now).groups for row in group.rows]
    words = presence_words(read_presence([row.complaint.pk for row in rows]), user)
    return [
        ListRow(
            row.complaint.number,
            row.deadline.level,
            row.is_unread,
            row.deadline.used,
            row.deadline.chip,
            row.deadline.sentence,
            words.get(row.complaint.pk, ""),
            row.complaint,
        )
        for row in rows
    ]


def case_mark(complaint: Complaint, entries: Iterable[Entry]) -> str:
    """How far a case's page goes: its newest event, message and note, from what the page has read anyway."""
    entries = list(entries)
    event = max((event.pk for event in complaint.events.all()), default=0)
    message = max((entry.message_id or 0 for entry in entries), default=0)
    noted = [ceil(1000 * entry.at.timestamp()) for entry in entries if entry.side == "note"]
    return f"{event}-{message}-{max(noted, default=0)}"


def case_words(complaint: Complaint, user: User, mark: str) -> str:
    """One sentence about what others have done with the case since its page was made; empty when nothing.

    Raises ValueError for a mark that case_mark has not written.
    """
    event, message, noted = map(int, mark.split("-"))
    said = complaint.messages.filter(pk__gt=message, is_outbound=False, revoked_at=None)
    if complaint.part_of_id is None and said.exists():
        return "Ada pesan baru dari pelapor."
    events = complaint.events.filter(pk__gt=event, type__in=[*SENTENCES, WRITTEN]).exclude(actor=user)
    if newest := events.select_related("actor").order_by("-pk").first():
        done = "Dijawab" if newest.type == WRITTEN else "Diubah oleh"
        by = newest.actor.display_name if newest.actor else "sistem"
        return f"{done} {by} {newest.created_at.astimezone(WITA):%H.%M}."
    notes = complaint.notes.filter(created_at__gt=datetime.fromtimestamp(noted / 1000, UTC)).exclude(author=user)
    note = notes.select_related("author").last()
    return f"Catatan baru dari {note.author.display_name}." if note else ""


def case_presence(complaint: Complaint, user: User) -> str:
    """Who else is at this case now, for this viewer."""
    return presence_words(read_presence([complaint.pk]), user).get(complaint.pk, "")
