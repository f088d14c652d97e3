"""An officer's draft on its way to a reader or a helper: it goes along, comes back, and is never there twice."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from complaints.models import Complaint, ComplaintEvent, Draft, HelpRequest, Message, Reply, SecondReading
from complaints.services.drafting import Words, keep_draft
from complaints.services.erasing import erase_withdrawn
from complaints.services.helping import answer_help, ask_help
from complaints.services.resolving import resolve
from complaints.services.second_readings import Draft as Unread
from complaints.services.second_readings import ask_reading, return_reading, withdraw_reading
from complaints.services.withdrawal import withdraw
from complaints.services.withdrawing import cancel_reply
from sla.models import ClockKind, SlaClock
from tests.cast import petugas_lain, petugas_pupr, pimpinan, unit
from tests.factories import make_complaint

pytestmark = pytest.mark.usefixtures("reference_data")
TEXT = "Regu kami memeriksa lubang itu."
NOW = timezone.now()


@pytest.fixture
def complaint() -> Complaint:
    pimpinan()
    return at_pupr(make_complaint(at=timezone.now() - timedelta(minutes=1)))


@pytest.fixture
def officer(client: Client) -> Client:
    client.force_login(petugas_pupr())
    return client


def at_pupr(made: Complaint) -> Complaint:
    Complaint.objects.filter(pk=made.pk).update(opd=unit("PUPRK"), status="forwarded")
    made.refresh_from_db()
    return made


def composed(complaint: Complaint, text: str = TEXT, **more: object) -> dict[str, Any]:
    return {"mode": "reply", "kind": "answer", "text": text, "version": complaint.version, **more}


def post(client: Client, complaint: Complaint, path: str, **facts: object) -> Any:
    return client.post(f"/aduan/{complaint.number}/{path}/", facts)


def own_draft() -> Draft | None:
    return Draft.objects.filter(author=petugas_pupr()).first()


def waiting(complaint: Complaint, text: str = TEXT, **facts: Any) -> SecondReading:
    return ask_reading(
        complaint=complaint,
        draft=Unread(text, **facts),
        reader=pimpinan(),
        question="",
        user=petugas_pupr(),
        now=timezone.now(),
    )


def solved_case() -> Reply:
    """An answer of another solved case of the unit, which may be built on."""
    case = at_pupr(make_complaint("Jalan berlubang parah di RT 09, aspal mengelupas", phone="+6281200000003"))
    reply = resolve(complaint=case, resolution="Lubang sudah ditambal regu kami.", user=petugas_pupr(), now=NOW)
    Reply.objects.filter(pk=reply.pk).update(status="delivered")
    Complaint.objects.filter(pk=case.pk).update(resolved_at=NOW - timedelta(hours=1))
    return reply


def basis_on_page(client: Client, complaint: Complaint, query: str = "") -> object:
    return client.get(f"/aduan/{complaint.number}/{query}").context["basis"]


def test_what_a_draft_was_begun_with_survives_the_reload(officer: Client, complaint: Complaint) -> None:
    basis = solved_case()
    assert basis_on_page(officer, complaint, f"?dasar={basis.pk}") == basis

    post(officer, complaint, "draf", **composed(complaint, basis=basis.pk))

    assert basis_on_page(officer, complaint) == basis
    assert basis_on_page(officer, complaint, "?dasar=0") is None
    post(officer, complaint, "balas", **composed(complaint, basis=basis.pk, revision=own_draft().revision))  # type: ignore[union-attr]
    written = ComplaintEvent.objects.filter(complaint=complaint, type="reply.written").get()
    assert written.data["basis"]["reply"] == basis.pk
    assert own_draft() is None


def test_a_draft_keeps_no_basis_that_its_officer_may_not_see(officer: Client, complaint: Complaint) -> None:
    basis = solved_case()
    Complaint.objects.filter(replies=basis).update(is_secret=True)

    post(officer, complaint, "draf", **composed(complaint, basis=basis.pk))

    assert own_draft().basis is None  # type: ignore[union-attr]


def test_words_that_are_read_leave_the_composer_and_keep_their_basis(officer: Client, complaint: Complaint) -> None:
    basis = solved_case()
    opened = post(officer, complaint, "minta-dibaca", **composed(complaint, basis=basis.pk))
    assert own_draft().text == TEXT  # type: ignore[union-attr]  # the way back finds the words
    hidden = {name: opened.context["form"][name].value() for name in ("revision", "basis", "mode")}

    post(officer, complaint, "minta-dibaca", text=f"{TEXT} Segera.", kind="answer", reader=pimpinan().pk, **hidden)

    reading = SecondReading.objects.get()
    assert (reading.text, reading.basis) == (f"{TEXT} Segera.", basis)
    assert own_draft() is None
    assert officer.get(f"/aduan/{complaint.number}/").context["form"]["text"].value() is None


def test_of_a_request_that_was_not_made_the_draft_stays(officer: Client, complaint: Complaint) -> None:
    post(officer, complaint, "minta-dibaca", **composed(complaint))
    post(officer, complaint, "bantuan", **composed(complaint))

    assert own_draft().text == TEXT  # type: ignore[union-attr]


@pytest.mark.parametrize("way", ["returned", "withdrawn"])
def test_words_that_come_back_are_their_writers_draft_again(officer: Client, complaint: Complaint, way: str) -> None:
    basis = solved_case()
    reading = waiting(complaint, basis=basis)

    if way == "returned":
        return_reading(reading=reading, remark="Sebut tanggalnya.", user=pimpinan(), now=timezone.now())
    else:
        withdraw_reading(reading=reading, user=petugas_pupr(), now=timezone.now())

    draft = own_draft()
    assert draft is not None
    assert (draft.text, draft.basis, draft.kind) == (TEXT, basis, "answer")


def test_words_that_come_back_overwrite_nothing_that_was_begun_since(complaint: Complaint) -> None:
    reading = waiting(complaint)
    words = Words(text="Kalimat baru", mode="reply", kind="answer", version=complaint.version)
    keep_draft(complaint=complaint, user=petugas_pupr(), words=words, revision=0, now=timezone.now())

    withdraw_reading(reading=reading, user=petugas_pupr(), now=timezone.now())

    assert Draft.objects.get().text == "Kalimat baru"


@pytest.mark.parametrize("way", ["resolved", "by the citizen"])
def test_a_draft_that_waits_ends_with_its_case(client: Client, complaint: Complaint, way: str) -> None:
    reading = waiting(complaint)
    now = timezone.now()

    if way == "resolved":
        resolve(complaint=complaint, resolution="Sudah ditambal.", user=petugas_pupr(), now=now)
    else:
        withdraw(complaint=complaint, now=now)

    reading.refresh_from_db()
    clock = SlaClock.objects.get(complaint=complaint, kind=ClockKind.SECOND_READER)
    assert (reading.status, reading.decided_by, clock.cancelled_at, clock.is_open) == ("withdrawn", None, now, False)
    assert Draft.objects.get().text == TEXT
    client.force_login(pimpinan())
    page = client.get("/baca/")
    assert page.context["queue"].mine == []
    lines = [entry.text for entry in client.get(f"/aduan/{complaint.number}/").context["entries"]]
    assert "Permintaan dibaca berakhir bersama aduan ini" in lines


def test_a_result_that_is_taken_back_starts_no_clock_for_a_draft_that_waits_no_more(complaint: Complaint) -> None:
    waiting(complaint)
    now = timezone.now()
    reply = resolve(complaint=complaint, resolution="Sudah ditambal.", user=petugas_pupr(), now=now)

    cancel_reply(reply=reply, user=petugas_pupr(), now=now + timedelta(seconds=1))

    complaint.refresh_from_db()
    running = SlaClock.objects.filter(complaint=complaint, is_open=True).values_list("kind", flat=True)
    assert complaint.status == "forwarded"
    assert ClockKind.RESOLVE in set(running)
    assert ClockKind.SECOND_READER not in set(running)


def test_help_is_asked_with_the_draft_as_it_was_written_last(officer: Client, complaint: Complaint) -> None:
    opened = post(officer, complaint, "bantuan", **composed(complaint))
    form = opened.context["form"]
    facts = {"helper": "lead", "question": "Aman?", "draft": f"{TEXT} Segera.", "version": complaint.version}

    post(officer, complaint, "bantuan", **facts, revision=form["revision"].value())

    assert HelpRequest.objects.get().draft == f"{TEXT} Segera."
    assert own_draft().text == f"{TEXT} Segera."  # type: ignore[union-attr]


def test_the_helpers_draft_takes_the_place_of_the_one_that_he_was_asked_about(
    officer: Client, complaint: Complaint
) -> None:
    basis = solved_case()
    post(officer, complaint, "draf", **composed(complaint, basis=basis.pk))
    asked = asked_help(complaint)
    answer_help(help_request=asked, text="", edited="Regu datang Kamis.", user=pimpinan(), now=timezone.now())

    page = officer.get(f"/aduan/{complaint.number}/?bantuan={asked.pk}")

    form = page.context["form"]
    assert (form["text"].value(), page.context["draft"].other, page.context["basis"]) == (
        "Regu datang Kamis.",
        None,
        basis,
    )
    post(
        officer,
        complaint,
        "balas",
        **composed(complaint, "Regu datang, terima kasih.", revision=form["revision"].value()),
    )
    assert own_draft() is None


def test_a_draft_that_was_changed_since_is_not_replaced_by_the_helpers(officer: Client, complaint: Complaint) -> None:
    asked = asked_help(complaint)
    post(officer, complaint, "draf", **composed(complaint, "Yang lain sama sekali"))
    answer_help(help_request=asked, text="", edited="Regu datang Kamis.", user=pimpinan(), now=timezone.now())

    page = officer.get(f"/aduan/{complaint.number}/?bantuan={asked.pk}")

    assert page.context["draft"].other == own_draft()


def asked_help(complaint: Complaint) -> HelpRequest:
    return ask_help(
        complaint=complaint,
        helper="lead",
        question="Aman?",
        draft=TEXT,
        tells_citizen=False,
        version=complaint.version,
        user=petugas_pupr(),
        now=timezone.now(),
    )


def test_questions_are_erased_with_the_words_that_they_may_quote(client: Client, complaint: Complaint) -> None:
    asked = asked_help(complaint)
    answer_help(help_request=asked, text="Aman.", edited="Lain.", user=pimpinan(), now=timezone.now())
    other = asked_help(at_pupr(make_complaint("Jembatan rusak", phone="+6281200000009")))
    Message.objects.filter(complaint=complaint).update(revoked_at=NOW - timedelta(days=40))

    assert erase_withdrawn(now=timezone.now()) == 1

    asked.refresh_from_db()
    other.refresh_from_db()
    assert (asked.question, asked.draft, asked.answer, asked.edited) == ("", "", "", "")
    assert (other.question, other.draft) == ("Aman?", TEXT)
    client.force_login(petugas_pupr())
    assert "Dihapus bersama pesan pelapor" in client.get(f"/bantuan/{asked.pk}/").content.decode()


def test_other_units_neither_keep_nor_hand_on_a_draft_of_the_case(client: Client, complaint: Complaint) -> None:
    client.force_login(petugas_lain())

    for path in ("minta-dibaca", "bantuan", "draf"):
        assert post(client, complaint, path, **composed(complaint)).status_code == 404
    assert Draft.objects.count() == 0
