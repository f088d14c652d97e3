"""Rujuk: recorded, told to the citizen, undone; a road of another authority does not leave the city."""

import pytest
from django.test import Client

from complaints.errors import InvalidInputError, MoveNotAllowedError, NotAllowedError
from complaints.models import Complaint, Referral, Reply
from complaints.services import handling
from complaints.services.referring import refer, undo_referral
from opd.models import ExternalBody, Notice, RoutingLabel, User
from sla.models import SlaClock
from tests import cast
from tests.complaints.part_kit import HOUR, LATER, events, fresh, link_token, make_lead, make_part, open_clocks
from tests.factories import make_complaint, make_event, receive

pytestmark = pytest.mark.usefixtures("reference_data")


@pytest.fixture
def case() -> Complaint:
    """At PUPRK, and nobody has taken it."""
    return make_lead()


def body(code: str = "REF-PLN") -> ExternalBody:
    return ExternalBody.objects.get(code=code)


def refer_to(case: Complaint, code: str = "REF-PLN", user: User | None = None) -> Referral:
    user = user or cast.petugas_pupr()
    return refer(complaint=case, external_body=body(code), reason="Tiang milik PLN", user=user, now=LATER)


def undo(referral: Referral, user: User | None = None) -> None:
    undo_referral(referral=referral, user=user or cast.petugas_pupr(), now=LATER + HOUR)


def told(case: Complaint) -> list[Reply]:
    return list(case.replies.filter(kind="prompt").exclude(form="location_request").order_by("pk"))


def test_a_referred_case_leaves_the_city_without_a_verdict(case: Complaint) -> None:
    referral = refer_to(case)

    case = fresh(case)
    assert (case.status, case.closed_at, case.opd, open_clocks(case)) == ("referred", LATER, cast.unit("PUPRK"), {})
    assert SlaClock.objects.filter(complaint=case, kind="resolve", cancelled_at=LATER, stopped_at=None).count() == 1
    assert (referral.decision.outcome, referral.decision.external_body, referral.keeper) == ("refer", body(), None)
    assert (events(case)[-1], RoutingLabel.objects.get(case=case.number).code) == ("complaint.referred", "REF-PLN")


def test_the_citizen_is_told_what_happens_now_and_what_the_city_still_does(case: Complaint) -> None:
    refer_to(case)

    [reply] = told(case)
    assert reply.text.splitlines() == [
        f"Aduan {case.number} “{case.subject}” adalah kewenangan {body().name}.",
        f"Selanjutnya: {body().next_step}",
        f"Peran kota: {body().city_role}",
        "Masih ada yang kurang jelas? Balas saja pesan ini.",
    ]
    assert (reply.status, reply.next_attempt_at > LATER, reply.author) == ("pending", True, None)


def test_while_the_window_is_shut_the_word_waits(case: Complaint) -> None:
    facts = {"external_body": body(), "reason": "Tiang milik PLN", "user": cast.petugas_pupr()}
    refer(complaint=case, now=LATER + 48 * HOUR, **facts)  # type: ignore[arg-type]

    assert [reply.status for reply in told(case)] == ["held"]


def test_every_body_says_what_happens_now_and_what_the_city_does() -> None:
    silent = [body.code for body in ExternalBody.objects.all() if not (body.next_step and body.city_role)]

    assert (silent, ExternalBody.objects.count()) == ([], 18)


def test_his_page_shows_the_way(client: Client, case: Complaint) -> None:
    refer_to(case)

    journey = client.get(f"/t/{link_token(case)}/").context["journey"]

    assert journey.headline == "Dirujuk ke lembaga yang berwenang"
    assert journey.closing == f"Urusan ini kewenangan {body().name}. {body().next_step} {body().city_role}"
    assert [(step.label, step.state) for step in journey.steps] == [
        ("Diterima", "done"),
        ("Diteruskan ke PUPRK", "done"),
        ("Dirujuk", "done"),
    ]
    assert (journey.unit, journey.promise) == ("", "")


@pytest.mark.parametrize("code", ["REF-BBPJN", "REF-PUPRPROV"])
def test_a_road_of_another_authority_goes_to_puprk(code: str) -> None:
    waiting = make_lead(opd=None, status="new")
    due = open_clocks(waiting)["resolve"]

    referral = refer_to(waiting, code, cast.koordinator())

    waiting = fresh(waiting)
    assert (waiting.status, waiting.opd, referral.keeper) == ("forwarded", cast.unit("PUPRK"), cast.unit("PUPRK"))
    assert (open_clocks(waiting)["resolve"], referral.decision.outcome) == (due, "unit")
    assert (events(waiting)[-1], told(waiting)[0].text.splitlines()[1]) == (
        "complaint.kept",
        f"Aduan ini tetap dipegang {cast.unit('PUPRK').name}.",
    )


def test_puprk_keeps_a_road_that_it_has(client: Client, case: Complaint) -> None:
    refer_to(case, "REF-BBPJN")

    journey = client.get(f"/t/{link_token(case)}/").context["journey"]
    assert (fresh(case).status, fresh(case).opd, journey.headline) == (
        "forwarded",
        cast.unit("PUPRK"),
        "Diteruskan ke OPD",
    )
    assert journey.closing.startswith(f"Urusan ini kewenangan {body('REF-BBPJN').name}.")


def test_undone_in_time_the_citizen_hears_nothing(case: Complaint) -> None:
    before = open_clocks(case)
    referral = refer_to(case)

    undo(referral)

    case = fresh(case)
    assert (case.status, case.closed_at, open_clocks(case)) == ("forwarded", None, before)
    assert ([reply.status for reply in told(case)], events(case)[-1]) == (["cancelled"], "complaint.referral_undone")
    assert RoutingLabel.objects.filter(case=case.number).count() == 0


def test_undone_later_he_is_told(case: Complaint) -> None:
    referral = refer_to(case)
    Reply.objects.filter(pk=told(case)[0].pk).update(status="sent", attempts=1)

    undo(referral)

    expected = f"kami periksa lagi. Abaikan pemberitahuan kami sebelumnya tentang {body().name}."
    assert told(case)[1].text.endswith(expected)


def test_undone_in_the_queue_it_waits_with_its_suggestions() -> None:
    waiting = make_lead(opd=None, status="new")
    decision = waiting.routing_decisions.get()
    verify_due = open_clocks(waiting).get("verify")
    referral = refer_to(waiting, user=cast.koordinator())

    undo(referral, cast.koordinator())

    waiting = fresh(waiting)
    assert (waiting.status, open_clocks(waiting).get("verify")) == ("new", verify_due)
    assert waiting.routing_decisions.last().suggestions == decision.suggestions  # type: ignore[union-attr]


def test_undone_a_kept_case_is_where_it_was() -> None:
    other = make_lead(opd=cast.unit("DISHUB"))
    referral = refer_to(other, "REF-BBPJN", cast.petugas_lain())

    undo(referral, cast.petugas_lain())

    assert (fresh(other).status, fresh(other).opd) == ("forwarded", cast.unit("DISHUB"))


def test_what_its_keeper_has_begun_is_not_undone() -> None:
    other = make_lead(opd=cast.unit("DISHUB"))
    referral = refer_to(other, "REF-BBPJN", cast.petugas_lain())
    handling.take(complaint=fresh(other), user=cast.petugas_pupr(), now=LATER)

    with pytest.raises(MoveNotAllowedError):
        undo(referral, cast.petugas_lain())

    assert Referral.objects.get().undone_at is None


def test_who_may_undo_and_how_often(case: Complaint) -> None:
    referral = refer_to(case)
    with pytest.raises(NotAllowedError):
        undo(referral, cast.pimpinan())
    undo(referral, cast.koordinator())

    with pytest.raises(MoveNotAllowedError):
        undo(referral)


def test_who_may_refer_what(case: Complaint) -> None:
    with pytest.raises(NotAllowedError):
        refer_to(case, user=cast.petugas_lain())
    facts = {"external_body": body(), "user": cast.petugas_pupr(), "now": LATER}
    with pytest.raises(InvalidInputError):
        refer(complaint=case, reason=" ", **facts)  # type: ignore[arg-type]
    make_part(case)
    with pytest.raises(MoveNotAllowedError):
        refer_to(case)
    Complaint.objects.filter(pk=case.pk).update(status="resolved")
    with pytest.raises(MoveNotAllowedError):
        refer_to(case, "REF-BBPJN")


def test_a_part_is_referred_without_a_word_to_the_citizen(case: Complaint) -> None:
    lead = cast.petugas_pupr()
    part = make_part(case)

    refer_to(part, user=cast.petugas_lain())

    assert (fresh(part).status, told(case), told(part)) == ("referred", [], [])
    assert Notice.objects.get(recipient=lead).subject == f"Aduan {part.number} dirujuk"


def test_who_had_it_is_told_when_somebody_else_refers_it(case: Complaint) -> None:
    officer = cast.petugas_pupr()

    refer_to(case, user=cast.koordinator())

    assert Notice.objects.get(recipient=officer, subject__endswith="dirujuk").body.endswith("Tenggatnya berhenti.")


def test_the_citizens_next_word_brings_it_back(case: Complaint) -> None:
    refer_to(case)
    quoted = told(case)[0]
    Reply.objects.filter(pk=quoted.pk).update(external_id="wamid.rujukan", status="sent")

    receive(make_event("PLN bilang ini urusan kota", at=LATER + HOUR, quoted="wamid.rujukan"))

    assert (fresh(case).status, events(case)[-1], "resolve" in open_clocks(case)) == (
        "in_progress",
        "complaint.reopened",
        True,
    )


def test_referring_and_undoing_by_forms(client: Client, case: Complaint) -> None:
    client.force_login(cast.petugas_pupr())
    page = client.get(f"/aduan/{case.number}/rujuk/")
    client.post(f"/aduan/{case.number}/rujuk/", {"external_body": body().pk, "reason": "Tiang PLN"})
    state, shown = fresh(case).status, client.get(f"/aduan/{case.number}/").context["can_undo_referral"]
    client.post(f"/rujukan/{Referral.objects.get().pk}/urungkan/")

    assert (len(page.context["bodies"]), state, shown, fresh(case).status) == (18, "referred", True, "forwarded")


def test_a_referral_by_the_queues_form(client: Client) -> None:
    waiting = make_lead(opd=None, status="new")
    client.force_login(cast.koordinator())

    client.post(f"/rute/{waiting.number}/rujuk/", {"body": body().pk, "reason": "Listrik rumah"})

    assert (fresh(waiting).status, Referral.objects.get().decision.external_body) == ("referred", body())


def test_another_units_referral_is_not_found(client: Client, case: Complaint) -> None:
    referral = refer_to(case)
    client.force_login(cast.petugas_lain())

    answers = [
        client.get(f"/aduan/{case.number}/rujuk/").status_code,
        client.post(f"/rujukan/{referral.pk}/urungkan/").status_code,
    ]
    assert (answers, Referral.objects.get().undone_at) == ([404, 404], None)


def test_the_machines_note_of_a_road_is_on_the_citizens_page(client: Client) -> None:
    road = make_complaint("Jalan Brigjen Katamso berlubang dalam sekali, banyak motor jatuh")

    journey = client.get(f"/t/{link_token(road)}/").context["journey"]

    assert (road.opd, journey.closing.startswith(f"Urusan ini kewenangan {body('REF-BBPJN').name}.")) == (
        cast.unit("PUPRK"),
        True,
    )
