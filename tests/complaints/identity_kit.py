"""What the tests of identity and of the phone app share."""

from datetime import datetime

from bontang_pengaduan.lib.inbound import Amendment, Signal
from channels_intake.process import take
from complaints.models import Complaint, Message
from tests.cast import unit
from tests.factories import ACCOUNT, MONDAY_MORNING, make_complaint

PHONE = "+6281200000001"
DIGITS = "81200000001"


def case_at_pupr(text: str, *, at: datetime = MONDAY_MORNING, phone: str = PHONE) -> Complaint:
    """A complaint that waits at PUPRK."""
    made = make_complaint(text, phone=phone, at=at)
    Complaint.objects.filter(pk=made.pk).update(opd=unit("PUPRK"), status="forwarded")
    made.refresh_from_db()
    return made


def amend(kind: str, target: str, text: str | None = None, *, at: datetime = MONDAY_MORNING) -> None:
    """An edit or withdrawal of the message `target`, taken in at `at`."""
    name = f"{kind}-{target}-{at.isoformat()}"
    event = Amendment("whatsapp", ACCOUNT, name, kind, "amend", target, at, new_text=text)  # type: ignore[arg-type]
    take(event=event, request_id=1, now=at)


def echo(text: str, *, at: datetime, name: str = "wamid.hp1", phone: str = PHONE) -> Message:
    """What an officer wrote to the citizen in the phone app."""
    data = {"text": text, "to_phone": phone, "to_bsuid": None, "wa_type": "text"}
    event = Signal("whatsapp", ACCOUNT, name, "echo", "record_outbound", at, data=data)
    take(event=event, request_id=1, now=at)
    return Message.objects.get(external_id=name)
