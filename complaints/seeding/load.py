"""A city of made-up cases: complaints with all that hangs on them, in the shares that a city has after years."""

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.db import connection, transaction

from opd.models import Category, Kelurahan, Membership, Opd, Role, User
from sla.models import ClockKind, EscalationStep, Level, SlaClock
from sla.policies import current_policy

from ..case_lines import write_lines
from ..models import (
    Complaint,
    ComplaintEvent,
    Conversation,
    Message,
    Reply,
    Reporter,
    ReporterIdentifier,
    RoutingDecision,
)
from ..word_list import write_words
from ..workflow import Status
from .bulk import Sheet, bare_tables, go_on_counting
from .texts import ANSWERS, compose, name_of_citizen, sentences

ACCOUNT = "900000000000101"
CHANNELS = ("whatsapp",) * 14 + ("instagram",) * 2 + ("facebook",) * 2 + ("telegram", "x")
OPEN_SHARE, LATE_SHARE, CASES_EACH = 0.10, 0.05, 3  # of all, of the open ones, by one citizen
PAST, RECENT, LATE_FROM = timedelta(days=1800), timedelta(days=18), timedelta(days=40)
BIGGEST = "PUPRK"  # has a fifth of everything, as road departments do
OPEN_STATES = (Status.FORWARDED,) * 4 + (Status.ACCEPTED,) * 2 + (Status.IN_PROGRESS,) * 3 + (Status.WAITING,)
CLOSED_STATES = (Status.CLOSED,) * 8 + (Status.RESOLVED, Status.REJECTED)
SLOW = {"statement_timeout": "0", "idle_in_transaction_session_timeout": "0", "maintenance_work_mem": "256MB"}
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class NotEmptyError(Exception):
    """There are cases already, which may be real."""


@dataclass(frozen=True)
class World:
    """What the cases refer to. `officers` by unit; `matters` are the units by weight, with category."""

    matters: list[tuple[Opd, int | None]]
    kelurahan: list[Kelurahan]
    officers: dict[int, list[int]]
    policy: int


@transaction.atomic
def seed_load(*, count: int, now: datetime, seed: int = 1, tell: Callable[[str], None] = lambda words: None) -> None:
    """`count` complaints with citizens, conversations, messages, answers, clocks, steps and history; one in ten open.

    Due times are spread evenly and not counted by the calendar. All or nothing. Raises NotEmptyError where there is
    any citizen or case; units, categories and policies come first.
    """
    if Complaint.objects.exists() or Reporter.objects.exists():
        raise NotEmptyError("Basis data ini sudah berisi aduan. Data uji beban hanya masuk ke basis data yang kosong.")
    begun, world = time.monotonic(), _read_world(now)
    with connection.cursor() as cursor:
        for name, value in SLOW.items():
            cursor.execute(f"SET LOCAL {name} = '{value}'")
    sheets, random = _Sheets(), Random(seed)  # noqa: S311
    with bare_tables([sheet.table for sheet in sheets.all()]):
        for number in range(1, count + 1):
            _Case(number, count, now, random, world, sheets).write()
            if not number % 100_000:
                tell(f"{number} complaints, {time.monotonic() - begun:.0f} s")
        for sheet in sheets.all():
            sheet.flush()
        tell(f"rows copied, {time.monotonic() - begun:.0f} s; indexes and keys follow")
    go_on_counting([sheet.table for sheet in sheets.all()])
    write_lines()
    write_words()


def _read_world(now: datetime) -> World:
    units = {unit.code: unit for unit in Opd.objects.filter(is_active=True) if unit.code in sentences()}
    if not units:
        raise NotEmptyError("Data rujukan belum dimuat. Jalankan `manage.py load_all` lebih dahulu.")
    categories: dict[int | None, list[int]] = {}
    for category, owner in Category.objects.filter(is_active=True).values_list("pk", "opd"):
        categories.setdefault(owner, []).append(category)
    matters: list[tuple[Opd, int | None]] = []
    for code, unit in units.items():
        weight = len(sentences()[code]) * (5 if code == BIGGEST else 1)
        own: Sequence[int | None] = categories.get(unit.pk) or [None]
        matters += [(unit, own[place % len(own)]) for place in range(weight)]
    officers = {unit.pk: [_officer(unit, place) for place in (1, 2)] for unit in units.values()}
    return World(matters, list(Kelurahan.objects.order_by("code")), officers, current_policy(now).pk)


def _officer(unit: Opd, place: int) -> int:
    """Nobody can log in by these accounts."""
    user = User(username=f"beban.{unit.code.lower()}.{place}", first_name="Petugas", last_name=f"{unit.code} {place}")
    user.set_unusable_password()
    user.save()
    Membership.objects.create(user=user, opd=unit, role=Role.PETUGAS)
    return user.pk


class _Sheets:
    """One sheet for each table, in the order in which a case fills them. Keys are given here, counting from 1."""

    def __init__(self) -> None:
        self.reporters = Sheet(Reporter, "id", "name", "created_at")
        self.identifiers = Sheet(ReporterIdentifier, "id", "reporter_id", "kind", "value", "valid_from", "seen_at")
        self.conversations = Sheet(
            Conversation, "id", "reporter_id", "channel", "account", "citizen_wrote_at", "window_until"
        )
        self.complaints = Sheet(
            Complaint,
            *("id", "number", "token_digest", "channel", "reporter_id", "status", "subject", "text", "category_id"),
            *("opd_id", "assignee_id", "kelurahan_id", "is_anonymous", "is_secret", "resolution", "created_at"),
            *("citizen_wrote_at", "answered_at", "resolved_at", "closed_at"),
        )
        self.messages = Sheet(
            Message,
            *("id", "conversation_id", "complaint_id", "channel", "account", "external_id", "kind", "text"),
            *("sent_at", "received_at"),
        )
        self.replies = Sheet(
            Reply,
            *("id", "conversation_id", "complaint_id", "author_id", "kind", "text", "status", "external_id"),
            *("created_at", "next_attempt_at", "sent_at"),
        )
        self.clocks = Sheet(
            SlaClock,
            *("id", "complaint_id", "kind", "policy_id", "opd_id", "holder_id", "complaint_kind", "started_at"),
            *("due_at", "paused_at", "stopped_at", "is_open"),
        )
        self.steps = Sheet(EscalationStep, "id", "clock_id", "level", "rank", "fires_at", "fired_at")
        self.events = Sheet(ComplaintEvent, "id", "complaint_id", "type", "actor_id", "data", "created_at")
        self.decisions = Sheet(
            RoutingDecision,
            *("id", "complaint_id", "outcome", "opd_id", "score", "suggestions", "model_version", "decided_at"),
        )
        self._keys = dict.fromkeys(self.all(), 0)

    def all(self) -> list[Sheet]:
        """Every sheet."""
        return [value for value in vars(self).values() if isinstance(value, Sheet)]

    def add(self, sheet: Sheet, *values: object) -> int:
        """Adds a row under the next key, and gives the key."""
        self._keys[sheet] += 1
        sheet.add(self._keys[sheet], *values)
        return self._keys[sheet]


class _Case:
    """One complaint on its way into the sheets."""

    def __init__(self, number: int, count: int, now: datetime, random: Random, world: World, sheets: _Sheets) -> None:
        self.number, self.random, self.sheets, self.world = number, random, sheets, world
        closed = round(count * (1 - OPEN_SHARE))
        self.is_open = number > closed
        self.is_late = self.is_open and random.random() < LATE_SHARE
        if self.is_open:
            begin, end = (now - LATE_FROM, now - RECENT - DAY) if self.is_late else (now - RECENT, now - HOUR)
            self.at = begin + (end - begin) * random.random()
        else:
            self.at = now - PAST + (PAST - LATE_FROM) * (number / max(closed, 1))
        self.status = random.choice(OPEN_STATES if self.is_open else CLOSED_STATES)
        self.opd, self.category = random.choice(world.matters)
        self.kelurahan = random.choice(world.kelurahan) if random.random() < 0.8 else None
        self.channel = CHANNELS[(number // CASES_EACH) % len(CHANNELS)]
        self.is_answered = self.status not in (Status.FORWARDED, Status.ACCEPTED, Status.REJECTED)
        is_taken = self.is_answered or self.status == Status.ACCEPTED
        self.officer = random.choice(world.officers[self.opd.pk]) if is_taken else None
        self.done_at = None if self.is_open else self.at + DAY * random.randrange(1, 20)
        self.answered_at = min(self.at + HOUR * random.randrange(1, 60), now) if self.is_answered else None
        self.due_at = self.at + RECENT + DAY * (0 if self.is_late else 2)

    def write(self) -> None:
        """All rows of this case; every third one brings its citizen, who has the two before it as well."""
        citizen = (self.number - 1) // CASES_EACH + 1
        if (self.number - 1) % CASES_EACH == 0:
            self._write_citizen(citizen)
        self._write_complaint(citizen)
        self._write_words(citizen)
        self._write_clocks()
        self._write_history()

    def _write_citizen(self, citizen: int) -> None:
        sheets, wrote_at = self.sheets, self.at
        sheets.add(sheets.reporters, name_of_citizen(self.random), self.at)
        # +62 800 is no mobile network.
        kind, value = ("phone", f"+62800{citizen:09}") if self.channel == "whatsapp" else ("account", str(citizen))
        value = value if kind == "phone" else f"{self.channel}:{value}"
        sheets.add(sheets.identifiers, citizen, kind, value, self.at, wrote_at)
        sheets.add(sheets.conversations, citizen, self.channel, ACCOUNT, wrote_at, wrote_at + DAY)

    def _write_complaint(self, citizen: int) -> None:
        subject, self.text = compose(self.random, self.opd.code, self.kelurahan.name if self.kelurahan else "")
        is_finished = self.status in (Status.RESOLVED, Status.CLOSED)
        self.sheets.add(
            self.sheets.complaints,
            f"UJI-{self.at:%y%m}-{self.number:07}",
            hashlib.sha256(f"beban-{self.number}".encode()).hexdigest(),
            self.channel,
            citizen,
            self.status.value,
            subject,
            self.text,
            self.category,
            self.opd.pk,
            self.officer,
            self.kelurahan.pk if self.kelurahan else None,
            self.number % 33 == 0,
            self.number % 100 == 0,
            ANSWERS[2] if is_finished else "",
            self.at,
            self.at,
            self.answered_at,
            self.done_at if is_finished else None,
            self.done_at if self.status in (Status.CLOSED, Status.REJECTED) else None,
        )

    def _write_words(self, citizen: int) -> None:
        sheets, key = self.sheets, f"beban-{self.number}"
        sheets.add(
            sheets.messages, citizen, self.number, self.channel, ACCOUNT, key, "text", self.text, self.at, self.at
        )
        thanks = f"Aduan Anda kami terima dengan nomor {self.number}."
        sheets.add(
            sheets.replies,
            *(citizen, self.number, None, "acknowledgement", thanks, "delivered", f"{key}-1"),
            *(self.at, self.at, self.at),
        )
        if self.answered_at:
            kind, text = "question" if self.status == Status.WAITING else "answer", self.random.choice(ANSWERS)
            self.reply = sheets.add(
                sheets.replies,
                *(citizen, self.number, self.officer, kind, text, "read", f"{key}-2"),
                *(self.answered_at, self.answered_at, self.answered_at),
            )

    def _write_clocks(self) -> None:
        met = self.at + HOUR * 2
        self._clock(ClockKind.ACKNOWLEDGE, self.at + HOUR * 6, met)
        self._clock(ClockKind.VERIFY, self.at + DAY, met)
        if self.status != Status.REJECTED:
            due_at = self.due_at - DAY if self.is_open else self.at + DAY * 7
            self._clock(ClockKind.FIRST_ANSWER, due_at, self.answered_at)
        paused_at = self.answered_at if self.status == Status.WAITING else None
        self._clock(ClockKind.RESOLVE, self.due_at, self.done_at, paused_at)

    def _clock(
        self, kind: ClockKind, due_at: datetime, stopped_at: datetime | None, paused_at: datetime | None = None
    ) -> None:
        sheets = self.sheets
        key = sheets.add(
            sheets.clocks,
            *(self.number, kind.value, self.world.policy, self.opd.pk, self.officer, "tidak_berkadar"),
            *(self.at, due_at, paused_at, stopped_at, stopped_at is None),
        )
        if stopped_at is None:
            for rank, (level, days) in enumerate(((Level.PETUGAS, -2), (Level.KEPALA_OPD, 0), (Level.SEKDA, 3)), 1):
                fires_at = due_at + DAY * days
                # Nothing is due: a load for pages and not for the sweep.
                fired_at = fires_at if self.is_late or days < 0 else None
                sheets.add(sheets.steps, key, level.value, rank, fires_at, fired_at)

    def _write_history(self) -> None:
        self._event("complaint.received", self.at, channel=self.channel)
        self._event("complaint.routed", self.at, opd=self.opd.code, name=self.opd.short_name, score=0.9, is_final=False)
        score = round(0.8 + 0.2 * self.random.random(), 3)
        self.sheets.add(
            self.sheets.decisions,
            *(self.number, "unit", self.opd.pk, score, [[self.opd.code, score]], "beban", self.at),
        )
        if self.answered_at:
            self._event("reply.written", self.answered_at, self.officer, kind="answer", reply=self.reply)
        if self.done_at and self.status != Status.REJECTED:
            self._event("complaint.resolved", self.done_at, self.officer, photos=0)

    def _event(self, type_: str, at: datetime, actor: int | None = None, **data: object) -> None:
        self.sheets.add(self.sheets.events, self.number, type_, actor, data, at)
