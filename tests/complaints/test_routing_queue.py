"""The verification queue: a hundred in ten minutes, and no decision that cannot be taken back."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bontang_pengaduan.lib.clock import now
from complaints.errors import MoveNotAllowedError, NotAllowedError
from complaints.models import Complaint, RoutingDecision
from complaints.queue_pace import Pace, read_pace
from complaints.services import declining, handling, retracting
from complaints.services.routing import verify
from opd.models import Category, Notice, Opd, RoutingLabel
from opd.routing import facts, rules
from sla.models import SlaClock
from tests import cast
from tests.factories import MONDAY_MORNING, make_complaint

pytestmark = pytest.mark.usefixtures("reference_data")
VAGUE = "Min tolong itu yang kemarin bagaimana ya kelanjutannya di tempat kami"
NOW = MONDAY_MORNING + timedelta(hours=1)
MOST_PRESS, MOST_PAGE = 60, 25  # statements, measured 52 and 23; a page of 20 costs no more than one of 1


def wait(number: int = 1) -> Complaint:
    """A complaint in the queue, of the citizen with that number."""
    complaint = make_complaint(VAGUE, phone=f"+62812000000{number:02}", at=MONDAY_MORNING)
    assert complaint.status == "new"
    return complaint


def decide(complaint: Complaint, opd: Opd | None = None, **changes: object) -> RoutingDecision:
    outcome = "unit" if opd else "none"
    facts: dict[str, object] = {
        "user": cast.koordinator(),
        "now": NOW,
        "reason": "" if opd else "Hanya salam",
    } | changes
    return verify(complaint=complaint, outcome=outcome, opd=opd, external_body=None, **facts)  # type: ignore[arg-type]


def take_back(decision: RoutingDecision, **changes: object) -> None:
    given: dict[str, object] = {"user": cast.koordinator(), "now": NOW + timedelta(seconds=5)} | changes
    retracting.take_back_decision(decision=decision, **given)  # type: ignore[arg-type]


def state(complaint: Complaint) -> list[object]:
    row = Complaint.objects.get(pk=complaint.pk)
    running = SlaClock.objects.filter(complaint=complaint, is_open=True).order_by("kind")
    return [row.status, row.opd, row.category, row.closed_at, list(running.values_list("kind", "due_at", "opd"))]


@pytest.fixture
def coordinator(client: Client) -> Client:
    client.force_login(cast.koordinator())
    return client


@pytest.mark.parametrize("code", ["PUPRK", ""])
def test_a_decision_taken_back_leaves_the_case_as_it_waited(code: str) -> None:
    complaint = wait()
    before, suggestions = state(complaint), complaint.routing_decisions.get().suggestions

    take_back(decide(complaint, cast.unit(code) if code else None))

    assert state(complaint) == before
    newest = complaint.routing_decisions.order_by("-pk")[0]
    assert (newest.outcome, newest.suggestions) == ("verify", suggestions)
    assert (RoutingLabel.objects.count(), Notice.objects.filter(subject__startswith="Aduan baru").count()) == (0, 0)


def test_the_guessed_category_goes_with_it() -> None:
    complaint = wait()
    Complaint.objects.filter(pk=complaint.pk).update(text="Jalan berlubang parah, aspal mengelupas")
    complaint.refresh_from_db()

    decision = decide(complaint, cast.unit("PUPRK"))
    assert Complaint.objects.get(pk=complaint.pk).category == Category.objects.get(code="jalan-rusak")
    take_back(decision)

    assert Complaint.objects.get(pk=complaint.pk).category is None


def test_an_earlier_label_stays() -> None:
    complaint = wait()
    first = decide(complaint, cast.unit("PUPRK"))
    declining.decline(complaint=complaint, reason="Bukan kewenangan kami", user=cast.petugas_pupr(), now=NOW)
    complaint.refresh_from_db()
    kept = RoutingLabel.objects.count()

    take_back(decide(complaint, cast.unit("DLH"), now=NOW + timedelta(minutes=1)), now=NOW + timedelta(minutes=2))

    assert (first.before != {}, RoutingLabel.objects.count()) == (True, kept)


def test_what_the_unit_has_taken_up_is_not_taken_back() -> None:
    complaint = wait()
    decision = decide(complaint, cast.unit("PUPRK"))
    handling.take(complaint=complaint, user=cast.petugas_pupr(), now=NOW)

    with pytest.raises(MoveNotAllowedError, match="sudah berjalan lagi"):
        take_back(decision)
    assert retracting.last_decision(cast.koordinator()) is None


def test_only_who_decided_takes_it_back_and_only_once() -> None:
    decision = decide(wait(), cast.unit("PUPRK"))

    with pytest.raises(NotAllowedError):
        take_back(decision, user=cast.admin())
    take_back(decision)
    with pytest.raises(MoveNotAllowedError):
        take_back(decision)


def test_one_press_decides_and_the_next_item_has_the_focus(coordinator: Client) -> None:
    first, second = wait(1), wait(2)

    done = coordinator.post(f"/rute/{first.number}/", {"opd": "PUPRK"})
    page = coordinator.get("/rute/")

    assert done.headers["Location"] == "/rute/#next"
    assert [item.complaint for item in page.context["queue"]] == [second]
    assert page.context["last"].complaint == first
    assert page.content.decode().count('id="next" tabindex="-1"') == 1

    coordinator.post(f"/rute/keputusan/{page.context['last'].pk}/urungkan/")
    assert [item.complaint for item in coordinator.get("/rute/").context["queue"]] == [first, second]


def test_a_second_press_on_what_is_decided_changes_nothing(coordinator: Client) -> None:
    complaint = wait()
    coordinator.post(f"/rute/{complaint.number}/", {"opd": "PUPRK"})

    again = coordinator.post(f"/rute/{complaint.number}/", {"opd": "DLH"}, follow=True)

    assert [str(message) for message in again.context["messages"]][-1] == f"{complaint.number} sudah diputuskan."
    assert Complaint.objects.get(pk=complaint.pk).opd == cast.unit("PUPRK")


def test_each_item_shows_the_promise_of_deciding(coordinator: Client) -> None:
    complaint = wait()
    SlaClock.objects.filter(complaint=complaint, kind="verify").update(due_at=now() - timedelta(hours=2))

    [item] = coordinator.get("/rute/").context["queue"]

    assert (item.deadline.level, item.deadline.sentence) == ("late", "Terlambat 2 jam")


def test_one_decision_costs_the_same_whatever_waits(coordinator: Client) -> None:
    """The server's share of the ten minutes: the statements of one press and of the page that comes after it."""
    counts = []
    waiting = [wait(number) for number in range(1, 6)]
    coordinator.get("/rute/")
    for complaint in waiting[:3]:
        with CaptureQueriesContext(connection) as press:
            coordinator.post(f"/rute/{complaint.number}/", {"opd": "PUPRK"})
        with CaptureQueriesContext(connection) as page:
            coordinator.get("/rute/")
        counts.append((len(press), len(page)))

    assert counts == [counts[0]] * 3
    assert [counts[0][0] <= MOST_PRESS, counts[0][1] <= MOST_PAGE] == [True, True]


def test_strangers_may_neither_see_nor_undo(client: Client) -> None:
    decision = decide(wait(), cast.unit("PUPRK"))
    client.force_login(cast.petugas_pupr())

    assert client.get("/rute/").status_code == 403
    assert client.post(f"/rute/keputusan/{decision.pk}/urungkan/").status_code == 403


def test_the_pace_is_the_median_of_waits_and_of_the_gaps_of_one_sitting() -> None:
    for number, seconds in enumerate((0, 6, 14, 3600), 1):
        decide(wait(number), cast.unit("PUPRK"), now=NOW + timedelta(seconds=seconds))

    pace = read_pace(NOW + timedelta(hours=2))

    assert (pace.waited, pace.took, pace.took_words) == (
        timedelta(minutes=60, seconds=9),
        timedelta(seconds=7),
        "7 detik",
    )
    assert read_pace(NOW + timedelta(days=8)) == Pace(None, None)


@pytest.fixture
def broken_rule(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The data files with one rule in front that fails for every text."""
    shutil.copytree(facts.DATA, tmp_path / "data")
    path = tmp_path / "data" / "routing_rules.yaml"
    broken = "rules:\n  - name: aturan rusak\n    when: {words: daftar_yang_tidak_ada}\n    then: {hold: true}\n"
    path.write_text(path.read_text(encoding="utf-8").replace("rules:\n", broken, 1), encoding="utf-8")
    monkeypatch.setattr(facts, "DATA", tmp_path / "data")
    facts.read.cache_clear()
    rules.load_rules.cache_clear()
    yield "Aturan “aturan rusak” gagal dijalankan"
    monkeypatch.undo()
    facts.read.cache_clear()
    rules.load_rules.cache_clear()


def test_a_rule_that_raises_leaves_every_complaint_in_the_queue_with_the_reason(
    coordinator: Client, broken_rule: str
) -> None:
    texts = [
        "Jalan berlubang parah di RT 05, aspal mengelupas, motor sering jatuh",
        "Sampah di TPS Loktuan tidak diangkut tiga hari, bau menyengat",
        "Lampu jalan di depan SDN 004 mati sejak pekan lalu",
    ]

    waiting = [make_complaint(text, phone=f"+62812000000{number:02}") for number, text in enumerate(texts, 1)]

    queue = coordinator.get("/rute/").context["queue"]
    assert sorted(item.complaint.number for item in queue) == sorted(complaint.number for complaint in waiting)
    assert [broken_rule in item.decision.reason for item in queue] == [True] * 3
    assert [bool(item.suggestions) for item in queue] == [True] * 3
