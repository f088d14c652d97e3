"""What happens to cases, done by the product and by the slow reference."""

from datetime import datetime, timedelta

from complaints.models import Complaint
from sla import clocks, extensions, pauses
from sla.binding import bind_policy
from sla.models import ClockKind, SlaClock
from tests.sla.expected import CALENDAR_DAYS, CITY, DAYS, MINUTES, Expected, Limit, Rung
from tests.sla.simulated_story import Story

DAY = timedelta(days=1)
KINDS = (ClockKind.VERIFY, ClockKind.ACCEPT, ClockKind.FIRST_ANSWER, ClockKind.RESOLVE)
AT_ONCE = 6  # cases that are open beside each other
BY_HAND = {"other_body": 10, "material": 5, "weather": 3, "access": 3}  # reasons of a pause and their working days
CITIZENS_DAYS = 10
LAW = (60, CALENDAR_DAYS)
CONFIRMED = {"informasi": 5, "aspirasi": 14, "berkadar": 60}
DEFAULT_KIND = "tidak_berkadar"


class Cases(Story):
    """Opened, answered, paused, extended, transferred."""

    def open_case(self, now: datetime) -> None:
        unit, category = self.random.choice(self.units), self.random.choice([*self.categories, None])
        if len(self.cases) == AT_ONCE:
            return

        def act() -> tuple[Complaint, dict[str, int]]:
            made = self.make(opd=unit, category=category)
            return made, {clock.kind: clock.pk for clock in clocks.start(complaint=made, kinds=KINDS, now=now)}

        case, keys = self.attempt(act)
        self.cases.append(case)
        self.clocks += [self._started(keys[kind], case, kind, now) for kind in KINDS]

    def _started(self, pk: int, case: Complaint, kind: ClockKind, now: datetime) -> Expected:
        who = CITY if kind == ClockKind.VERIFY else (case.opd_id, case.category_id)
        by_kind = self._limits_of(kind)
        clock = Expected(pk, case, kind, who, now, by_kind[DEFAULT_KIND], self._ladder(), by_kind)
        clock.count(self.reference)
        return clock

    def _limits_of(self, kind: ClockKind) -> dict[str, tuple[Limit, ...]]:
        if kind == ClockKind.RESOLVE:
            amounts = {**CONFIRMED, DEFAULT_KIND: self.amounts[DEFAULT_KIND]}
            return {name: ((amount, DAYS), LAW) for name, amount in amounts.items()}
        unit = MINUTES if kind == ClockKind.ACCEPT else DAYS
        return dict.fromkeys((*CONFIRMED, DEFAULT_KIND), ((self.amounts[kind], unit),))

    def _ladder(self) -> tuple[Rung, ...]:
        early, late = self.percents
        warnings: tuple[Rung, ...] = (("petugas", early, None), ("kepala_bidang", late, None))
        return *warnings, ("kepala_opd", None, 0), ("koordinator", None, 1), ("sekda", None, 3), ("wali_kota", None, 5)

    def close_case(self, now: datetime) -> None:
        if not self.cases:
            return
        case = self.cases.pop(self.random.randrange(len(self.cases)))
        if self.random.random() < 0.2:
            self.attempt(lambda: clocks.cancel_all(complaint=case, now=now))
            for clock in self._of(case):
                clock.is_open, clock.paused_at = False, None
            return
        self.attempt(lambda: [clocks.stop(complaint=case, kind=kind, now=now) for kind in KINDS])
        for clock in self._of(case):
            self._stopped(clock, now)

    def stop(self, now: datetime) -> None:
        if clock := self._any():
            self.attempt(lambda: clocks.stop(complaint=clock.complaint, kind=clock.kind, now=now))
            self._stopped(clock, now)

    def _stopped(self, clock: Expected, now: datetime) -> None:
        clock.end_pause(self.reference, now)
        clock.is_open, clock.stopped_at = False, now

    def reopen(self, now: datetime) -> None:
        """An answer that did not arrive; or a case that was done, whose time in between is a pause."""
        stopped = [clock for clock in self.clocks if clock.complaint in self.cases and clock.stopped_at]
        if not stopped:
            return
        clock = self.random.choice(stopped)
        gap = self.random.choice(["", "Aduan sempat selesai"])
        case, kind = clock.complaint, clock.kind
        self.attempt(lambda: clocks.reopen(complaint=case, kind=kind, now=now, gap_reason=gap))
        if gap and clock.stopped_at:
            clock.pauses.append((clock.stopped_at, now))
        clock.is_open, clock.stopped_at = True, None
        clock.count(self.reference)

    def confirm_kind(self, now: datetime) -> None:
        if not (clock := self._any(ClockKind.RESOLVE)):
            return
        case, name = clock.complaint, self.random.choice([*CONFIRMED, DEFAULT_KIND])
        self.attempt(lambda: clocks.set_kind(complaint=case, complaint_kind=name, is_confirmed=True, now=now))
        due, _ = clock.due(self.reference, clock.who, clock.by_kind[name])
        if due == clock.due_at:
            clock.limits = clock.by_kind[name]
            return
        clock.is_open = False
        pk = SlaClock.objects.get(complaint=case, kind=clock.kind, is_open=True).pk
        newer = Expected(
            pk, case, clock.kind, clock.who, clock.started_at, clock.by_kind[name], clock.ladder, clock.by_kind
        )
        newer.pauses, newer.held, newer.extension = list(clock.pauses), set(clock.held), clock.extension
        newer.paused_at, newer.limit_at, clock.paused_at = clock.paused_at, clock.limit_at, None
        newer.count(self.reference)
        self.clocks.append(newer)

    # Time that does not count, and more of it

    def pause(self, now: datetime) -> None:
        clock = self._any()
        if clock is None or clock.paused_at:
            return
        case, code = clock.complaint, self.random.choice(sorted(BY_HAND))
        if clock.kind == ClockKind.RESOLVE and code not in clock.held:
            self.attempt(lambda: pauses.hold(complaint=case, code=code, note="Uji", user=self.user, now=now))
            clock.held.add(code)
            days = BY_HAND[code]
        else:
            self.attempt(lambda: clocks.pause(complaint=case, kinds=[clock.kind], reason="Uji", now=now))
            days = CITIZENS_DAYS
        clock.paused_at, clock.limit_at = now, self.reference.closing(now.date(), days, CITY)

    def resume(self, now: datetime) -> None:
        held = [clock for clock in self.running() if clock.paused_at]
        if held:
            clock = self.random.choice(held)
            self.attempt(lambda: clocks.resume(complaint=clock.complaint, kinds=[clock.kind], now=now))
            clock.end_pause(self.reference, now)

    def extend(self, now: datetime) -> None:
        clock = self._any(ClockKind.RESOLVE)
        if clock is None or now > clock.due_at:
            return
        until = clock.due_at.date() + DAY * self.random.randint(1, 20)
        if clock.legal_at is None or not self.reference.opens(until, CITY):
            return
        if not clock.due_at < self.reference.closing(until, 0, CITY) <= clock.legal_at:
            return

        def act() -> None:
            case, reason = clock.complaint, "Bahan belum datang"
            asked = extensions.ask(complaint=case, until=until, reason=reason, user=self.user, now=now)
            extensions.decide(extension=asked, is_granted=True, remark="Ya", user=self.user, now=now)

        self.attempt(act)
        clock.extension = (until, now)
        clock.count(self.reference)

    # Units and categories

    def transfer(self, now: datetime) -> None:
        """To another unit: its hours bind when nothing gets longer by them."""
        if self.cases:
            case = self.random.choice(self.cases)
            case.opd = self.random.choice(self.units)
            self._bind(case, now, may_lengthen=False)

    def recategorise(self, now: datetime) -> None:
        """A person's choice of the category: within one unit it moves the promise both ways."""
        if self.cases:
            case = self.random.choice(self.cases)
            case.category = self.random.choice(self.categories)
            self._bind(case, now, may_lengthen=True)

    def _bind(self, case: Complaint, now: datetime, *, may_lengthen: bool) -> None:
        def act() -> None:
            case.save(update_fields=["opd", "category"])
            clocks.reassign(complaint=case, now=now)
            bind_policy(complaint=case, may_lengthen=may_lengthen, now=now)

        self.attempt(act)
        for clock in self._of(case):
            if clock.is_of_unit:
                self._follow(clock, (case.opd_id, case.category_id), may_lengthen=may_lengthen)

    def _follow(self, clock: Expected, who: tuple[int | None, int | None], *, may_lengthen: bool) -> None:
        is_same_unit = clock.who[0] == who[0]
        due, _ = clock.due(self.reference, who, clock.limits)
        has_own = any(unit == who[0] for unit, _ in self.reference.shifts)
        may_follow = due <= clock.due_at or (may_lengthen and is_same_unit) if has_own else is_same_unit
        if may_follow and clock.who != who:
            clock.who = who
            clock.count(self.reference)
