"""Laporan tenggat: the clocks that fell due in one month, for pages and for the list that BKPSDM receives."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bontang_pengaduan.lib.clock import WITA
from bontang_pengaduan.lib.sheets import Sheet, Value, write_workbook
from opd.models import User
from sla.calendars import current_calendar
from sla.counting import binding_target, own_calendar
from sla.models import SlaClock, Unit
from sla.queries import due_between, state_of
from sla.working_time import Calendar, working_minutes_between

from .queries import visible_to

COUNTED = {
    "running": "Berjalan",
    "overdue": "Terlambat, masih berjalan",
    "paused": "Dijeda",
    "met": "Tepat waktu",
    "missed": "Terlambat",
}
LATE = ("overdue", "missed")


@dataclass(frozen=True)
class Line:
    """One clock: how it was counted, and what counts after a dispute. Both stand in the list."""

    clock: SlaClock
    state: str

    @property
    def is_excused(self) -> bool:
        """Late by the count, and not after the coordinator's word."""
        dispute = getattr(self.clock, "dispute", None)
        return self.state in LATE and dispute is not None and dispute.is_upheld is True

    @property
    def is_late(self) -> bool:
        """Late after all."""
        return self.state in LATE and not self.is_excused

    @property
    def counted(self) -> str:
        """The verdict of the count in words."""
        return COUNTED[self.state]

    @property
    def final(self) -> str:
        """The verdict that stands."""
        return "Tidak dihitung terlambat" if self.is_excused else self.counted


@dataclass(frozen=True)
class UnitLine:
    """One unit's month in numbers."""

    unit: str
    total: int
    met: int
    late: int
    excused: int


@dataclass(frozen=True)
class Report:
    """The month's clocks, by unit and then by due time."""

    month: date
    lines: list[Line]

    def units(self) -> list[UnitLine]:
        """Each unit, the one with most late clocks first."""
        total, met, late, excused = (Counter[str]() for _ in range(4))
        for line in self.lines:
            unit = unit_of(line.clock)
            total[unit] += 1
            met[unit] += line.state == "met"
            late[unit] += line.is_late
            excused[unit] += line.is_excused
        rows = [UnitLine(unit, total[unit], met[unit], late[unit], excused[unit]) for unit in total]
        return sorted(rows, key=lambda row: (-row.late, row.unit))


def read_report(user: User, month: date, now: datetime) -> Report:
    """The clocks that fell due in the month of WITA that begins on `month`, of the cases that this user may know of."""
    start = datetime(month.year, month.month, 1, tzinfo=WITA)
    clocks = due_between(start, datetime.combine(next_month(month), start.timetz()))
    rows = clocks.filter(complaint__in=visible_to(user)).select_related("complaint").order_by("opd__name", "due_at")
    return Report(month, [Line(clock, state_of(clock, now)) for clock in rows])


def next_month(month: date) -> date:
    """The first day of the month after."""
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)


def previous_month(month: date) -> date:
    """The first day of the month before."""
    return (month.replace(day=1) - timedelta(days=1)).replace(day=1)


def unit_of(clock: SlaClock) -> str:
    """The unit that the clock is counted for."""
    return clock.opd.short_name if clock.opd else "Belum ada OPD"


def write_report(report: Report) -> bytes:
    """The month as XLSX: every clock, pause, extension, dispute and moved due time, with reason and source."""
    calendar = current_calendar()
    clocks = [line.clock for line in report.lines]
    return write_workbook(
        [
            Sheet("Tenggat", CLOCK_HEADING, (_clock_row(line, calendar) for line in report.lines)),
            Sheet("Jeda", PAUSE_HEADING, _pause_rows(clocks, calendar)),
            Sheet("Perpanjangan", EXTENSION_HEADING, _extension_rows(clocks)),
            Sheet("Sanggahan", DISPUTE_HEADING, _dispute_rows(report.lines)),
            Sheet("Perubahan tenggat", CHANGE_HEADING, _change_rows(clocks)),
        ]
    )


CLOCK_HEADING = (
    *("Aduan", "OPD", "Pemegang", "Tenggat", "Mulai", "Jatuh tempo", "Batas undang-undang", "Selesai"),
    *("Hasil hitung", "Lewat (menit kerja)", "Hasil akhir", "Batas", "Sumber batas", "Aturan"),
)
PAUSE_HEADING = ("Aduan", "Tenggat", "Alasan", "Mulai", "Berakhir", "Batas", "Menit kerja", "Sumber", "Ditetapkan oleh")
EXTENSION_HEADING = (
    *("Aduan", "Tenggat", "Sampai", "Alasan", "Diminta oleh", "Diminta pada", "Keputusan", "Alasan keputusan"),
    *("Diputuskan oleh", "Diputuskan pada"),
)
DISPUTE_HEADING = (
    *("Aduan", "Tenggat", "Isi sanggahan", "Rujukan berkas", "Diajukan oleh", "Diajukan pada", "Hasil hitung"),
    *("Keputusan", "Alasan keputusan", "Diputuskan oleh", "Diputuskan pada"),
)
CHANGE_HEADING = ("Aduan", "Tenggat", "Semula", "Menjadi", "Alasan", "Pada")
DECIDED = {None: "Belum diputuskan", True: "Disetujui", False: "Ditolak"}


def _clock_row(line: Line, calendar: Calendar) -> Sequence[Value]:
    clock, target = line.clock, binding_target(line.clock, calendar)
    own = own_calendar(clock, calendar)
    late = working_minutes_between(own, clock.due_at, clock.stopped_at) if clock.stopped_at else None
    return (
        *_head(clock, unit_of(clock), _name(clock.holder)),
        clock.get_kind_display(),
        clock.started_at,
        clock.due_at,
        clock.legal_due_at,
        clock.stopped_at,
        line.counted,
        late,
        line.final,
        f"{target.amount} {Unit(target.unit).label}",
        target.source,
        str(clock.policy),
    )


def _pause_rows(clocks: Sequence[SlaClock], calendar: Calendar) -> Iterator[Sequence[Value]]:
    for clock in clocks:
        for held in clock.pauses.all():
            ended = held.ended_at
            minutes = working_minutes_between(own_calendar(clock, calendar), held.started_at, ended) if ended else None
            times = (held.started_at, ended, held.limit_at)
            who = _name(held.set_by) if held.set_by_id else "Sistem"
            yield (*_head(clock, clock.get_kind_display(), held.reason), *times, minutes, held.source, who)


def _extension_rows(clocks: Sequence[SlaClock]) -> Iterator[Sequence[Value]]:
    for clock in clocks:
        for asked in clock.extensions.all():
            yield (
                *_head(clock, clock.get_kind_display(), asked.until.isoformat(), asked.reason),
                *(_name(asked.asked_by), asked.asked_at, DECIDED[asked.is_granted], asked.remark),
                *(_name(asked.decided_by), asked.decided_at),
            )


def _dispute_rows(lines: Sequence[Line]) -> Iterator[Sequence[Value]]:
    for line in lines:
        if dispute := getattr(line.clock, "dispute", None):
            yield (
                *_head(line.clock, line.clock.get_kind_display(), dispute.statement, dispute.reference),
                *(_name(dispute.raised_by), dispute.raised_at, line.counted, DECIDED[dispute.is_upheld]),
                *(dispute.remark, _name(dispute.decided_by), dispute.decided_at),
            )


def _change_rows(clocks: Sequence[SlaClock]) -> Iterator[Sequence[Value]]:
    for clock in clocks:
        for change in clock.due_changes.all():
            moved = (change.old_due_at, change.new_due_at, change.reason, change.changed_at)
            yield (*_head(clock, clock.get_kind_display()), *moved)


def _head(clock: SlaClock, *more: str) -> Sequence[Value]:
    return (clock.complaint.number, *more)


def _name(user: User | None) -> str:
    return user.display_name if user else ""
