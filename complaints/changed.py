"""What has changed in a case, in the sentence that refuses an act over an old page."""

from datetime import datetime

from bontang_pengaduan.lib.clock import WITA
from opd.models import User

from .models import Complaint, ComplaintEvent
from .timeline import SENTENCES, event_sentence

WRITTEN = "reply.written"


def changed_words(complaint: Complaint, user: User) -> str:
    """The newest that happened to the case, by whom and when: `Aduan ini sudah dijawab Sari pukul 14.02.`"""
    events = complaint.events.filter(type__in=[*SENTENCES, WRITTEN])
    last = events.order_by("-created_at").values("created_at")[:1]
    together = events.filter(created_at=last).select_related("actor").order_by("pk")
    event = together.filter(type=WRITTEN).last() or together.last()
    said = complaint.messages.filter(is_outbound=False, revoked_at=None).order_by("-received_at").first()
    if said and (event is None or said.received_at > event.created_at):
        return f"Pelapor menulis lagi pukul {_hour(said.received_at)}."
    return _of_event(event, user) if event else "Aduan ini baru saja berubah."


def _of_event(event: ComplaintEvent, user: User) -> str:
    if event.type == WRITTEN and event.actor == user:
        return f"Anda sendiri sudah menjawab aduan ini pukul {_hour(event.created_at)}."
    if event.type == WRITTEN:
        by = event.actor.display_name if event.actor else "sistem"
        return f"Aduan ini sudah dijawab {by} pukul {_hour(event.created_at)}."
    return f"Aduan ini sudah berubah pukul {_hour(event.created_at)}: {event_sentence(event)}."


def _hour(moment: datetime) -> str:
    return f"{moment.astimezone(WITA):%H.%M}"
