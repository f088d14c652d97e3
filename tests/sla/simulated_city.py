"""A city whose clocks are kept twice: by the product, and by the slow reference. Each act is done to both."""

import re
from collections.abc import Callable
from datetime import datetime, time, timedelta

from sla.definitions import POLICIES_FILE
from sla.drafts import DayOff, Draft, WorkDay, shift_of
from sla.holidays import change_calendar
from sla.loading import load_policies
from sla.models import Holiday, Recount
from sla.recount import finish_recount
from sla.working_time import Block, Season
from tests.sla.simulated_cases import Cases
from tests.sla.slow_reference import RAMADAN, RAMADAN_FRIDAY

DAY = timedelta(days=1)


class SimulatedCity(Cases):
    """Its cases, and above them the calendar and the policy."""

    def day_off(self, now: datetime) -> None:
        day = now.date() + DAY * self.random.randint(0, 40)
        if day not in self.reference.worked:
            self._change(Draft(added=(DayOff(day, "local", "Libur kota"),)), now)
            self.reference.holidays.add(day)
            self._recount(now)

    def day_on(self, now: datetime) -> None:
        """A day off that is taken back, even one that has passed."""
        near = sorted(day for day in self.reference.holidays if abs(day - now.date()) < 40 * DAY)
        if near:
            day = self.random.choice(near)
            rows = Holiday.objects.filter(date=day, is_dropped=False)
            dropped = tuple(DayOff(row.date, row.kind, row.name, row.is_provisional) for row in rows)
            self._change(Draft(dropped=dropped), now)
            self.reference.holidays.discard(day)
            self._recount(now)

    def saturday(self, now: datetime) -> None:
        """A Saturday or Sunday that is worked, or no longer."""
        day = now.date() + DAY * self.random.randint(0, 30)
        work = WorkDay(day, "Pengganti libur", 0)
        if day in self.reference.worked:
            self._change(Draft(work_dropped=(work,)), now)
        elif day.weekday() > 4 and day not in self.reference.holidays:
            self._change(Draft(work_added=(work,)), now)
        else:
            return
        self.reference.worked ^= {day}
        self._recount(now)

    def ramadan(self, now: datetime) -> None:
        first = now.date() + DAY * self.random.randint(-10, 60)
        name, last = f"Ramadan {first.year}", first + DAY * 29
        others = [fast for known, fast in self.reference.fasts.items() if known != name]
        if last.year != first.year or any(first <= end and begin <= last for begin, end in others):
            return
        blocks = {weekday: _blocks(RAMADAN) for weekday in range(4)} | {4: _blocks(RAMADAN_FRIDAY)}
        self._change(Draft(season=Season(name, blocks, first, last)), now)
        self.reference.fasts[name] = (first, last)
        self._recount(now)

    def shift(self, now: datetime) -> None:
        """A unit, or one part of it, that begins or ends to work around the clock."""
        unit, category = self.random.choice(self.units), self.random.choice([*self.categories, None])
        one, who = (shift_of(unit, category),), (unit.pk, category.pk if category else None)
        self._change(Draft(shifts_dropped=one) if who in self.reference.shifts else Draft(shifts_added=one), now)
        self.reference.shifts ^= {who}
        self._recount(now)

    def _change(self, draft: Draft, now: datetime) -> None:
        self.attempt(lambda: change_calendar(draft=draft, reason="Uji", document="SK Uji", user=self.user, now=now))

    def _recount(self, now: datetime) -> None:
        job = Recount.objects.latest("pk")
        self.repeat("a recount", lambda: finish_recount(recount=job, now=now))
        for clock in self.running():
            clock.count(self.reference)

    def new_policy(self, now: datetime) -> None:
        """Other numbers and another ladder from now on; running clocks keep theirs."""
        self.amounts = {
            "accept": self.random.choice([60, 240, 450]),
            "verify": self.random.randint(2, 5),
            "first_answer": self.random.randint(1, 7),
            "tidak_berkadar": self.random.randint(8, 20),
        }
        self.percents = self.random.choice([(50, 75), (33, 66), (75, 90), (10, 95)])
        text = POLICIES_FILE.read_text(encoding="utf-8")
        for clock in ("accept", "first_answer"):
            text = re.sub(rf"(clock: {clock}, amount: )\d+", rf"\g<1>{self.amounts[clock]}", text)
        text = re.sub(r"(clock: verify, amount: )3\b", rf"\g<1>{self.amounts['verify']}", text)
        text = re.sub(r"(kind: tidak_berkadar, amount: )\d+", rf"\g<1>{self.amounts['tidak_berkadar']}", text)
        for level, percent in zip(("petugas", "kepala_bidang"), self.percents, strict=True):
            text = re.sub(rf"(level: {level}, percent: )\d+", rf"\g<1>{percent}", text)
        self.policies.write_text(text, encoding="utf-8")
        self.attempt(lambda: load_policies(now=now, path=self.policies))


def _blocks(spans: tuple[str, ...]) -> tuple[Block, ...]:
    return tuple(Block(*(time.fromisoformat(edge) for edge in span.split("-"))) for span in spans)


ACTS: dict[Callable[[SimulatedCity, datetime], None], int] = {
    SimulatedCity.open_case: 24,
    SimulatedCity.close_case: 9,
    SimulatedCity.stop: 14,
    SimulatedCity.reopen: 4,
    SimulatedCity.confirm_kind: 4,
    SimulatedCity.pause: 14,
    SimulatedCity.resume: 9,
    SimulatedCity.extend: 6,
    SimulatedCity.transfer: 8,
    SimulatedCity.recategorise: 6,
    SimulatedCity.day_off: 4,
    SimulatedCity.day_on: 2,
    SimulatedCity.saturday: 3,
    SimulatedCity.ramadan: 2,
    SimulatedCity.shift: 3,
    SimulatedCity.new_policy: 3,
}


def play(city: SimulatedCity, now: datetime, until: datetime, *, mean_minutes: float, all_every: int) -> datetime:
    """Acts until that moment, most of them soon after each other and some after long silence; the clocks that run are
    compared after each act, and all that ever were after every `all_every` acts. Gives the last moment."""
    choices, weights = list(ACTS), list(ACTS.values())
    while now < until:
        spread = mean_minutes * (0.1 if city.random.random() < 0.7 else 3.1)
        now += timedelta(minutes=1 + int(city.random.random() * 2 * spread))
        city.sweep(now)
        act = city.random.choices(choices, weights)[0]
        act(city, now)
        city.done[act.__name__] += 1
        city.compare(city.running())
        if city.done.total() % all_every == 0:
            city.compare_all()
    city.sweep(now)
    city.compare_all()
    return now
