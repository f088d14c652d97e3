"""Who a report's citizen is here: nobody but the citizen of that report.

A name proves nothing, and whoever is anonymous must never be joined with a WhatsApp contact: so each report has a
reporter of its own.
"""

from datetime import datetime

from bontang_pengaduan.lib.inbound import Message, Sender

from ..channels.guarding import person
from .models import Sp4nReport

CHANNEL = ACCOUNT = "sp4n"


def sender_of(report: Sp4nReport) -> Sender:
    """The citizen of one report."""
    return Sender(name=report.reporter_name or None, account_id=person(CHANNEL, report.tracking_id))


def message_of(report: Sp4nReport, external_id: str, text: str, at: datetime) -> Message:
    """Words of that citizen. SP4N shows them to everybody, so the city's machine does not answer there."""
    return Message(
        channel=CHANNEL,
        account=ACCOUNT,
        external_id=external_id,
        sender=sender_of(report),
        sent_at=at,
        wa_type="report",
        action="create_or_attach",
        text=text,
        is_public=True,
        facts={"tracking_id": report.tracking_id},
    )
