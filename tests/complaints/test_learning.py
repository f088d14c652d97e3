"""What people decide about a route is kept as a label, each kind where it belongs."""

from datetime import timedelta

import pytest

from complaints.models import Complaint
from complaints.services import declining, handling
from complaints.services.classify import set_secrecy
from complaints.services.erasing import erase_withdrawn
from complaints.services.routing import verify
from opd.models import ExternalBody, RoutingLabel
from tests import cast
from tests.factories import MONDAY_MORNING, ROAD, make_complaint

pytestmark = pytest.mark.usefixtures("reference_data")
LATER = MONDAY_MORNING + timedelta(hours=2)
UNCLEAR = "mohon dibantu urusan kami yang kemarin itu belum beres"


def labels() -> list[tuple[str, str, bool]]:
    rows = RoutingLabel.objects.values_list("origin", "code", "by_coordinator")
    return list(rows)


def decide(complaint: Complaint, outcome: str, code: str = "") -> None:
    verify(
        complaint=complaint,
        outcome=outcome,
        opd=cast.unit(code) if outcome == "unit" else None,
        external_body=ExternalBody.objects.get(code=code) if outcome == "refer" else None,
        reason="Bukan urusan kota",
        user=cast.koordinator(),
        now=LATER,
    )


def unclear() -> Complaint:
    """A complaint that waits for the coordinator."""
    complaint = make_complaint(UNCLEAR)
    assert complaint.status == "new"
    return complaint


def test_taking_what_the_router_gave_confirms_it() -> None:
    complaint = make_complaint()

    handling.take(complaint=complaint, user=cast.petugas_pupr(), now=LATER)

    label = RoutingLabel.objects.get()
    decision = complaint.routing_decisions.get()
    assert (label.case, label.text, label.origin, label.code) == (complaint.number, ROAD, "confirmation", "PUPRK")
    assert (label.guess, label.score, label.model_version) == ("PUPRK", decision.score, decision.model_version)
    assert (label.labelled_by, label.labelled_at) == (cast.petugas_pupr(), LATER)


def test_taking_after_a_persons_decision_says_nothing_new() -> None:
    complaint = unclear()
    decide(complaint, "unit", "PUPRK")

    handling.take(complaint=complaint, user=cast.petugas_pupr(), now=LATER)

    assert [(code, final) for _, code, final in labels()] == [("PUPRK", True)]


def test_handing_on_corrects_and_refusing_refuses() -> None:
    complaint = make_complaint()
    cast.koordinator()

    handling.forward(complaint=complaint, opd=cast.unit("DISHUB"), reason="Lampu", user=cast.petugas_pupr(), now=LATER)
    declining.decline(complaint=complaint, reason="Bukan lampu", user=cast.petugas_lain(), now=LATER)

    assert labels() == [("correction", "DISHUB", False), ("refusal", "DISHUB", False)]
    assert set(RoutingLabel.objects.values_list("guess", flat=True)) == {"PUPRK"}


@pytest.mark.parametrize(
    ("outcome", "code", "kept"), [("unit", "DLH", "DLH"), ("refer", "REF-PLN", "REF-PLN"), ("none", "", "NONE")]
)
def test_every_verdict_of_the_queue_is_a_label(outcome: str, code: str, kept: str) -> None:
    complaint = unclear()

    decide(complaint, outcome, code)

    label = RoutingLabel.objects.get()
    guess = complaint.routing_decisions.order_by("pk")[0].suggestions[0][0]
    assert (label.code, label.by_coordinator, label.guess) == (kept, True, guess)
    assert label.origin == ("confirmation" if guess == kept else "correction")


def test_a_secret_case_teaches_nothing() -> None:
    complaint = make_complaint()
    Complaint.objects.filter(pk=complaint.pk).update(is_secret=True)
    complaint.refresh_from_db()

    handling.take(complaint=complaint, user=cast.petugas_pupr(), now=LATER)

    assert labels() == []


def test_a_case_that_becomes_secret_takes_its_words_back() -> None:
    complaint = make_complaint()
    handling.take(complaint=complaint, user=cast.petugas_pupr(), now=LATER)
    other = make_complaint(phone="+6281200000002")
    handling.take(complaint=other, user=cast.petugas_pupr(), now=LATER)

    facts = {"is_anonymous": False, "is_secret": True, "reason": "Menyangkut pegawai"}
    set_secrecy(complaint=complaint, user=cast.petugas_pupr(), now=LATER, **facts)  # type: ignore[arg-type]

    assert list(RoutingLabel.objects.values_list("case", flat=True)) == [other.number]


def test_so_does_one_whose_words_are_erased() -> None:
    complaint = make_complaint()
    handling.take(complaint=complaint, user=cast.petugas_pupr(), now=LATER)
    complaint.messages.update(revoked_at=LATER)

    erased = [erase_withdrawn(now=LATER + timedelta(days=days)) for days in (29, 30)]

    assert (erased, labels()) == ([0, 1], [])
