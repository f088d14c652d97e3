"""One complaint over HTTP: its history as the pages tell it, and nothing for those who may not know of it."""

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from complaints.models import Complaint, Note, Reply
from complaints.services import classify, handling, replies
from tests.api_caller import LIST, Caller, caller, kind_of
from tests.cast import koordinator, petugas_lain, petugas_pupr, pimpinan
from tests.factories import MONDAY_MORNING, make_complaint

pytestmark = pytest.mark.usefixtures("reference_data")
LATER = MONDAY_MORNING + timedelta(hours=1)


@pytest.fixture
def complaint() -> Complaint:
    return make_complaint()


def read(system: Caller, complaint: Complaint) -> dict[str, object]:
    answer: dict[str, object] = system.get(f"{LIST}{complaint.number}/").json()
    return answer


def test_it_holds_the_row_of_the_list(complaint: Complaint) -> None:
    system = caller(petugas_pupr())
    (row,) = system.get().json()["results"]

    shown = read(system, complaint)

    assert {name: shown[name] for name in row} == row
    assert set(shown) - set(row) == {"events", "replies"}


def test_events_come_in_their_order_with_the_sentences_of_the_pages(complaint: Complaint) -> None:
    officer = petugas_pupr()
    handling.take(complaint=complaint, user=officer, now=LATER)

    events = read(caller(officer), complaint)["events"]

    assert isinstance(events, list)
    assert (events[0]["type"], events[0]["text"]) == ("complaint.received", "Aduan masuk")
    assert events[-1] == {
        "type": "complaint.taken",
        "created_at": "2026-11-23T10:00:00+08:00",
        "text": f"Diambil {officer.display_name}",
    }


def test_replies_say_who_spoke_and_hide_the_citizens_own_link(complaint: Complaint) -> None:
    officer = petugas_pupr()
    complaint.refresh_from_db()
    reply = replies.answer(
        complaint=complaint,
        text="Kami perbaiki besok.",
        kind="answer",
        user=officer,
        version=complaint.version,
        now=LATER,
    )
    own = Reply.objects.get(kind="acknowledgement").text.split("/t/")[1].split("/")[0]

    response = caller(officer).get(f"{LIST}{complaint.number}/")

    rows = {row["kind"]: row for row in response.json()["replies"]}
    assert rows["answer"] == {
        "id": reply.pk,
        "kind": "answer",
        "text": "Kami perbaiki besok.",
        "author": officer.display_name,
        "status": "pending",
        "created_at": "2026-11-23T10:00:00+08:00",
        "sent_at": None,
        "delivered_at": None,
        "read_at": None,
    }
    assert rows["acknowledgement"]["author"] is None
    assert own not in response.content.decode()


def test_internal_notes_stay_inside(complaint: Complaint) -> None:
    handling.add_note(complaint=complaint, text="rahasia kantor", user=petugas_pupr(), now=LATER)

    content = caller(koordinator()).get(f"{LIST}{complaint.number}/").content.decode()

    assert Note.objects.count() == 1
    assert "rahasia kantor" not in content


def test_a_foreign_a_secret_and_a_missing_complaint_are_not_found_alike(complaint: Complaint) -> None:
    path = f"{LIST}{complaint.number}/"
    foreign = caller(petugas_lain()).get(path)
    missing = caller(petugas_lain()).get(f"{LIST}BTG-2611-9999/")
    classify.set_secrecy(
        complaint=complaint,
        is_anonymous=False,
        is_secret=True,
        reason="Diminta pelapor",
        user=koordinator(),
        now=LATER,
    )
    secret = caller(petugas_pupr()).get(path)

    assert foreign.content == missing.content == secret.content
    assert kind_of(foreign) == (404, "not_found")
    assert read(caller(pimpinan()), complaint)["status_url"] is None


@pytest.mark.parametrize("number", ["BTG%00", "a b", "..", "1%27--", "\u0007"])
def test_what_can_be_no_number_is_not_found(number: str) -> None:
    assert kind_of(caller(koordinator()).get(f"{LIST}{number}/")) == (404, "not_found")


@pytest.mark.parametrize("count", [1, 3])
def test_the_history_takes_the_same_queries_for_any_length(
    django_assert_num_queries: DjangoAssertNumQueries, complaint: Complaint, count: int
) -> None:
    for _ in range(count):
        complaint.refresh_from_db()
        replies.answer(
            complaint=complaint,
            text="Sedang kami kerjakan.",
            kind="answer",
            user=petugas_pupr(),
            version=complaint.version,
            now=LATER,
        )
    system = caller(petugas_pupr())
    system.get()

    with django_assert_num_queries(7):  # token, memberships, row, clocks, messages, events, replies
        shown = read(system, complaint)

    assert isinstance(shown["replies"], list)
    assert [row["kind"] for row in shown["replies"]].count("answer") == count
