"""Approved answers over HTTP: written, approved, chosen, sent; and who may not."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import localdate

from bontang_pengaduan.lib.clock import now
from complaints.models import AnswerVersion, ApprovedAnswer, Complaint, Reply
from opd.models import Category
from tests.cast import koordinator, petugas_lain, petugas_pupr, pimpinan, unit
from tests.complaints.answer_kit import draft, in_force
from tests.factories import make_complaint

pytestmark = pytest.mark.usefixtures("reference_data")
LIST = "/pengaturan/jawaban/"
PAGE = f"{LIST}lubang-jalan/"


@pytest.fixture
def complaint() -> Complaint:
    made = make_complaint(at=now() - timedelta(minutes=30))
    Complaint.objects.filter(pk=made.pk).update(
        opd=unit("PUPRK"), status="forwarded", category=Category.objects.get(code="jalan-rusak")
    )
    made.refresh_from_db()
    return made


def as_(client: Client, user: object) -> Client:
    client.force_login(user)  # type: ignore[arg-type]
    return client


def test_from_the_composer_to_the_citizen(client: Client, complaint: Complaint) -> None:
    version = in_force(now(), "Aduan {nomor} kami periksa hari ini.")
    path = f"/aduan/{complaint.number}/"
    officer = as_(client, petugas_pupr())
    offered = officer.get(path).context["suggestions"]
    filled = officer.get(f"{path}?jawaban={version.pk}").context["form"]
    assert [each.version for each in offered] == [version]
    assert Reply.objects.filter(kind="answer").count() == 0

    words = {name: filled[name].value() for name in ("mode", "kind", "text", "version", "approved")}
    officer.post(f"{path}balas/", words)

    assert Reply.objects.get(kind="answer").text == f"Aduan {complaint.number} kami periksa hari ini."
    kept = complaint.events.get(type="reply.written").data["approved"]
    assert (kept["code"], kept["version"], kept["is_edited"]) == ("lubang-jalan", 1, False)
    assert complaint.events.get(type="promise.given").data["until"] == f"{localdate(now())}"


def test_an_unfilled_field_comes_back_marked_with_its_answer(client: Client, complaint: Complaint) -> None:
    version = in_force(now(), "Datang ke {loket}.")
    path = f"/aduan/{complaint.number}/balas/"
    words = {"mode": "reply", "kind": "answer", "text": "Datang ke [loket].", "version": complaint.version}

    refused = as_(client, petugas_pupr()).post(path, words | {"approved": version.pk, "override_reason": "x"})

    assert (refused.status_code, refused.context["second_look"].stops) == (422, True)
    assert refused.context["approved"] == version
    assert Reply.objects.filter(kind="answer").count() == 0


@pytest.mark.parametrize("key", ["0", "x", "-1", "9" * 30])
def test_a_key_of_nothing_fills_nothing(client: Client, complaint: Complaint, key: str) -> None:
    page = as_(client, petugas_pupr()).get(f"/aduan/{complaint.number}/?jawaban={key}")

    assert (page.status_code, page.context["approved"]) == (200, None)


def test_a_draft_and_another_units_answer_fill_nothing(client: Client, complaint: Complaint) -> None:
    version = draft(now())
    other = in_force(now(), title="Lain")
    ApprovedAnswer.objects.filter(pk=other.answer_id).update(opd=unit("DISHUB"))
    officer = as_(client, petugas_pupr())

    shown = [officer.get(f"/aduan/{complaint.number}/?jawaban={key}").context for key in (version.pk, other.pk)]

    assert [(page["approved"], page["form"]["text"].value()) for page in shown] == [(None, None)] * 2
    assert officer.get(f"/aduan/{complaint.number}/jawaban/").context["suggestions"] == []


def test_written_by_an_officer_approved_by_the_head_ended_by_the_head(client: Client) -> None:
    facts = {"title": "Lubang jalan", "opd": unit("PUPRK").pk, "stage": "first", "text": "Sudah {nomor} kami catat."}
    officer = as_(client, petugas_pupr())
    assert officer.post(f"{LIST}baru/", facts | {"text": ""}).status_code == 422
    officer.post(f"{LIST}baru/", facts | {"public_text": "Sudah kami catat."})
    version = AnswerVersion.objects.get()
    own = officer.post(f"{PAGE}{version.pk}/sahkan/", {"valid_until": str((now() + timedelta(days=90)).date())})

    head = as_(client, pimpinan())
    late = head.post(f"{PAGE}{version.pk}/sahkan/", {"valid_until": "2020-01-01"})
    head.post(f"{PAGE}{version.pk}/sahkan/", {"valid_until": str((now() + timedelta(days=90)).date())})
    version.refresh_from_db()
    assert (own.status_code, late.status_code, version.state) == (422, 422, "approved")
    assert version.variants == {"public": "Sudah kami catat."}
    assert [row["in_force"] for row in head.get(f"{LIST}?q=lubang").context["answers"]] == [version]

    head.post(f"{PAGE}{version.pk}/cabut/")
    version.refresh_from_db()
    assert version.state == "expired"


def test_a_new_version_is_a_draft_beside_what_is_in_force(client: Client) -> None:
    first = in_force(now())

    as_(client, petugas_pupr()).post(PAGE, {"text": "Kami ukur besok."})

    states = [(version.number, version.state) for version in first.answer.versions.all()]
    assert states == [(2, "draft"), (1, "approved")]


def test_another_unit_finds_no_page_and_no_offer_to_write_for_it(client: Client) -> None:
    version = draft(now())
    stranger = as_(client, petugas_lain())

    answers = [
        stranger.get(PAGE),
        stranger.post(PAGE, {"text": "x"}),
        stranger.post(f"{PAGE}{version.pk}/sahkan/", {}),
        stranger.post(f"{PAGE}{version.pk}/cabut/"),
    ]

    assert [answer.status_code for answer in answers] == [404] * 4
    assert stranger.get(LIST).context["answers"] == []
    refused = stranger.post(f"{LIST}baru/", {"title": "x", "opd": unit("PUPRK").pk, "stage": "first", "text": "x"})
    assert refused.status_code == 422
    assert ApprovedAnswer.objects.count() == 1


def test_hostile_words_are_inert(client: Client, complaint: Complaint) -> None:
    in_force(now(), "<img src=x onerror=x> {nomor}.", title="<b>Judul</b>")
    coordinator = as_(client, koordinator())

    pages = [coordinator.get(path).content for path in (LIST, f"{LIST}bjudulb/", f"/aduan/{complaint.number}/jawaban/")]

    assert [page.count(b"<img src=x") + page.count(b"<b>Judul") for page in pages] == [0, 0, 0]
    assert pages[2].count(b"&lt;img src=x onerror=x&gt; BTG-") == 1


def test_the_pages_want_a_login(client: Client, complaint: Complaint) -> None:
    paths = [LIST, f"{LIST}baru/", PAGE, f"/aduan/{complaint.number}/jawaban/"]

    assert [client.get(path).headers["Location"] for path in paths] == [f"/masuk/?next={path}" for path in paths]


def test_an_answer_that_ended_meanwhile_is_not_sent(client: Client, complaint: Complaint) -> None:
    version = in_force(now(), "Sudah kami catat.")
    AnswerVersion.objects.update(ended_at=now())
    words = {"mode": "reply", "kind": "answer", "text": "Sudah kami catat.", "version": complaint.version}

    refused = as_(client, petugas_pupr()).post(f"/aduan/{complaint.number}/balas/", words | {"approved": version.pk})

    assert refused.status_code == 422
    assert refused.context["error"] == "Jawaban ini tidak sah dipakai lagi. Pilih jawaban lain, atau tulis sendiri."
    assert Reply.objects.filter(kind="answer").count() == 0
