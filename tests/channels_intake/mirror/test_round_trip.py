"""Both directions over HTTP against a simulated SP4N that loses answers: equal in the end or listed, nothing twice."""

import os
import random
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from pytest_django import Settings

from channels_intake.channels.sp4n import client
from channels_intake.channels.sp4n.standings import ENDED
from channels_intake.ledger import ensure_partitions
from channels_intake.mirror.board import lay_out, list_reports
from channels_intake.mirror.conflicts import decide_conflict, find_conflicts
from channels_intake.mirror.copying import answers_to_copy, note_answer_copied, request_entry
from channels_intake.mirror.entering import enter_due
from channels_intake.mirror.models import Sp4nConflict, Sp4nReport, Sp4nSubmission
from channels_intake.models import PullCursor
from channels_intake.process import drain_all
from channels_intake.pull import pull_due
from channels_intake.replies import send_due
from channels_intake.simulators.sp4n import DOWN, EXPIRED, LOST, Sp4nSimulator
from complaints.models import Complaint, Message, Reply
from complaints.services.replies import ReplyDetails, answer, retry
from complaints.workflow import OPEN, Status
from sla.models import ClockKind, SlaClock
from tests.cast import koordinator
from tests.channels_intake.mirror.kit import case_of
from tests.factories import MONDAY_MORNING, make_complaint
from tests.reference import load_reference_data

pytestmark = pytest.mark.django_db
CASES = int(os.environ.get("SP4N_ROUND_TRIP_CASES", "100"))
PAUSE = timedelta(minutes=20)  # longer than any rest after a fault


class World:
    """The simulator with its clock, and the drains of the product run by it."""

    def __init__(self, simulator: Sp4nSimulator) -> None:
        self.simulator, self.now = simulator, MONDAY_MORNING

    def clock(self) -> datetime:
        return self.now

    def wait(self) -> None:
        self.now += PAUSE

    def sync(self) -> None:
        """One round of everything that beat runs."""
        self.wait()
        PullCursor.objects.update(next_allowed_at=self.now)
        enter_due(now=self.now)
        send_due(now=self.now)
        pull_due(now=self.now)
        drain_all(now=self.now, budget_seconds=300)
        find_conflicts(now=self.now)

    def say(self, complaint: Complaint, text: str) -> Reply:
        complaint.refresh_from_db()
        facts: dict[str, Any] = {"user": koordinator(), "version": complaint.version, "now": self.now}
        # A report that SP4N has made secret meanwhile is not answered without a reason.
        return answer(
            complaint=complaint,
            text=text,
            kind="answer",
            details=ReplyDetails(override_reason="Sudah diperiksa"),
            **facts,
        )

    def told(self, number: str) -> list[str]:
        return [word["isi"] for word in self.simulator.reports[number]["tindak_lanjut"] if word["oleh"] != "pelapor"]


@pytest.fixture
def world(settings: Settings) -> Iterator[World]:
    load_reference_data()
    ensure_partitions(today=MONDAY_MORNING.date())
    simulator = Sp4nSimulator()
    world = World(simulator)
    with simulator.serve(world.clock) as server:
        settings.SP4N_API_BASE, settings.SP4N_CLIENT_ID = server.url, simulator.client_id
        settings.SP4N_CLIENT_SECRET = simulator.client_secret
        yield world
    client._token.clear()


def test_a_report_comes_in_and_its_answer_goes_out_once(world: World) -> None:
    number = world.simulator.write("Lampu jalan padam di Guntung", world.now, tipe="Anonim")
    world.sync()

    world.say(case_of(number), "Lampu diganti besok.")
    world.sync()
    world.sync()

    assert world.told(number) == ["Lampu diganti besok."]
    assert case_of(number).is_anonymous is True
    assert Message.objects.filter(is_outbound=True).count() == 0


def test_a_lost_answer_is_recognised_when_it_comes_back(world: World) -> None:
    number = world.simulator.write("Lampu jalan padam di Guntung", world.now)
    world.sync()
    reply = world.say(case_of(number), "Lampu diganti besok.")
    world.simulator.faults = [LOST]

    world.sync()

    reply.refresh_from_db()
    assert reply.status == Reply.Status.SENT
    assert world.told(number) == ["Lampu diganti besok."]


def copy_by_hand(world: World, reply: Reply, text: str = "") -> None:
    """A person copies the answer into SP4N and notes it, a while after it was written."""
    world.wait()
    report = Sp4nReport.objects.get(complaint=reply.complaint)
    world.simulator.say(report.tracking_id, text or reply.text, world.now, by="admin")


def test_an_account_that_may_only_read_leaves_the_answer_to_a_person(world: World, settings: Settings) -> None:
    settings.SP4N_IS_READ_ONLY = True
    number = world.simulator.write("Lampu jalan padam di Guntung", world.now)
    world.sync()

    reply = world.say(case_of(number), "Lampu diganti besok.")
    world.sync()

    assert world.told(number) == []
    assert list(answers_to_copy()) == [reply]


@pytest.mark.parametrize("is_noted_first", [True, False])
def test_what_a_person_copied_is_recognised_as_our_own(world: World, settings: Settings, is_noted_first: bool) -> None:
    settings.SP4N_IS_READ_ONLY = True
    number = world.simulator.write("Lampu jalan padam di Guntung", world.now)
    world.sync()
    reply = world.say(case_of(number), "Lampu diganti besok.")
    if is_noted_first:
        note_answer_copied(reply=reply, user=koordinator(), now=world.now)

    copy_by_hand(world, reply, "Lampu  diganti besok. ")
    world.sync()
    world.sync()

    reply.refresh_from_db()
    assert reply.status == Reply.Status.SENT
    assert reply.external_id == world.simulator.reports[number]["tindak_lanjut"][0]["id"]
    assert list(answers_to_copy()) == []
    assert Message.objects.filter(is_outbound=True).count() == 0


def test_an_answer_that_was_refused_waits_for_a_person_and_keeps_its_promise_when_copied(world: World) -> None:
    number = world.simulator.write("Lampu jalan padam di Guntung", world.now)
    world.sync()
    reply = world.say(case_of(number), "Lampu diganti besok.")
    theirs = world.simulator.reports.pop(number)
    send_due(now=world.now)
    world.simulator.reports[number] = theirs
    is_open = SlaClock.objects.get(complaint=reply.complaint, kind=ClockKind.FIRST_ANSWER)
    waiting = list(answers_to_copy())
    [row] = list_reports(only_open=True)
    [gap] = [gap for gap in lay_out(row, world.now).gaps if gap.what == "Jawaban"]

    note_answer_copied(reply=reply, user=koordinator(), now=world.now)

    assert (waiting, gap.actor, is_open.is_open) == ([reply], "Petugas menyalin ke SP4N", True)
    is_open.refresh_from_db()
    assert (is_open.is_open, list(answers_to_copy())) == (False, [])


def test_an_answer_that_failed_and_was_written_again_is_copied_once(world: World, settings: Settings) -> None:
    number = world.simulator.write("Lampu jalan padam di Guntung", world.now)
    world.sync()
    reply = world.say(case_of(number), "Lampu diganti besok.")
    theirs = world.simulator.reports.pop(number)
    send_due(now=world.now)
    world.simulator.reports[number] = theirs
    reply.refresh_from_db()

    again = retry(reply=reply, user=koordinator(), now=world.now)

    assert list(answers_to_copy()) == [again]


def test_a_token_that_ends_is_renewed(world: World) -> None:
    number = world.simulator.write("Lampu jalan padam di Guntung", world.now)
    world.sync()
    world.simulator.faults = [EXPIRED]

    world.say(case_of(number), "Lampu diganti besok.")
    world.sync()

    assert world.told(number) == ["Lampu diganti besok."]


def test_pages_are_followed_to_the_last(world: World) -> None:
    world.simulator.page_size = 2
    numbers = [world.simulator.write(f"Parit {number} mampet", world.now) for number in range(5)]

    world.sync()

    assert sorted(Sp4nReport.objects.values_list("tracking_id", flat=True)) == numbers


def test_a_case_is_entered_once_though_the_answer_is_lost(world: World) -> None:
    complaint = make_complaint()
    request_entry(number=complaint.number, is_secret_agreed=False, user=koordinator(), now=world.now)
    world.simulator.faults = [LOST]

    world.sync()
    world.sync()

    [number] = world.simulator.reports
    assert case_of(number) == complaint
    assert Sp4nSubmission.objects.get().status == Sp4nSubmission.Status.SENT


def test_an_answer_written_there_stands_in_the_case_once(world: World) -> None:
    number = world.simulator.write("Lampu jalan padam di Guntung", world.now)
    world.sync()
    world.simulator.say(number, "Sudah kami teruskan.", world.now, by="admin")

    world.sync()
    world.simulator.change(number, world.now, status="Diproses")
    world.sync()

    texts = Message.objects.filter(complaint=case_of(number), is_outbound=True).values_list("text", flat=True)
    assert list(texts) == ["Sudah kami teruskan."]


def test_the_citizens_further_word_joins_his_case_once(world: World) -> None:
    number = world.simulator.write("Lampu jalan padam di Guntung", world.now)
    world.sync()
    world.simulator.say(number, "Masih padam.", world.now)

    world.sync()
    world.sync()

    said = case_of(number).messages.filter(is_outbound=False).values_list("text", flat=True)
    assert list(said) == ["Lampu jalan padam di Guntung", "Masih padam."]


def test_a_decided_conflict_does_not_come_back(world: World) -> None:
    number = world.simulator.write("Lampu jalan padam di Guntung", world.now)
    world.sync()
    world.simulator.change(number, world.now, status="Ditutup oleh Admin")
    world.sync()

    decide_conflict(conflict=Sp4nConflict.objects.get(), choice="ours", user=koordinator(), now=world.now)
    world.sync()

    assert Sp4nConflict.objects.count() == 1
    assert case_of(number).status in OPEN


def test_many_cases_with_edits_on_both_sides_and_lost_answers(world: World) -> None:
    dice = random.Random(20_261_123)
    numbers = [world.simulator.write(f"Parit nomor {number} mampet", world.now) for number in range(CASES)]
    world.sync()
    sent: Counter[str] = Counter()
    for turn in range(3):
        world.simulator.faults = [dice.choice(["", "", LOST, DOWN, EXPIRED]) for _ in range(CASES)]
        world.wait()
        for number in numbers:
            _edit(world, dice, number, f"{number}-{turn}", sent)
        world.sync()
    world.simulator.faults = []
    for _ in range(4):
        world.sync()

    for number in numbers:
        _assert_equal_or_listed(world, number)
    told = Counter(text for number in numbers for text in world.told(number) if text.startswith("Jawaban"))
    assert max(told.values()) == 1
    arrived = Reply.objects.filter(status=Reply.Status.SENT).values_list("text", flat=True)
    assert sorted(told) == sorted(arrived)


def _edit(world: World, dice: random.Random, number: str, name: str, sent: Counter[str]) -> None:
    deed = dice.randrange(7)
    if deed == 0:
        world.simulator.change(number, world.now, isi=f"Parit mampet dan meluap {name}")
    elif deed == 1:
        world.simulator.say(number, f"Masih mampet {name}", world.now)
    elif deed == 2:
        world.simulator.say(number, f"Dari admin {name}", world.now, by="admin")
    elif deed == 3:
        world.simulator.change(number, world.now, status=dice.choice(["Ditutup oleh Admin", "Diarsipkan oleh Sistem"]))
    elif deed == 4:
        world.simulator.change(number, world.now, tipe=dice.choice(["Anonim", "Rahasia", ""]))
    elif case_of(number).status in OPEN | {Status.RESOLVED}:
        world.say(case_of(number), f"Jawaban {name}")
        sent[number] += 1


def _assert_equal_or_listed(world: World, number: str) -> None:
    theirs, report, complaint = (
        world.simulator.reports[number],
        Sp4nReport.objects.get(tracking_id=number),
        case_of(number),
    )
    assert (report.text, report.status_raw) == (theirs["isi"], theirs["status"])
    citizens = [word["isi"] for word in theirs["tindak_lanjut"] if word["oleh"] == "pelapor"]
    said = complaint.messages.filter(is_outbound=False).exclude(external_id=number)
    assert sorted(said.values_list("text", flat=True)) == sorted(citizens)
    ours = Reply.objects.filter(complaint=complaint, status=Reply.Status.SENT).values_list("text", flat=True)
    foreign = complaint.messages.filter(is_outbound=True).values_list("text", flat=True)
    assert sorted([*ours, *foreign]) == sorted(world.told(number))
    has_ended_there = report.standing in ENDED
    is_listed = report.conflicts.filter(decided_at=None).exists()
    assert is_listed or has_ended_there == (complaint.status == Status.CLOSED)
