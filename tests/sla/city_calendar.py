"""The city's calendar of 2026 as the truth tables count by it, written down by hand."""

from datetime import date, time

from sla.working_time import Block, Calendar, Season


def blocks(*spans: str) -> tuple[Block, ...]:
    return tuple(Block(*(time.fromisoformat(edge) for edge in span.split("-"))) for span in spans)


ORDINARY = Season(
    "Biasa",
    dict.fromkeys(range(4), blocks("07:30-12:00", "13:00-16:00")) | {4: blocks("07:30-11:30", "13:00-16:30")},
)
RAMADAN = Season(
    "Ramadan 2026",
    dict.fromkeys(range(4), blocks("08:00-12:00", "12:30-15:00")) | {4: blocks("08:00-11:30", "12:30-15:30")},
    date(2026, 2, 19),
    date(2026, 3, 19),
)
HOLIDAYS = {
    date(2026, 2, 16): "Cuti bersama Imlek",
    date(2026, 2, 17): "Tahun Baru Imlek",
    date(2026, 3, 18): "Cuti bersama Nyepi",
    date(2026, 3, 19): "Nyepi",
    date(2026, 3, 20): "Cuti bersama Idul Fitri",
    date(2026, 3, 21): "Idul Fitri",
    date(2026, 3, 22): "Idul Fitri",
    date(2026, 3, 23): "Cuti bersama Idul Fitri",
    date(2026, 3, 24): "Cuti bersama Idul Fitri",
    date(2026, 4, 3): "Wafat Yesus Kristus",
    date(2026, 5, 1): "Hari Buruh",
    date(2026, 5, 14): "Kenaikan Yesus Kristus",
    date(2026, 5, 15): "Cuti bersama Kenaikan",
    date(2026, 5, 27): "Idul Adha",
    date(2026, 5, 28): "Cuti bersama Idul Adha",
    date(2026, 6, 1): "Hari Lahir Pancasila",
    date(2026, 6, 16): "Tahun Baru Islam",
    date(2026, 8, 17): "Hari Kemerdekaan",
    date(2026, 12, 24): "Cuti bersama Natal",
    date(2026, 12, 25): "Natal",
    date(2027, 1, 1): "Tahun Baru",
    date(2027, 1, 5): "Isra Mikraj",
}
CALENDAR = Calendar(ORDINARY, (RAMADAN,), HOLIDAYS)
