"""Several cases and nothing that decides: the citizen is asked, the message waits, the choice moves it."""

from datetime import timedelta

import pytest

from bontang_pengaduan.lib.text import shorten
from complaints.errors import MoveNotAllowedError, NotAllowedError
from complaints.models import Complaint, Message, Reply, ThreadingDecision
from complaints.services.choosing import place_waiting
from complaints.services.resolving import resolve
from sla.models import ClockKind, SlaClock
from tests import cast
from tests.factories import MONDAY_MORNING, ROAD, make_complaint, make_event, receive

pytestmark = pytest.mark.usefixtures("reference_data")
HOUR = timedelta(hours=1)
TRASH = "Sampah di TPS tidak diangkut tiga hari, bau menyengat"
UNCLEAR = "kapan petugas datang pak"


def write(text: str, hours: float, **facts: object) -> Message:
    return receive(make_event(text, at=MONDAY_MORNING + hours * HOUR, **facts))  # type: ignore[arg-type]


def press(title: str, hours: float = 5) -> Message:
    question = Reply.objects.filter(form__in=["list", "buttons"]).latest("pk")
    choices = question.content.get("buttons") or question.content["rows"]
    chosen = next(choice["id"] for choice in choices if choice["title"] == title)
    return write(title, hours, choice=chosen, action="attach_only", kind="interactive")


@pytest.fixture
def cases() -> tuple[Complaint, Complaint]:
    """A road and the rubbish, both open, hours ago."""
    return make_complaint(ROAD), make_complaint(TRASH, at=MONDAY_MORNING + 2 * HOUR)


def test_the_list_names_each_open_case_and_a_new_one(cases: tuple[Complaint, Complaint]) -> None:
    road, trash = cases
    waiting = write(UNCLEAR, 4)

    question = Reply.objects.get(form="list")
    assert question.text == f"Pesan ini “{UNCLEAR}” tentang aduan yang mana?"
    assert question.content["rows"] == [
        {"id": f"case:{waiting.pk}:{trash.number}", "title": trash.number, "description": trash.subject},
        {"id": f"case:{waiting.pk}:{road.number}", "title": road.number, "description": shorten(road.subject, 70)},
        {"id": f"case:{waiting.pk}:new", "title": "Aduan baru"},
    ]


def test_the_message_waits_in_no_case_and_touches_none(cases: tuple[Complaint, Complaint]) -> None:
    before = list(Complaint.objects.order_by("pk").values("citizen_wrote_at", "text", "version"))
    waiting = write(UNCLEAR, 4)

    assert (waiting.complaint, waiting.choice_due_at) == (None, waiting.received_at + timedelta(minutes=30))
    assert list(Complaint.objects.order_by("pk").values("citizen_wrote_at", "text", "version")) == before
    assert ThreadingDecision.objects.get(message=waiting).alternatives == [cases[1].pk, cases[0].pk]


def test_the_choice_moves_everything_that_waits(cases: tuple[Complaint, Complaint]) -> None:
    first, second = write(UNCLEAR, 4), write("ini sudah lama", 4.1)
    choice = press(cases[0].number)

    placed = Message.objects.filter(pk__in=[first.pk, second.pk, choice.pk])
    assert set(placed.values_list("complaint", "choice_due_at")) == {(cases[0].pk, None)}
    assert Reply.objects.filter(form="list").count() == 1
    assert ThreadingDecision.objects.filter(message=first).latest("pk").rule == "choice"


def test_what_waits_of_another_hour_is_asked_for_itself(cases: tuple[Complaint, Complaint]) -> None:
    first, second = write(UNCLEAR, 4), write("petugasnya siapa pak", 5)
    press(cases[1].number, 6)

    first.refresh_from_db()
    second.refresh_from_db()
    assert Reply.objects.filter(form="list").count() == 2
    assert (first.complaint, second.complaint) == (None, cases[1])


def test_a_new_case_by_choice_is_promised_from_the_day_of_its_message(cases: tuple[Complaint, Complaint]) -> None:
    waiting = write(UNCLEAR, 4)
    press("Aduan baru", 30)

    opened = Complaint.objects.latest("pk")
    assert (opened.text, opened.created_at) == (UNCLEAR, waiting.received_at)
    started = SlaClock.objects.filter(complaint=opened, kind=ClockKind.RESOLVE).values_list("started_at", flat=True)
    assert list(started) == [waiting.received_at]


def test_a_number_may_be_typed_instead(cases: tuple[Complaint, Complaint]) -> None:
    waiting = write(UNCLEAR, 4)
    write(f"yang {cases[1].number}", 5)

    waiting.refresh_from_db()
    assert waiting.complaint == cases[1]


def test_a_late_second_press_moves_nothing(cases: tuple[Complaint, Complaint]) -> None:
    waiting = write(UNCLEAR, 4)
    press(cases[0].number)
    press(cases[1].number, 6)

    waiting.refresh_from_db()
    assert waiting.complaint == cases[0]
    assert Complaint.objects.count() == 2


def test_nobody_puts_his_message_into_anothers_case(cases: tuple[Complaint, Complaint]) -> None:
    waiting = write(UNCLEAR, 4)
    foreign = make_complaint("Lampu jalan padam di Loktuan", phone="+6281200000055")
    write("x", 5, choice=f"case:{waiting.pk}:{foreign.number}", action="attach_only")

    waiting.refresh_from_db()
    assert waiting.complaint is None
    assert foreign.messages.count() == 1


def test_a_closed_case_is_reopened_by_the_citizens_choice() -> None:
    complaint = make_complaint()
    resolve(complaint=complaint, resolution="Selesai.", user=cast.petugas_pupr(), now=MONDAY_MORNING + HOUR)
    waiting = write("tolong petugas ke rumah kami besok", 48)

    assert [button["title"] for button in Reply.objects.get(form="buttons").content["buttons"]] == [
        "Buka kembali",
        "Aduan baru",
    ]
    press("Buka kembali", 49)

    complaint.refresh_from_db()
    waiting.refresh_from_db()
    assert (complaint.status, waiting.complaint) == ("in_progress", complaint)


@pytest.mark.parametrize(("days", "rule", "count"), [(9, "reopened", 1), (11, "new", 2)])
def test_the_same_matter_reopens_within_the_window_and_is_new_after_it(days: int, rule: str, count: int) -> None:
    complaint = make_complaint()
    resolve(complaint=complaint, resolution="Selesai.", user=cast.petugas_pupr(), now=MONDAY_MORNING + HOUR)
    again = write("Jalan berlubang lagi, aspal mengelupas", 24 * days)

    assert Complaint.objects.count() == count
    assert ThreadingDecision.objects.get(message=again).rule == rule


def test_a_coordinator_places_what_nobody_chose(cases: tuple[Complaint, Complaint]) -> None:
    waiting = write(UNCLEAR, 4)
    now = MONDAY_MORNING + 6 * HOUR

    with pytest.raises(NotAllowedError):
        place_waiting(message=waiting, complaint=cases[0], user=cast.petugas_pupr(), now=now)
    placed = place_waiting(message=waiting, complaint=cases[0], user=cast.koordinator(), now=now)

    decision = ThreadingDecision.objects.filter(message=waiting).latest("pk")
    assert (placed, decision.rule, decision.decided_by) == (cases[0], "officer", cast.koordinator())
    with pytest.raises(MoveNotAllowedError, match="sudah ditempatkan"):
        place_waiting(message=waiting, complaint=None, user=cast.koordinator(), now=now)


def test_a_coordinator_cannot_place_it_with_another_citizen(cases: tuple[Complaint, Complaint]) -> None:
    waiting = write(UNCLEAR, 4)
    foreign = make_complaint("Lampu jalan padam di Loktuan", phone="+6281200000055")

    with pytest.raises(NotAllowedError, match="bukan dari pelapor yang sama"):
        place_waiting(message=waiting, complaint=foreign, user=cast.koordinator(), now=MONDAY_MORNING + 6 * HOUR)


def test_a_coordinator_cannot_place_it_in_a_rejected_case(cases: tuple[Complaint, Complaint]) -> None:
    waiting = write(UNCLEAR, 4)
    Complaint.objects.filter(pk=cases[0].pk).update(status="rejected")

    with pytest.raises(MoveNotAllowedError, match="tidak menerima pesan lagi"):
        place_waiting(
            message=waiting,
            complaint=Complaint.objects.get(pk=cases[0].pk),
            user=cast.koordinator(),
            now=MONDAY_MORNING + 6 * HOUR,
        )
