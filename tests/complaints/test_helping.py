"""Butuh bantuan: who can be asked, what leaves the unit, whose clock runs, and what comes back."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from bontang_pengaduan.lib.clock import now as real_now
from complaints.errors import ComplaintError, InvalidInputError, MoveNotAllowedError, NotAllowedError
from complaints.guard import check
from complaints.helpers import helpers_for
from complaints.models import Complaint, HelpRequest, Reply
from complaints.services import helping
from opd.models import Notice, Role, User
from sla.models import ClockKind, Pledge, SlaClock
from tests import cast
from tests.factories import MONDAY_MORNING, make_complaint

pytestmark = pytest.mark.usefixtures("reference_data")
LATER = MONDAY_MORNING + timedelta(hours=1)


@pytest.fixture
def complaint() -> Complaint:
    return make_complaint()


def lawyer() -> User:
    return cast.member("hukum.uji", Role.PETUGAS, cast.unit("BAG-HUKUM"))


def ask(complaint: Complaint, **facts: Any) -> HelpRequest:
    complaint.refresh_from_db()
    given: dict[str, Any] = {
        "helper": "lead",
        "question": "Boleh menyebut tanggal perbaikan?",
        "draft": "Lubangnya kami tambal.",
        "tells_citizen": False,
        "version": complaint.version,
        "user": cast.petugas_pupr(),
        "now": LATER,
    }
    return helping.ask_help(complaint=complaint, **given | facts)


def told(cause: str) -> set[str]:
    return set(Notice.objects.filter(dedupe_key__startswith=cause).values_list("recipient__username", flat=True))


def test_the_head_is_told_and_has_four_office_hours(complaint: Complaint) -> None:
    head = cast.pimpinan()

    request = ask(complaint)

    assert told(f"help:{request.pk}") == {head.username}
    assert request.due_at == LATER + timedelta(hours=5)  # with the break at noon
    assert complaint.events.get(type="help.asked").data["name"] == "Pimpinan OPD"
    assert Reply.objects.filter(kind="receipt").count() == 0


def test_only_helpers_who_are_there_and_never_oneself(complaint: Complaint) -> None:
    assert helpers_for(complaint, cast.petugas_pupr()) == []
    cast.koordinator()
    lawyer()
    assert helpers_for(complaint, cast.petugas_pupr()) == ["coordinator", "legal"]
    assert helpers_for(complaint, cast.koordinator()) == ["legal"]

    Complaint.objects.filter(pk=complaint.pk).update(is_secret=True)
    complaint.refresh_from_db()

    assert helpers_for(complaint, cast.petugas_pupr()) == ["coordinator"]


def test_the_helper_answers_with_an_edited_draft_and_the_asker_is_told(complaint: Complaint) -> None:
    head = cast.pimpinan()
    request = ask(complaint)

    helping.answer_help(help_request=request, text="Boleh.", edited="Kami tambal besok.", user=head, now=LATER)

    request.refresh_from_db()
    assert (request.answer, request.edited, request.answered_by) == ("Boleh.", "Kami tambal besok.", head)
    assert told(f"help-answered:{request.pk}") == {cast.petugas_pupr().username}
    with pytest.raises(MoveNotAllowedError):
        helping.answer_help(help_request=request, text="Lagi.", edited="", user=head, now=LATER)


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"question": "  "}, InvalidInputError),
        ({"helper": "press"}, InvalidInputError),
        ({"question": "x" * 4001}, InvalidInputError),
        ({"helper": "legal", "draft": "Hubungi 0812-3456-7890."}, InvalidInputError),
        ({"helper": "legal", "question": "Apa hak warga contoh?"}, InvalidInputError),
    ],
)
def test_what_is_refused_changes_nothing(
    complaint: Complaint, facts: dict[str, str], refusal: type[ComplaintError]
) -> None:
    cast.pimpinan()
    lawyer()

    with pytest.raises(refusal):
        ask(complaint, **facts)

    assert HelpRequest.objects.count() == 0


def test_another_unit_may_not_ask_and_who_is_not_asked_may_not_answer(complaint: Complaint) -> None:
    cast.pimpinan()
    with pytest.raises(NotAllowedError):
        ask(complaint, user=cast.petugas_lain())
    request = ask(complaint)

    for user in (cast.petugas_pupr(), cast.petugas_lain(), cast.koordinator()):
        with pytest.raises(NotAllowedError):
            helping.answer_help(help_request=request, text="Ya.", edited="", user=user, now=LATER)


def test_the_citizen_hears_an_honest_line_and_its_day_is_a_promise(complaint: Complaint) -> None:
    cast.pimpinan()

    ask(complaint, tells_citizen=True)

    reply = Reply.objects.get(kind="receipt")
    assert "sedang kami pastikan" in reply.text
    assert "25 November 2026" in reply.text
    assert check(reply.text, public=True) == ()
    assert Pledge.objects.get().pledged_by == cast.petugas_pupr()
    running = set(SlaClock.objects.filter(complaint=complaint, is_open=True).values_list("kind", flat=True))
    assert ClockKind.FIRST_ANSWER in running
    assert ClockKind.ACKNOWLEDGE not in running


def test_lateness_is_told_once_and_not_of_a_settled_case(complaint: Complaint) -> None:
    cast.pimpinan()
    cast.koordinator()
    request = ask(complaint)
    assert helping.tell_late_help(now=request.due_at - timedelta(seconds=1)) == 0

    assert [helping.tell_late_help(now=request.due_at) for _ in range(2)] == [1, 0]

    assert told(f"help-late:{request.pk}") == {cast.petugas_pupr().username, cast.koordinator().username}
    HelpRequest.objects.update(late_told_at=None)
    Complaint.objects.update(status="closed", closed_at=LATER)
    assert helping.tell_late_help(now=request.due_at) == 0


def test_a_question_taken_back_makes_room_for_another(complaint: Complaint) -> None:
    cast.pimpinan()
    request = ask(complaint)
    with pytest.raises(MoveNotAllowedError):
        ask(complaint)

    helping.withdraw_help(help_request=request, user=cast.petugas_pupr(), now=LATER)

    assert ask(complaint).pk != request.pk


def test_another_unit_reads_the_question_and_never_the_case(client: Client, complaint: Complaint) -> None:
    client.force_login(lawyer())
    request = ask(complaint, helper="legal")

    page = client.get(f"/bantuan/{request.pk}/")

    assert page.status_code == 200
    assert "Boleh menyebut tanggal perbaikan?" in page.content.decode()
    assert complaint.number not in page.content.decode()
    assert complaint.number not in client.get("/bantuan/").content.decode()
    assert not Notice.objects.filter(recipient=lawyer(), body__contains=complaint.number).exists()
    assert client.get(f"/aduan/{complaint.number}/").status_code == 404
    client.force_login(cast.petugas_lain())
    assert client.get(f"/bantuan/{request.pk}/").status_code == 404
    Complaint.objects.update(is_secret=True)
    client.force_login(lawyer())
    assert client.get(f"/bantuan/{request.pk}/").status_code == 404


def test_from_the_composer_to_the_draft_that_comes_back(client: Client) -> None:
    complaint = make_complaint(at=real_now() - timedelta(minutes=30))
    head = cast.pimpinan()
    client.force_login(cast.petugas_pupr())
    path = f"/aduan/{complaint.number}/"
    opened = client.post(f"{path}bantuan/", {"text": "Draf saya", "version": complaint.version})
    assert (opened.status_code, opened.context["form"]["draft"].value()) == (200, "Draf saya")
    words = {"helper": "lead", "question": "Sudah benar?", "draft": "Draf saya", "version": complaint.version}
    assert client.post(f"{path}bantuan/", words | {"question": ""}).status_code == 422
    client.post(f"{path}bantuan/", words)
    request = HelpRequest.objects.get()
    assert "Menunggu bantuan Pimpinan OPD" in client.get(path).content.decode()

    client.force_login(head)
    assert client.post(f"/bantuan/{request.pk}/", {"text": "", "edited": "Draf saya"}).status_code == 422
    client.post(f"/bantuan/{request.pk}/", {"text": "Lebih ramah", "edited": "Draf baru"})

    client.force_login(cast.petugas_pupr())
    filled = client.get(f"{path}?bantuan={request.pk}")
    assert filled.context["form"]["text"].value() == "Draf baru"
    assert "Lebih ramah" in filled.content.decode()
