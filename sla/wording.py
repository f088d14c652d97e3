"""What officers read when a promise runs out: plain Indonesian, nothing about the citizen."""

from datetime import date, datetime
from functools import lru_cache

from django.utils import dateformat

from .due_steps import DueStep
from .models import ClockKind, Level, Raise
from .recipients import Audience
from .working_time import WITA

PROMISES: dict[str, str] = {
    ClockKind.ACKNOWLEDGE: "tanda terima",
    ClockKind.VERIFY: "verifikasi",
    ClockKind.ACCEPT: "penerimaan oleh OPD",
    ClockKind.FIRST_ANSWER: "tanggapan pertama",
    ClockKind.NEXT_ANSWER: "tanggapan lanjutan",
    ClockKind.RESOLVE: "penyelesaian",
    ClockKind.CITIZEN: "jawaban pelapor",
    ClockKind.DISPUTE: "keputusan sanggahan",
    ClockKind.SECOND_READER: "pembacaan kedua",
    ClockKind.WINDOW: "jendela balasan",
    ClockKind.PROMISE: "janji langkah berikut",
}

RED_LINE = "Aduan ini bertanda merah, jadi pemberitahuannya tidak menunggu jam kerja."


def notice_subject(step: DueStep) -> str:
    """`Aduan BTG-2611-0396: tanggapan pertama hampir jatuh tempo`."""
    state = "hampir jatuh tempo" if step.fires_at < step.due_at else "lewat tenggat"
    return f"Aduan {step.number}: {PROMISES[step.clock_kind]} {state}"


def notice_body(step: DueStep, audience: Audience) -> str:
    """Due time, unit, and why this reader is told."""
    lines = [
        f"Tenggat {PROMISES[step.clock_kind]}: {full_date(step.due_at)}.",
        f"Ditangani: {step.opd_name or 'belum ada OPD'}.",
    ]
    if step.holder_id is None:
        lines.append("Belum ada petugas yang mengambil aduan ini.")
    if audience.is_stand_in:
        lines.append(stand_in_line(step.level))
    if step.is_red:
        lines.append(RED_LINE)
    return "\n".join(lines)


def raise_subject(number: str, raised: Raise) -> str:
    """`Aduan BTG-2611-0396 dinaikkan kepada Anda`."""
    return f"Aduan {number} dinaikkan kepada Anda{', mendesak' if raised.is_urgent else ''}"


def raise_body(number: str, raised: Raise, audience: Audience) -> str:
    """Who asks, and for what; why stands on the page of the case alone, because it may speak of the citizen."""
    name = raised.raised_by.display_name if raised.raised_by else "Petugas"
    lines = [f"{name} menaikkan aduan {number} ke {Level(raised.level).label}. Alasannya ada di halaman aduan."]
    if audience.is_stand_in:
        lines.append(stand_in_line(raised.level))
    lines.append("Mohon tanggapi dengan “Saya pegang” dan tanggalnya.")
    return "\n".join(lines)


def stand_in_line(level: str) -> str:
    """Why somebody is told who does not stand on that level."""
    return f"Anda diberi tahu karena belum ada {Level(level).label} yang dapat diberi tahu."


def full_date(moment: datetime) -> str:
    """`Kamis, 26 November 2026 pukul 16.00 WITA`."""
    local = moment.astimezone(WITA)
    return f"{_day_in_words(local.date())} pukul {local:%H.%M} WITA"


# Promises end on few days: each is spelled once, not once for each notice of a sweep.
@lru_cache(maxsize=1000)
def _day_in_words(day: date) -> str:
    return dateformat.format(day, "l, j F Y")
