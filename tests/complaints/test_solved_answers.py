"""Answers of similar solved cases: the same unit and matter, ended well, seen by those who may, without persons."""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from bontang_pengaduan.lib.clock import now
from complaints.models import Complaint, ComplaintEvent, Reply
from complaints.services import replies, resolving
from complaints.solved_answers import find_solved_answers
from opd.models import Category, User
from tests.cast import petugas_lain, petugas_pupr, unit
from tests.complaints.answer_kit import in_force
from tests.factories import make_complaint

pytestmark = pytest.mark.usefixtures("reference_data")
SAID = "Yth. Ibu Siti, lubang di Tanjung Laut kami tambal Kamis, 26 November 2026."
RESULT = "Lubang sudah ditambal dengan aspal panas."


def case(text: str, phone: str, *, hours: int = 1) -> Complaint:
    made = make_complaint(text, phone=phone, at=now() - timedelta(hours=hours))
    category = Category.objects.get(code="jalan-rusak")
    Complaint.objects.filter(pk=made.pk).update(opd=unit("PUPRK"), status="forwarded", category=category)
    made.refresh_from_db()
    return made


@pytest.fixture
def asking() -> Complaint:
    return case("Jalan berlubang besar dekat sekolah, motor jatuh", "+6281200000009")


@pytest.fixture
def solved() -> Complaint:
    made = case("Jalan berlubang dalam di depan pasar, motor sering jatuh", "+6281200000008", hours=2)
    replies.answer(
        complaint=made,
        text=SAID,
        kind="answer",
        user=petugas_pupr(),
        version=made.version,
        now=now(),
        details=replies.ReplyDetails(override_reason="Sudah dikenal"),
    )
    made.refresh_from_db()
    resolving.resolve(complaint=made, resolution=RESULT, user=petugas_pupr(), now=now())
    Reply.objects.filter(complaint=made).update(status="delivered")
    made.refresh_from_db()
    return made


def found(complaint: Complaint, user: User | None = None) -> list[str]:
    return [each.number for each in find_solved_answers(user or petugas_pupr(), complaint, now())]


def test_the_sentence_the_outcome_and_its_case_without_persons(asking: Complaint, solved: Complaint) -> None:
    answer = find_solved_answers(petugas_pupr(), asking, now())[0]

    assert (answer.number, answer.outcome, answer.reason) == (solved.number, RESULT, "kategori sama, isi mirip")
    assert answer.text == "Yth. Ibu [nama], lubang di [lokasi] kami tambal [tanggal]."
    assert answer.gaps == ("nama", "lokasi", "tanggal")


def test_who_has_been_answered_is_shown_the_result(asking: Complaint, solved: Complaint) -> None:
    Complaint.objects.filter(pk=asking.pk).update(answered_at=now())
    asking.refresh_from_db()

    assert find_solved_answers(petugas_pupr(), asking, now())[0].text == RESULT


@pytest.mark.parametrize(
    "change",
    [{"is_secret": True}, {"status": "in_progress"}, {"resolved_at": None}, {"text": "Sampah menumpuk di pasar"}],
)
def test_never_of_a_secret_an_open_or_another_matter(
    asking: Complaint, solved: Complaint, change: dict[str, object]
) -> None:
    assert found(asking) == [solved.number]

    Complaint.objects.filter(pk=solved.pk).update(**change)

    assert found(asking) == []


def test_never_of_another_unit_a_reopened_case_or_an_answer_that_did_not_arrive(
    asking: Complaint, solved: Complaint
) -> None:
    Complaint.objects.filter(pk=solved.pk).update(opd=unit("DISHUB"))
    assert found(asking) == []
    Complaint.objects.filter(pk=solved.pk).update(opd=unit("PUPRK"))
    Reply.objects.filter(complaint=solved).update(status="failed")
    assert found(asking) == []
    Reply.objects.filter(complaint=solved).update(status="read")
    assert found(asking) == [solved.number]

    ComplaintEvent.objects.create(complaint=solved, type="complaint.reopened", created_at=now())

    assert found(asking) == []


def test_others_see_none_of_it(client: Client, asking: Complaint, solved: Complaint) -> None:
    client.force_login(petugas_lain())

    assert client.get(f"/aduan/{asking.number}/jawaban-serupa/").status_code == 404
    assert found(asking, petugas_lain()) == []


def test_an_answer_by_a_rule_that_has_ended_says_so(asking: Complaint, solved: Complaint) -> None:
    version = in_force(now(), "Lubang kami tambal.")
    event = ComplaintEvent.objects.filter(complaint=solved, type="reply.written").earliest("created_at", "pk")
    used = {"code": version.answer.code, "version": 1, "title": version.answer.title, "approved_by": "", "basis": ""}
    ComplaintEvent.objects.filter(pk=event.pk).update(data=event.data | {"approved": used | {"is_edited": False}})
    assert find_solved_answers(petugas_pupr(), asking, now())[0].changed_rule == ""

    type(version).objects.filter(pk=version.pk).update(ended_at=now())

    assert find_solved_answers(petugas_pupr(), asking, now())[0].changed_rule == f"“{version.answer.title}” versi 1"


def test_from_the_list_into_the_composer_to_the_history(client: Client, asking: Complaint, solved: Complaint) -> None:
    client.force_login(petugas_pupr())
    path = f"/aduan/{asking.number}/"
    page = client.get(f"{path}jawaban-serupa/").content.decode()
    reply = Reply.objects.filter(complaint=solved, kind="answer").earliest("pk")
    assert f"{path}?dasar={reply.pk}#composer" in page
    form = client.get(f"{path}?dasar={reply.pk}").context["form"]
    words = {name: form[name].value() for name in ("mode", "kind", "text", "version", "basis")}
    refused = client.post(f"{path}balas/", words | {"override_reason": "Tetap"})
    assert (refused.status_code, refused.context["second_look"].stops) == (422, True)
    assert refused.context["basis"] == reply

    client.post(f"{path}balas/", words | {"text": "Lubangnya kami periksa lebih dahulu."})

    kept = asking.events.get(type="reply.written").data
    assert kept["basis"] == {"reply": reply.pk, "number": solved.number}
    assert f"Disusun dari jawaban aduan serupa {solved.number}." in client.get(path).content.decode()
    Complaint.objects.filter(pk=solved.pk).update(is_secret=True)
    assert solved.number not in client.get(path).content.decode()


def test_an_answer_that_is_no_basis_is_refused(client: Client, asking: Complaint, solved: Complaint) -> None:
    reply = Reply.objects.filter(complaint=solved, kind="answer").earliest("pk")
    Complaint.objects.filter(pk=solved.pk).update(is_secret=True)
    client.force_login(petugas_pupr())

    opened = client.get(f"/aduan/{asking.number}/?dasar={reply.pk}")

    assert opened.context["form"]["text"].value() is None
    assert client.get(f"/aduan/{asking.number}/?dasar=9%27x").status_code == 200


def test_one_set_of_queries_for_any_number_of_cases(
    asking: Complaint, solved: Complaint, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    user = petugas_pupr()

    with django_assert_num_queries(5):  # memberships, cases, replies, areas, what they rested on
        find_solved_answers(user, asking, now())
