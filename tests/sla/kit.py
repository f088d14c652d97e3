"""What the tests of clocks share: moments in words, and the shapes of the factories."""

from collections.abc import Callable
from datetime import datetime

from complaints.models import Complaint
from opd.models import User
from sla.working_time import WITA

MakeComplaint = Callable[..., Complaint]
MakeUser = Callable[..., User]


def wita(text: str) -> datetime:
    """`2026-04-06 08:00` on the clock in Bontang; a text with a zone keeps its own."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=WITA)
