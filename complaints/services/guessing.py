"""Who tries numbers and codes that do not fit: slowed by his network, and told to the admins when many do.

The code's 49 bits are what keeps a stranger out; the counts keep the tries few and seen. No case is ever barred by
wrong tries at it: its citizen must not be shut out by somebody else.
"""

from datetime import datetime, timedelta

from django.urls import reverse

from bontang_pengaduan.lib.clock import WITA
from opd.models import Role, User
from opd.notices import notify

from .rates import count_of, note

WHAT, EVERYBODY = "lookup.wrong", "*"
HOUR, MINUTES = timedelta(hours=1), timedelta(minutes=10)
MOST = 20  # wrong tries of one network in an hour; many phones share one
STORM = 300  # of all together in ten minutes: somebody comes from many addresses
MOST_IN_STORM = 2


def is_barred(*, who: str, now: datetime) -> bool:
    """Whether this network has used up its tries. In a storm there are fewer, and who has not tried is never barred."""
    tried = count_of(what=WHAT, who=who, span=HOUR, now=now)
    if tried < MOST_IN_STORM:
        return False
    return tried >= MOST or count_of(what=WHAT, who=EVERYBODY, span=MINUTES, now=now) >= STORM


def note_wrong(*, who: str, now: datetime) -> None:
    """Counts a wrong try. The one that begins a storm tells the admins, once a day."""
    note(what=WHAT, who=who, span=HOUR, now=now)
    if note(what=WHAT, who=EVERYBODY, span=MINUTES, now=now) != STORM:
        return
    notify(
        recipients=User.objects.filter(memberships__role=Role.ADMIN, is_active=True),
        subject="Banyak percobaan nomor dan kode aduan yang salah",
        body=f"{STORM} percobaan salah dalam sepuluh menit di halaman Lacak aduan. Percobaan berikutnya dibatasi.",
        url=reverse("settings"),
        dedupe_key=f"lookup-storm:{now.astimezone(WITA):%Y-%m-%d}",
        now=now,
    )
