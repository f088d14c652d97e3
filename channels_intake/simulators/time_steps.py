"""How far the page moves the clock."""

from datetime import datetime, timedelta

from bontang_pengaduan.lib.clock import WITA

STEPS = {
    "15_minutes": "15 menit",
    "1_hour": "1 jam",
    "4_hours": "4 jam",
    "1_day": "1 hari",
    "1_working_day": "1 hari kerja",
    "3_working_days": "3 hari kerja",
    "7_days": "7 hari",
}
_PLAIN = {
    "15_minutes": timedelta(minutes=15),
    "1_hour": timedelta(hours=1),
    "4_hours": timedelta(hours=4),
    "1_day": timedelta(days=1),
    "7_days": timedelta(days=7),
}
_WORKING_DAYS = {"1_working_day": 1, "3_working_days": 3}


def seconds_of(step: str, now: datetime) -> int:
    """The length of a step of STEPS from `now`, in seconds.

    A working day ends at the same time on the next day from Monday to Friday; public holidays count as such days,
    since the clocks of complaints skip them by themselves.
    """
    if step in _PLAIN:
        return int(_PLAIN[step].total_seconds())
    there = now.astimezone(WITA)
    for _ in range(_WORKING_DAYS[step]):
        there += timedelta(days=1)
        while there.isoweekday() > 5:
            there += timedelta(days=1)
    return int((there - now).total_seconds())
