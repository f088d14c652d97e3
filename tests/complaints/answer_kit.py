"""An approved answer as people make it."""

from datetime import date, datetime

from complaints.models import AnswerVersion
from complaints.services.approved_answers import Matter, Words, approve, write_answer
from opd.models import Category
from tests.cast import petugas_pupr, pimpinan, unit

UNTIL = date(2027, 3, 1)
POTHOLE = "Aduan {nomor} kami periksa. Jadwalnya kami kabari paling lambat {tenggat}."


def draft(now: datetime, text: str = POTHOLE, *, title: str = "Lubang jalan", **variants: str) -> AnswerVersion:
    """By an officer of PUPRK, for potholes."""
    category = Category.objects.get(code="jalan-rusak")
    matter = Matter(title, "first", unit("PUPRK"), category)
    return write_answer(matter=matter, words=Words(text, "UU 25/2009", variants), user=petugas_pupr(), now=now)


def in_force(now: datetime, text: str = POTHOLE, *, title: str = "Lubang jalan", **variants: str) -> AnswerVersion:
    """The same, approved by the head of PUPRK until UNTIL."""
    version = draft(now, text, title=title, **variants)
    approve(version=version, valid_until=UNTIL, user=pimpinan(), now=now)
    version.refresh_from_db()
    return version
