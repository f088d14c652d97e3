"""Bukan kewenangan kami: to whom a case goes that a unit does not take, and when the coordinator has the last word."""

from datetime import datetime, timedelta

import pytest

from complaints.errors import InvalidInputError, MoveNotAllowedError, NotAllowedError
from complaints.models import Complaint, RoutingDecision
from complaints.services import declining, handling
from complaints.services.routing import verify
from opd.models import ExternalBody, Notice, User
from tests import cast
from tests.factories import MONDAY_MORNING, make_complaint, make_event, receive

pytestmark = pytest.mark.usefixtures("reference_data")
LATER = MONDAY_MORNING + timedelta(hours=2)


@pytest.fixture
def complaint() -> Complaint:
    """A complaint at PUPRK that nobody has taken."""
    made = make_complaint()
    Complaint.objects.filter(pk=made.pk).update(opd=cast.unit("PUPRK"), status="forwarded")
    made.refresh_from_db()
    return made


def decline(complaint: Complaint, user: User, reason: str = "Ini jalan nasional") -> None:
    declining.decline(complaint=complaint, reason=reason, user=user, now=LATER)


def route_to(complaint: Complaint, code: str) -> None:
    facts = {"outcome": "unit", "external_body": None, "reason": "", "now": LATER}
    verify(complaint=complaint, opd=cast.unit(code), user=cast.koordinator(), **facts)  # type: ignore[arg-type]


def decline_twice(complaint: Complaint) -> None:
    cast.koordinator()
    decline(complaint, cast.petugas_pupr())
    route_to(complaint, "DISHUB")
    decline(complaint, cast.petugas_lain())


def test_declined_goes_back_to_the_queue_without_the_unit_that_declined(complaint: Complaint) -> None:
    guessed = [["PUPRK", 0.8], ["DISHUB", 0.1], ["DLH", 0.05]]
    RoutingDecision.objects.filter(complaint=complaint).update(suggestions=guessed)

    decline(complaint, cast.petugas_pupr())

    complaint.refresh_from_db()
    decision = RoutingDecision.objects.filter(complaint=complaint).last()
    assert (complaint.status, complaint.opd, complaint.assignee) == ("new", None, None)
    assert decision is not None
    assert (decision.outcome, decision.suggestions) == ("verify", [["DISHUB", 0.1], ["DLH", 0.05]])
    assert decision.reason.endswith("menyatakan bukan kewenangannya: Ini jalan nasional.")


def test_declining_buys_no_time(complaint: Complaint) -> None:
    due = complaint.clocks.get(kind="resolve").due_at

    decline(complaint, cast.petugas_pupr())

    open_clocks = dict(complaint.clocks.filter(is_open=True).values_list("kind", "due_at"))
    assert open_clocks["resolve"] == due
    assert ("verify" in open_clocks, "accept" in open_clocks) == (True, False)


def test_declining_tells_the_coordinators(complaint: Complaint) -> None:
    coordinator = cast.koordinator()

    decline(complaint, cast.petugas_pupr())

    notice = Notice.objects.get(dedupe_key__startswith="declined:")
    assert (notice.recipient, notice.body.endswith("Mohon putuskan OPD yang menangani.")) == (coordinator, True)


def test_what_was_taken_can_be_declined(complaint: Complaint) -> None:
    handling.take(complaint=complaint, user=cast.petugas_pupr(), now=LATER)

    decline(complaint, cast.petugas_pupr())

    complaint.refresh_from_db()
    assert (complaint.status, complaint.assignee) == ("new", None)


def test_the_machine_does_not_route_a_declined_case_again(complaint: Complaint) -> None:
    decline(complaint, cast.petugas_pupr())

    receive(make_event("aspal mengelupas jalan berlubang parah", at=MONDAY_MORNING + timedelta(seconds=30)))

    complaint.refresh_from_db()
    assert (complaint.status, complaint.opd) == ("new", None)


def test_declined_twice_the_coordinator_decides_and_it_is_final(complaint: Complaint) -> None:
    """Klarschiff has no counter: cases went round and round."""
    decline_twice(complaint)
    last_words = [notice.body.endswith("Keputusan Anda berikutnya final.") for notice in told_of_declines()]
    route_to(complaint, "PUPRK")

    with pytest.raises(MoveNotAllowedError):
        decline(complaint, cast.petugas_pupr())
    with pytest.raises(MoveNotAllowedError):
        handling.forward(
            complaint=complaint, opd=cast.unit("DISHUB"), reason="Bukan kami", user=cast.petugas_pupr(), now=LATER
        )

    complaint.refresh_from_db()
    assert last_words == [False, True]
    assert complaint.opd == cast.unit("PUPRK")
    assert complaint.events.filter(type="complaint.routed").last().data["is_final"] is True  # type: ignore[union-attr]


def told_of_declines() -> list[Notice]:
    return list(Notice.objects.filter(dedupe_key__startswith="declined:").order_by("pk"))


def test_the_coordinator_may_still_hand_a_settled_case_on(complaint: Complaint) -> None:
    decline_twice(complaint)
    route_to(complaint, "PUPRK")

    handling.forward(complaint=complaint, opd=cast.unit("DISHUB"), reason="Keliru", user=cast.koordinator(), now=LATER)

    complaint.refresh_from_db()
    assert complaint.opd == cast.unit("DISHUB")


def test_another_agency_declines_nothing(complaint: Complaint) -> None:
    with pytest.raises(NotAllowedError):
        decline(complaint, cast.petugas_lain())


def test_declining_needs_a_reason(complaint: Complaint) -> None:
    with pytest.raises(InvalidInputError):
        decline(complaint, cast.petugas_pupr(), " ")


def test_an_answered_case_is_not_declined(complaint: Complaint) -> None:
    Complaint.objects.filter(pk=complaint.pk).update(status="in_progress")
    complaint.refresh_from_db()

    with pytest.raises(MoveNotAllowedError):
        decline(complaint, cast.petugas_pupr())


def body(code: str = "REF-PLN") -> ExternalBody:
    return ExternalBody.objects.get(code=code)


def name(complaint: Complaint, better: str, user: User | None = None, now: datetime = LATER) -> None:
    facts = {"reason": "Lampu, bukan jalan", "user": user or cast.petugas_pupr(), "now": now}
    declining.decline(complaint=complaint, better=cast.unit(better), **facts)  # type: ignore[arg-type]


def open_clocks(complaint: Complaint) -> dict[str, datetime]:
    return dict(complaint.clocks.filter(is_open=True).values_list("kind", "due_at"))


def at_unit() -> Complaint:
    """Given to PUPRK by a person, so that its time to accept runs."""
    waiting = make_complaint()
    Complaint.objects.filter(pk=waiting.pk).update(opd=None, status="new")
    waiting.refresh_from_db()
    route_to(waiting, "PUPRK")
    waiting.refresh_from_db()
    return waiting


def test_the_first_refusal_goes_straight_to_the_unit_that_it_names() -> None:
    complaint, told = at_unit(), cast.petugas_lain()
    due = open_clocks(complaint)["resolve"]

    name(complaint, "DISHUB")

    complaint.refresh_from_db()
    decision = complaint.routing_decisions.last()
    assert decision is not None
    assert (complaint.status, complaint.opd, decision.opd) == ("forwarded", cast.unit("DISHUB"), cast.unit("DISHUB"))
    assert (open_clocks(complaint)["resolve"], set(open_clocks(complaint)) >= {"accept"}) == (due, True)
    assert Notice.objects.filter(recipient=told).count() == 1
    assert complaint.clocks.filter(kind="accept").count() == 2


def test_the_second_refusal_goes_to_the_coordinator_whomever_it_names() -> None:
    complaint = at_unit()
    name(complaint, "DISHUB")

    name(complaint, "DLH", cast.petugas_lain())

    complaint.refresh_from_db()
    decision = complaint.routing_decisions.last()
    assert decision is not None
    assert (complaint.status, complaint.opd, decision.outcome) == ("new", None, "verify")
    assert decision.reason.endswith("Menurutnya: DLH. Sudah dua kali dikembalikan: keputusan berikutnya final.")


def test_after_the_time_to_accept_the_coordinator_decides() -> None:
    complaint = at_unit()
    late = open_clocks(complaint)["accept"] + timedelta(minutes=1)

    name(complaint, "DISHUB", now=late)

    complaint.refresh_from_db()
    decision = complaint.routing_decisions.last()
    assert (complaint.status, decision and decision.reason.endswith("Dikembalikan sesudah batas penerimaan.")) == (
        "new",
        True,
    )
    assert complaint.events.get(type="complaint.declined").data["is_late"] is True


def test_exactly_at_the_due_time_it_is_in_time() -> None:
    complaint = at_unit()

    name(complaint, "DISHUB", now=open_clocks(complaint)["accept"])

    complaint.refresh_from_db()
    assert complaint.opd == cast.unit("DISHUB")


def test_a_body_outside_the_city_is_for_the_coordinator_to_see(complaint: Complaint) -> None:
    facts = {"reason": "Listrik rumah", "user": cast.petugas_pupr(), "now": LATER}
    declining.decline(complaint=complaint, outside=body(), **facts)  # type: ignore[arg-type]

    complaint.refresh_from_db()
    decision = complaint.routing_decisions.last()
    assert (complaint.status, decision and decision.external_body) == ("new", body())


def test_nobody_names_himself(complaint: Complaint) -> None:
    with pytest.raises(InvalidInputError):
        name(complaint, "PUPRK")


def test_the_named_unit_stands_first_among_the_suggestions(complaint: Complaint) -> None:
    guessed = [["PUPRK", 0.8], ["DISHUB", 0.1], ["DLH", 0.05]]
    RoutingDecision.objects.filter(complaint=complaint).update(suggestions=guessed)

    name(complaint, "DLH")

    decision = complaint.routing_decisions.last()
    assert (decision and decision.suggestions) == [["DLH", 0.05], ["DISHUB", 0.1]]
