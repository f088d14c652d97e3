"""The parts of a case over HTTP: who reads what, and every act as a plain form."""

import pytest
from django.test import Client

from complaints.models import Complaint, Note, RoutingDecision
from complaints.services import part_work, parts, replies
from opd.models import User
from tests import cast
from tests.complaints.part_kit import LATER, MATTER, fresh, link_token, make_lead, make_part
from tests.factories import ROAD, make_complaint

pytestmark = pytest.mark.usefixtures("reference_data")


@pytest.fixture
def lead() -> Complaint:
    return make_lead()


@pytest.fixture
def part(lead: Complaint) -> Complaint:
    return make_part(lead)


def login(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


def texts(client: Client, complaint: Complaint, *sides: str) -> list[str]:
    entries = client.get(f"/aduan/{complaint.number}/").context["entries"]
    return [entry.text for entry in entries if entry.side in sides]


def test_pecah_by_the_form(client: Client, lead: Complaint) -> None:
    facts = {"opd": cast.unit("DISHUB").pk, "matter": MATTER}
    page = login(client, cast.petugas_pupr()).post(f"/aduan/{lead.number}/bagian/", facts, follow=True)

    part = Complaint.objects.get(part_of=lead)
    assert (part.opd, part.text) == (cast.unit("DISHUB"), MATTER)
    assert [line.part for line in page.context["lines"]] == [part]


def test_a_refused_split_keeps_the_words(client: Client, lead: Complaint) -> None:
    facts = {"opd": cast.unit("PUPRK").pk, "matter": MATTER}
    page = login(client, cast.petugas_pupr()).post(f"/aduan/{lead.number}/bagian/", facts)

    assert (page.status_code, page.context["form"]["matter"].value()) == (422, MATTER)


def test_who_gets_which_page(client: Client, lead: Complaint, part: Complaint) -> None:
    paths = [
        f"/aduan/{lead.number}/",
        f"/aduan/{lead.number}/bagian/",
        f"/aduan/{part.number}/",
        f"/aduan/{part.number}/bagian/",
        f"/aduan/{part.number}/bagian/selesai/",
        f"/aduan/{lead.number}/bagian/{part.pk}/kembalikan/",
    ]
    pupr = [login(client, cast.petugas_pupr()).get(path).status_code for path in paths]
    dishub = [login(client, cast.petugas_lain()).get(path).status_code for path in paths]

    assert pupr == [200, 200, 404, 404, 404, 200]
    assert dishub == [404, 404, 200, 403, 200, 404]


def test_the_second_unit_reads_the_conversation_and_no_internal_note(
    client: Client, lead: Complaint, part: Complaint
) -> None:
    Note.objects.create(complaint=lead, author=cast.petugas_pupr(), text="Rahasia PUPRK", created_at=LATER)
    part_work.share_note(complaint=lead, text="Mohon kabar", user=cast.petugas_pupr(), now=LATER)

    read = texts(login(client, cast.petugas_lain()), part, "citizen", "note", "officer")

    assert read == [ROAD, "Mohon kabar"]


def test_the_second_unit_reads_nothing_of_a_secret_conversation(client: Client) -> None:
    part = make_part(make_lead(is_secret=True), cast.koordinator())
    Complaint.objects.filter(pk=part.pk).update(assignee=cast.petugas_lain())

    assert texts(login(client, cast.petugas_lain()), part, "citizen", "officer") == []


def test_a_part_that_was_taken_back_shows_no_conversation(client: Client, part: Complaint) -> None:
    parts.take_back_part(part=part, user=cast.petugas_pupr(), now=LATER)

    assert texts(login(client, cast.petugas_lain()), part, "citizen", "officer") == []


def test_the_citizens_name_is_for_who_writes_to_him(client: Client, lead: Complaint, part: Complaint) -> None:
    login(client, cast.petugas_lain())
    before = client.get(f"/aduan/{part.number}/").context["dossier"]
    found = client.get("/aduan/?tampilan=semua&q=Warga").context["page"].groups
    parts.let_speak(part=part, may_speak=True, user=cast.petugas_pupr(), now=LATER)
    after = client.get(f"/aduan/{part.number}/").context["dossier"]

    assert (before.reporter_name, before.phone, found) == ("Pelapor", "", [])
    assert after.reporter_name == "Warga Contoh"


def test_a_shared_note_by_the_composer(client: Client, lead: Complaint, part: Complaint) -> None:
    words = {"mode": "shared", "kind": "answer", "text": "Kami cek.", "version": part.version}
    login(client, cast.petugas_lain()).post(f"/aduan/{part.number}/balas/", words)

    assert texts(login(client, cast.petugas_pupr()), lead, "note") == ["Kami cek."]
    assert Note.objects.get().is_shared is True


def test_a_part_goes_its_way_by_forms(client: Client, lead: Complaint, part: Complaint) -> None:
    login(client, cast.petugas_lain()).post(f"/aduan/{part.number}/bagian/selesai/", {"result": "Sudah diganti."})
    finished = fresh(part).status
    path = f"/aduan/{lead.number}/bagian/{part.pk}"
    login(client, cast.petugas_pupr()).post(f"{path}/kembalikan/", {"reason": "Satu masih padam"})
    returned = fresh(part).status
    client.post(f"{path}/jawab/", {"speak": "yes"})
    may_speak = fresh(part).may_speak
    login(client, cast.koordinator()).post(f"{path}/urungkan/")

    assert (finished, returned, may_speak, fresh(part).status) == ("resolved", "in_progress", True, "merged")


def test_another_units_part_is_reached_by_nobody_else(client: Client, part: Complaint) -> None:
    other = make_complaint("Sampah di TPS Loktuan menumpuk tiga hari", phone="+6281200000002")
    Complaint.objects.filter(pk=other.pk).update(opd=cast.unit("DISHUB"), status="forwarded")

    login(client, cast.petugas_lain())
    answers = [
        client.post(f"/aduan/{other.number}/bagian/{part.pk}/{act}/").status_code for act in ("urungkan", "jawab")
    ]

    assert (answers, fresh(part).status) == ([404, 404], "forwarded")


def test_the_citizen_reads_one_page_of_all_units(client: Client, lead: Complaint, part: Complaint) -> None:
    parts.let_speak(part=part, may_speak=True, user=cast.petugas_pupr(), now=LATER)
    words = {"text": "Lampu diganti besok.", "kind": "answer", "user": cast.petugas_lain(), "now": LATER}
    replies.answer(complaint=part, version=part.version, **words)  # type: ignore[arg-type]

    journey = client.get(f"/t/{link_token(lead)}/").context["journey"]

    assert (journey.number, journey.headline) == (lead.number, "Diteruskan ke OPD")
    assert [(share.unit, share.state) for share in journey.shares] == [
        (f"{cast.unit('PUPRK').name} (penanggung jawab)", "Diteruskan ke OPD"),
        (cast.unit("DISHUB").name, "Sedang dikerjakan"),
    ]
    assert [answer.by.split(", ")[1] for answer in journey.answers] == ["Dishub"]


def test_a_case_of_one_unit_says_nothing_of_parts(client: Client, lead: Complaint) -> None:
    assert client.get(f"/t/{link_token(lead)}/").context["journey"].shares == ()


def test_two_matters_are_split_in_the_queue(client: Client) -> None:
    waiting = make_lead(opd=None, status="new")
    RoutingDecision.objects.create(
        complaint=waiting,
        outcome="verify",
        suggestions=[["PUPRK", 0.5], ["DISHUB", 0.4]],
        second="DISHUB",
        decided_at=LATER,
    )
    login(client, cast.koordinator())
    item = client.get("/rute/").context["queue"][0]
    form = client.get(f"/rute/{waiting.number}/pecah/").context["form"]
    initial = form.initial
    facts = {"lead": initial["lead"].pk, "opd": initial["opd"].pk, "matter": MATTER}
    client.post(f"/rute/{waiting.number}/pecah/", facts)

    assert (item.second, initial["lead"]) == (cast.unit("DISHUB"), cast.unit("PUPRK"))
    assert (fresh(waiting).opd, fresh(waiting).status) == (cast.unit("PUPRK"), "forwarded")
    assert Complaint.objects.get(part_of=waiting).opd == cast.unit("DISHUB")


def test_a_split_that_fails_routes_nothing(client: Client) -> None:
    waiting = make_lead(opd=None, status="new")
    unit = cast.unit("PUPRK").pk

    page = login(client, cast.koordinator()).post(
        f"/rute/{waiting.number}/pecah/", {"lead": unit, "opd": unit, "matter": MATTER}
    )

    assert (page.status_code, fresh(waiting).status) == (422, "new")


def test_the_queue_is_split_by_coordinators_alone(client: Client) -> None:
    waiting = make_lead(opd=None, status="new")

    assert login(client, cast.petugas_pupr()).get(f"/rute/{waiting.number}/pecah/").status_code == 403


def test_the_router_names_a_second_matter(client: Client) -> None:
    made = make_complaint("sampah menumpuk dan PJU padam")

    decision = made.routing_decisions.get()
    item = login(client, cast.koordinator()).get("/rute/").context["queue"][0]

    assert (decision.outcome, decision.second) == ("verify", "DISHUB")
    assert item.second == cast.unit("DISHUB")
