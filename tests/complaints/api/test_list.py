"""The list over HTTP: who sees what, its fields, its pages, its cost."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from complaints.api.pagination import ComplaintCursor
from complaints.models import Complaint, Message
from complaints.services import classify
from opd.models import Kelurahan
from sla.models import ClockKind, SlaClock
from tests.api_caller import LIST, caller, kind_of
from tests.cast import admin, koordinator, petugas_lain, petugas_pupr, pimpinan, unit
from tests.factories import MONDAY_MORNING, ROAD, make_complaint, make_event, receive

pytestmark = pytest.mark.usefixtures("reference_data")


@pytest.fixture(autouse=True)
def _monday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("complaints.api.views.now", lambda: MONDAY_MORNING + timedelta(minutes=5))


def at_pupr(number: int = 1) -> Complaint:
    complaint = make_complaint(phone=f"+62812000000{number:02}", at=MONDAY_MORNING + timedelta(seconds=number))
    Complaint.objects.filter(pk=complaint.pk).update(opd=unit("PUPRK"), status="forwarded")
    complaint.refresh_from_db()
    return complaint


def test_a_row_holds_the_promised_fields(client: Client) -> None:
    complaint = at_pupr()
    receive(make_event("dekat masjid", phone="+6281200000001", at=MONDAY_MORNING + timedelta(minutes=1)))
    Complaint.objects.filter(pk=complaint.pk).update(kelurahan=Kelurahan.objects.get(name="Api-Api"))
    complaint.refresh_from_db()
    ids = list(Message.objects.order_by("sent_at").values_list("external_id", flat=True))
    resolve = SlaClock.objects.get(complaint=complaint, kind=ClockKind.RESOLVE)

    (row,) = caller(petugas_pupr()).get().json()["results"]

    clocks, status_url = row.pop("clocks"), row.pop("status_url")
    assert row == {
        "number": complaint.number,
        "version": complaint.version,
        "channel": "whatsapp",
        "external_ids": ids,
        "status": "forwarded",
        "kind": "tidak_berkadar",
        "opd": "PUPRK",
        "subject": complaint.subject,
        "text": f"{ROAD}\ndekat masjid",
        "kelurahan": "Api-Api",
        "created_at": "2026-11-23T09:00:02+08:00",
    }
    assert len(ids) == 2
    (shown,) = [clock for clock in clocks if clock["kind"] == "resolve"]
    assert datetime.fromisoformat(shown.pop("due_at")) == resolve.due_at
    assert shown == {"kind": "resolve", "stopped_at": None, "state": "running"}
    page = client.get(status_url.removeprefix("http://localhost:8000"))
    assert page.context["journey"].number == complaint.number


def test_a_complaint_without_unit_and_place_says_null() -> None:
    complaint = make_complaint()
    Complaint.objects.filter(pk=complaint.pk).update(opd=None, kelurahan=None, status="new")

    (row,) = caller(koordinator()).get().json()["results"]

    assert (row["opd"], row["kelurahan"], row["status"]) == (None, None, "new")


def test_our_own_words_are_no_external_ids() -> None:
    complaint = at_pupr()
    (message,) = Message.objects.all()
    Message.objects.create(
        conversation=message.conversation,
        complaint=complaint,
        channel="whatsapp",
        account=message.account,
        external_id="wamid.kami",
        kind="text",
        is_outbound=True,
        sent_at=MONDAY_MORNING,
        received_at=MONDAY_MORNING,
    )

    (row,) = caller(petugas_pupr()).get().json()["results"]

    assert row["external_ids"] == [message.external_id]


def test_the_list_holds_what_the_pages_show_and_nothing_else() -> None:
    complaint = at_pupr()

    assert caller(petugas_pupr()).numbers() == [complaint.number]
    assert caller(koordinator()).numbers() == [complaint.number]
    assert caller(petugas_lain()).numbers() == []
    assert caller(petugas_lain()).numbers(q=complaint.number) == []
    assert caller(petugas_lain()).numbers(opd="PUPRK") == []


def test_a_secret_case_is_listed_for_head_and_coordinator_alone() -> None:
    complaint = at_pupr()
    classify.set_secrecy(
        complaint=complaint,
        is_anonymous=True,
        is_secret=True,
        reason="Diminta pelapor",
        user=koordinator(),
        now=MONDAY_MORNING,
    )

    assert caller(petugas_pupr()).numbers() == []
    assert caller(pimpinan()).numbers() == [complaint.number]
    (row,) = caller(admin()).get().json()["results"]
    assert (row["number"], row["status_url"]) == (complaint.number, None)


def test_no_answer_names_the_citizen_or_his_number() -> None:
    number = at_pupr().number
    system = caller(koordinator())

    answers = [system.get().content.decode(), system.get(f"{LIST}{number}/").content.decode()]

    for answer in answers:
        assert number in answer
        assert "Warga Contoh" not in answer
        assert "81200000001" not in answer


def test_pages_continue_behind_the_last_row_newest_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ComplaintCursor, "page_size", 2)
    made = [at_pupr(number).number for number in (1, 2, 3)]
    system = caller(petugas_pupr())

    first = system.get(status="forwarded").json()
    second = system.get(first["next"].removeprefix("http://testserver")).json()
    back = system.get(second["previous"].removeprefix("http://testserver")).json()

    pages = [[row["number"] for row in page["results"]] for page in (first, second, back)]
    assert pages == [[made[2], made[1]], [made[0]], [made[2], made[1]]]
    assert (first["previous"], second["next"]) == (None, None)


def test_what_came_in_one_delivery_is_neither_skipped_nor_doubled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ComplaintCursor, "page_size", 2)
    made = [at_pupr(number).number for number in (1, 2, 3, 4, 5)]
    Complaint.objects.update(created_at=MONDAY_MORNING)
    system = caller(petugas_pupr())

    seen, path = [], LIST
    while path:
        page = system.get(path).json()
        seen += [row["number"] for row in page["results"]]
        path = (page["next"] or "").removeprefix("http://testserver")

    assert seen == made[::-1]


@pytest.mark.parametrize("cursor", ["x", "cD1rdWNpbmc=", "cD0yMDI2LTAxLTAx", "bz1h", "\u00e9", "cD0yMDI2LTAyLTMw"])
def test_a_cursor_that_is_none_of_ours_is_refused(cursor: str) -> None:
    response = caller(petugas_pupr()).get(cursor=cursor)

    assert kind_of(response) == (400, "invalid")
    assert response.json()["errors"] == {"cursor": ["Kursor ini tidak dikenal. Mulailah dari halaman pertama."]}


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries_for_any_length(
    django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for number in range(count):
        at_pupr(number)
    system = caller(petugas_pupr())
    system.get()

    with django_assert_num_queries(5):  # token, memberships, rows, clocks, messages
        assert len(system.numbers()) == count


def test_answers_stay_in_no_cache() -> None:
    assert caller(petugas_pupr()).get().headers["Cache-Control"] == "no-store"


def test_clocks_are_read_at_the_moment_of_the_request(monkeypatch: pytest.MonkeyPatch) -> None:
    at_pupr()
    system = caller(petugas_pupr())

    def states() -> set[str]:
        (row,) = system.get().json()["results"]
        return {clock["state"] for clock in row["clocks"] if clock["stopped_at"] is None}

    before = states()
    monkeypatch.setattr("complaints.api.views.now", lambda: datetime(2027, 12, 1, tzinfo=UTC))

    assert (before, states()) == ({"running"}, {"overdue"})
