"""Days that an officer names in his own words to the citizen: "besok", "Senin", "12 Desember", "2 hari kerja". Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sla.working_time import Calendar, local_day, nth_working_day

from .guard.reading import Reading, read_text
from .wording import MONTHS, WEEKDAYS, day_words

FARTHEST = timedelta(days=92)  # a day further away is no promise to remember
MOST = 3  # days of one text that are offered
_NUMBERS = ("satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh")
_SHORT = {name[:3].lower(): number for number, name in enumerate(MONTHS, 1)} | {"agt": 8, "sept": 9, "nop": 11}
_MONTH = "|".join(sorted([*(name.lower() for name in MONTHS), *_SHORT], key=len, reverse=True))
_DAY = "|".join(name.lower() for name in WEEKDAYS[:6]) + "|jum'at|hari minggu|ahad"
_COUNT = rf"(?P<count>\d{{1,2}}|{'|'.join(_NUMBERS)})"
_DATES = re.compile(
    rf"(?<!\w)(?:(?P<day>\d{{1,2}})(?: |-)(?P<month>{_MONTH})(?:\.?(?: |-)(?P<year>20\d\d))?"
    rf"|(?P<d>\d{{1,2}})[/.-](?P<m>\d{{1,2}})[/.-](?P<y>20\d\d)"
    rf"|(?P<near>hari ini|besok lusa|besok|lusa)"
    rf"|(?P<weekday>{_DAY})(?: (?P<which>ini|depan|(?:minggu|pekan) depan))?"
    rf"|(?P<next_week>(?:minggu|pekan) depan)"
    rf"|{_COUNT} ?(?P<unit>hari kerja|x ?24 jam|hari|minggu|pekan))(?!\w)",
    re.IGNORECASE,
)
# Who promises, or that something is promised.
_CUE = re.compile(
    r"\b(?:akan|kami|kita|saya|regu|petugas|tim|unit|dinas|paling (?:lambat|lama)|selambat-lambatnya|maksimal"
    r"|dijadwalkan|direncanakan|jadwal\w*|rencana\w*|ditargetkan|target\w*)\b",
    re.IGNORECASE,
)
# What has been, what always is, what the citizen does, and what depends on something.
_NO_PROMISE = re.compile(
    r"\b(?:kemarin|tadi|lalu|sejak|setiap|tiap|biasanya|jam (?:buka|kerja|layanan|pelayanan)|layanan buka|melayani)\b"
    r"|^(?:bila|jika|kalau|apabila|mohon|silakan|harap|tolong|terima kasih)\b"
    r"|\bAnda (?:dapat|bisa|menulis|melapor|mengirim)",
    re.IGNORECASE,
)
_DONE = re.compile(r"\b(?:sudah|telah|selesai di\w+|diterima)\b(?!.*(?:jadwal|rencana|agenda|target))", re.IGNORECASE)
_RANGE = re.compile(
    rf"\b(?:{_DAY})(?: sampai| hingga| s/?d| ?[-\u2013])\s?(?:dengan )?(?:{_DAY}|minggu)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class NamedDay:
    """A day with the words that name it."""

    words: str
    day: date

    @property
    def label(self) -> str:
        """`Kamis, 26 November 2026`."""
        return day_words(self.day)


def find_named_days(text: str, now: datetime, calendar: Calendar) -> tuple[NamedDay, ...]:
    """The days from `today` on that the text promises something for, in its order, each once and MOST at most.

    Sentences about what has been, what always is or what the citizen does are passed over. It offers and never
    decides: the officer says whether it is a promise.
    """
    today, found = local_day(calendar, now), dict[date, NamedDay]()
    for sentence in _promising(read_text(text)):
        for match in _DATES.finditer(sentence):
            if _DONE.search(sentence[: match.start()]):
                continue
            day = _day_of(match, now, calendar)
            if day and today <= day <= today + FARTHEST:
                found.setdefault(day, NamedDay(match[0].strip(), day))
    return tuple(found.values())[:MOST]


def _promising(reading: Reading) -> Iterator[str]:
    for start, end in reading.sentences:
        sentence = reading.text[start:end].strip()
        if _CUE.search(sentence) and not _NO_PROMISE.search(sentence) and not _RANGE.search(sentence):
            yield sentence


def _day_of(match: re.Match[str], now: datetime, calendar: Calendar) -> date | None:
    today = local_day(calendar, now)
    try:
        if match["month"] or match["m"]:
            return _written(match, today)
        if match["count"]:
            return _after(_number(match["count"]), match["unit"].lower(), now, calendar)
    except ValueError:  # 31 Februari, 0 hari kerja
        return None
    return _spoken(match, today)


def _written(match: re.Match[str], today: date) -> date:
    if match["m"]:
        return date(int(match["y"]), int(match["m"]), int(match["d"]))
    month = _SHORT[match["month"].lower()[:3]]
    named = date(int(match["year"] or today.year), month, int(match["day"]))
    # Without a year a day of long ago is one of next year: "5 Januari", written in December.
    is_next = not match["year"] and today - named >= timedelta(days=180)
    return named.replace(year=today.year + 1) if is_next else named


def _spoken(match: re.Match[str], today: date) -> date:
    if match["near"]:
        return today + timedelta(days={"hari ini": 0, "besok": 1}.get(match["near"].lower(), 2))
    if match["next_week"]:
        return _monday(today) + timedelta(days=7 + 4)  # the end of its working days
    return _weekday(match["weekday"].lower(), match["which"] or "", today)


def _after(count: int, unit: str, now: datetime, calendar: Calendar) -> date:
    if unit == "hari kerja":
        return nth_working_day(calendar, now, count)
    return local_day(calendar, now) + timedelta(days=count * (7 if unit in ("minggu", "pekan") else 1))


def _weekday(name: str, which: str, today: date) -> date:
    names = [each.lower() for each in WEEKDAYS]
    wanted = 6 if name in ("hari minggu", "ahad") else 4 if name == "jum'at" else names.index(name)
    if "minggu" in which.lower() or "pekan" in which.lower():
        return _monday(today) + timedelta(days=7 + wanted)
    ahead = (wanted - today.weekday()) % 7
    return today + timedelta(days=ahead if ahead or which.lower() == "ini" else 7)


def _monday(today: date) -> date:
    return today - timedelta(days=today.weekday())


def _number(written: str) -> int:
    return int(written) if written.isdecimal() else _NUMBERS.index(written.lower()) + 1
