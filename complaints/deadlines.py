"""A due time as officers read it: level, words and how much of the time is used. Pure, no database."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sla.working_time import Calendar, local_day, working_minutes_between

NEAR_MINUTES = 8 * 60  # of office time
CRITICAL_MINUTES = 2 * 60
LATE, TODAY, TOMORROW, LATER, PAUSED, DONE = "late", "today", "tomorrow", "later", "paused", "done"
GROUP_LABELS = {
    LATE: "Terlambat",
    TODAY: "Jatuh tempo hari ini",
    TOMORROW: "Besok",
    LATER: "Nanti",
    PAUSED: "Dijeda",
    DONE: "Selesai dan ditutup",
}


@dataclass(frozen=True)
class Deadline:
    """`level` names the colour, `chip` says it in words, `used` is the share of the time gone, 0 to 100."""

    level: str
    chip: str
    sentence: str
    used: int
    group: str


PAUSED_DEADLINE = Deadline("paused", "Dijeda", "Dijeda", 100, PAUSED)
NO_DEADLINE = Deadline("none", "Selesai", "Tidak ada tenggat yang berjalan", 0, DONE)


def read_deadline(started_at: datetime, due_at: datetime, now: datetime, calendar: Calendar) -> Deadline:
    """A running promise at `now`. Exactly at the due time it is still met. Levels count office minutes."""
    if now > due_at:
        late = duration_words(now - due_at)
        return Deadline("late", f"Lewat {short_words(now - due_at)}", f"Terlambat {late}", 100, LATE)
    minutes = working_minutes_between(calendar, now, due_at)
    level = "critical" if minutes <= CRITICAL_MINUTES else "near" if minutes <= NEAR_MINUTES else "safe"
    used = round(100 * ((now - started_at) / (due_at - started_at))) if due_at > started_at else 100
    left = due_at - now
    return Deadline(
        level, short_words(left), f"Sisa {duration_words(left)}", max(used, 0), _group(due_at, now, calendar)
    )


def short_words(span: timedelta) -> str:
    """The span in one glance: `18 mnt`, `1 jam 14 mnt`, `5 jam`, `2 hari`."""
    minutes = int(span.total_seconds()) // 60
    if minutes < 60:
        return f"{minutes} mnt"
    hours, rest = divmod(minutes, 60)
    if hours < 3 and rest:
        return f"{hours} jam {rest} mnt"
    return f"{hours} jam" if hours < 24 else f"{hours // 24} hari"


def duration_words(span: timedelta) -> str:
    """The span with its second unit: `1 hari 3 jam`, `5 jam 20 mnt`."""
    minutes = int(span.total_seconds()) // 60
    days, rest = divmod(minutes, 24 * 60)
    hours, rest = divmod(rest, 60)
    parts = [
        f"{days} hari" if days else "",
        f"{hours} jam" if hours else "",
        f"{rest} mnt" if rest and not days else "",
    ]
    return " ".join(part for part in parts if part) or "kurang dari 1 mnt"


def _group(due_at: datetime, now: datetime, calendar: Calendar) -> str:
    days = (local_day(calendar, due_at) - local_day(calendar, now)).days
    return {0: TODAY, 1: TOMORROW}.get(days, LATER)
