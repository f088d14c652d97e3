"""What officers read when a promise runs out: plain Indonesian, nothing about the citizen."""

from datetime import datetime

from django.utils import dateformat

from .models import ClockKind, EscalationStep
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
}


def notice_subject(step: EscalationStep) -> str:
    """`Aduan BTG-2611-0396: tanggapan pertama hampir jatuh tempo`."""
    state = "hampir jatuh tempo" if step.fires_at < step.clock.due_at else "lewat tenggat"
    return f"Aduan {step.clock.complaint.number}: {PROMISES[step.clock.kind]} {state}"


def notice_body(step: EscalationStep, audience: Audience) -> str:
    """Due time, unit, and why this reader is told."""
    clock = step.clock
    unit = clock.opd.name if clock.opd else "belum ada OPD"
    lines = [
        f"Tenggat {PROMISES[clock.kind]}: {full_date(clock.due_at)}.",
        f"Ditangani: {unit}.",
    ]
    if clock.holder_id is None:
        lines.append("Belum ada petugas yang mengambil aduan ini.")
    if audience.is_stand_in:
        lines.append(f"Anda diberi tahu karena belum ada {step.get_level_display()} yang dapat diberi tahu.")
    return "\n".join(lines)


def full_date(moment: datetime) -> str:
    """`Kamis, 26 November 2026 pukul 16.00 WITA`."""
    return dateformat.format(moment.astimezone(WITA), r"l, j F Y \p\u\k\u\l H.i") + " WITA"
