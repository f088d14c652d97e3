"""Writing over HTTP: the services of the pages, done once however often it is asked."""

from datetime import timedelta

import pytest

from complaints.models import AnswerVersion, Complaint, ComplaintEvent, Note, Reply
from opd.models import Role
from sla.models import ClockKind, SlaClock
from tests.api_caller import LIST, Caller, caller, kind_of
from tests.cast import koordinator, member, petugas_lain, petugas_pupr
from tests.complaints.answer_kit import in_force
from tests.factories import MONDAY_MORNING, make_complaint

pytestmark = pytest.mark.usefixtures("reference_data")
LATER = MONDAY_MORNING + timedelta(hours=1)


@pytest.fixture
def complaint(reference_data: None, monkeypatch: pytest.MonkeyPatch) -> Complaint:
    monkeypatch.setattr("complaints.api.views.now", lambda: LATER)
    complaint = make_complaint()
    complaint.refresh_from_db()
    return complaint


@pytest.fixture
def system(reference_data: None) -> Caller:
    return caller(petugas_pupr())


def notes_of(complaint: Complaint) -> str:
    return f"{LIST}{complaint.number}/notes/"


def replies_of(complaint: Complaint) -> str:
    return f"{LIST}{complaint.number}/replies/"


def words(complaint: Complaint, **changes: object) -> dict[str, object]:
    return {"text": "Kami perbaiki besok.", "kind": "answer", "version": complaint.version} | changes


def test_a_note_is_kept_in_the_name_of_the_tokens_user(complaint: Complaint, system: Caller) -> None:
    response = system.post(notes_of(complaint), {"text": " Sudah dicek  "})

    note = Note.objects.get()
    assert (note.complaint, note.author, note.text) == (complaint, petugas_pupr(), "Sudah dicek")
    assert response.status_code == 201
    assert response.json() == {
        "id": note.pk,
        "text": "Sudah dicek",
        "author": petugas_pupr().display_name,
        "created_at": "2026-11-23T10:00:00+08:00",
    }


def test_a_reply_is_queued_and_stops_the_clocks_like_one_of_the_pages(complaint: Complaint, system: Caller) -> None:
    response = system.post(replies_of(complaint), words(complaint))

    reply = Reply.objects.get(kind="answer")
    assert response.status_code == 201
    assert response.json()["id"] == reply.pk
    assert (reply.text, reply.author, reply.status) == ("Kami perbaiki besok.", petugas_pupr(), "pending")
    assert SlaClock.objects.get(complaint=complaint, kind=ClockKind.FIRST_ANSWER).stopped_at == LATER


def test_a_question_is_a_question(complaint: Complaint, system: Caller) -> None:
    system.post(replies_of(complaint), words(complaint, kind="question", text="Di RT berapa?"))

    complaint.refresh_from_db()
    assert (complaint.status, Reply.objects.get(kind="question").text) == ("waiting", "Di RT berapa?")


def test_a_stale_version_is_a_conflict_and_nothing_is_sent(complaint: Complaint, system: Caller) -> None:
    seen = words(complaint)
    system.post(replies_of(complaint), seen, key="pertama")

    response = system.post(replies_of(complaint), seen, key="kedua")

    assert kind_of(response) == (409, "stale_version")
    assert Reply.objects.filter(kind="answer").count() == 1


def test_sent_again_with_its_key_it_is_done_once_and_answered_the_same(complaint: Complaint, system: Caller) -> None:
    body = words(complaint)

    first, second = system.post(replies_of(complaint), body), system.post(replies_of(complaint), body)

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert ("Idempotent-Replayed" in first.headers, second.headers["Idempotent-Replayed"]) == (False, "true")
    assert Reply.objects.filter(kind="answer").count() == 1


def test_the_order_of_the_body_does_not_matter_to_its_key(complaint: Complaint, system: Caller) -> None:
    body = words(complaint)
    system.post(replies_of(complaint), body)

    response = system.post(replies_of(complaint), dict(reversed(body.items())))

    assert (response.status_code, Reply.objects.filter(kind="answer").count()) == (201, 1)


@pytest.mark.parametrize("other", [{"text": "Lain"}, {"kind": "receipt"}])
def test_a_key_is_not_lent_to_another_body(complaint: Complaint, system: Caller, other: dict[str, object]) -> None:
    system.post(replies_of(complaint), words(complaint))

    response = system.post(replies_of(complaint), words(complaint, **other))

    assert kind_of(response) == (422, "key_reused")
    assert Reply.objects.filter(author__isnull=False).count() == 1


def test_a_key_is_not_lent_to_another_complaint(complaint: Complaint, system: Caller) -> None:
    other = make_complaint(phone="+6281200000002")
    system.post(notes_of(complaint), {"text": "Sudah dicek"})

    response = system.post(notes_of(other), {"text": "Sudah dicek"})

    assert kind_of(response) == (422, "key_reused")
    assert [note.complaint for note in Note.objects.all()] == [complaint]


def test_a_refused_write_leaves_its_key_free(complaint: Complaint, system: Caller) -> None:
    refused = system.post(replies_of(complaint), words(complaint, version=complaint.version + 7))

    again = system.post(replies_of(complaint), words(complaint))

    assert (refused.status_code, again.status_code) == (409, 201)


@pytest.mark.parametrize("key", [None, "", " ", "x" * 101, "kunci\u00e9"])
def test_a_write_without_a_usable_key_is_refused(complaint: Complaint, system: Caller, key: str | None) -> None:
    response = system.post(notes_of(complaint), {"text": "x"}, key=key)

    assert kind_of(response) == (400, "key_missing")
    assert Note.objects.count() == 0


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": "   "}, "text"),
        ({"text": "x" * 4097}, "text"),
        ({"text": "a\x00b"}, "text"),
        ({"text": "a\ud800b"}, "text"),
        ({"text": None}, "text"),
        ({"kind": "acknowledgement"}, "kind"),
        ({"version": "satu"}, "version"),
        ({"version": -1}, "version"),
    ],
)
def test_what_cannot_be_used_is_refused_by_field(
    complaint: Complaint, system: Caller, changes: dict[str, object], field: str
) -> None:
    response = system.post(replies_of(complaint), words(complaint, **changes))

    assert kind_of(response) == (400, "invalid")
    assert list(response.json()["errors"]) == [field]
    assert Reply.objects.filter(author__isnull=False).count() == 0


def test_missing_fields_are_all_named(complaint: Complaint, system: Caller) -> None:
    response = system.post(replies_of(complaint), {})

    assert response.json()["errors"] == {name: ["Bidang ini harus diisi."] for name in ("kind", "version")}


def test_a_closed_complaint_takes_no_reply(complaint: Complaint, system: Caller) -> None:
    Complaint.objects.filter(pk=complaint.pk).update(status="closed")

    response = system.post(replies_of(complaint), words(complaint))

    assert kind_of(response) == (422, "refused")
    assert response.json()["detail"] == "Aduan ini sudah ditutup."


def test_who_does_not_see_it_cannot_write_into_it(complaint: Complaint) -> None:
    stranger = caller(petugas_lain())

    answers = [
        stranger.post(notes_of(complaint), {"text": "x"}),
        stranger.post(replies_of(complaint), words(complaint)),
    ]

    assert [kind_of(answer) for answer in answers] == [(404, "not_found")] * 2
    assert Note.objects.count() == 0


def test_who_sees_it_without_acting_is_told_so(complaint: Complaint) -> None:
    sekda = caller(member("sekda.uji", Role.SEKDA))

    response = sekda.post(replies_of(complaint), words(complaint))

    assert kind_of(response) == (403, "permission_denied")
    assert response.json()["detail"] == "Aduan ini ditangani OPD lain."


def test_the_coordinator_may_write_everywhere(complaint: Complaint) -> None:
    assert caller(koordinator()).post(notes_of(complaint), {"text": "Mohon dicek"}).status_code == 201


def test_words_with_a_finding_are_refused_with_what_was_found(complaint: Complaint, system: Caller) -> None:
    response = system.post(replies_of(complaint), words(complaint, text="Nanti kami cek."))

    assert kind_of(response) == (422, "needs_review")
    assert response.json()["findings"] == [
        {
            "flag": "promise",
            "start": 0,
            "end": 5,
            "words": "Nanti",
            "title": "Janji tanpa tanggal",
            "reason": "Pelapor tidak tahu kapan janji ini ditepati.",
            "advice": "Sebut hari atau tanggalnya, dan siapa yang mengerjakan.",
            "stops": False,
        }
    ]
    assert Reply.objects.filter(author__isnull=False).count() == 0


def test_with_a_reason_they_are_sent(complaint: Complaint, system: Caller) -> None:
    body = words(complaint, text="Nanti kami cek.", override_reason="Tanggal menyusul lewat telepon.")

    response = system.post(replies_of(complaint), body)

    assert response.status_code == 201
    kept = complaint.events.get(type="reply.written").data["guard"]
    assert kept == {"flags": ["promise"], "reason": "Tanggal menyusul lewat telepon."}


def named(complaint: Complaint, code: str, version: int = 1, **changes: object) -> dict[str, object]:
    return {"kind": "answer", "version": complaint.version, "answer": {"code": code, "version": version}} | changes


def test_an_approved_answer_is_named_by_code_and_version_and_filled(complaint: Complaint, system: Caller) -> None:
    version = in_force(LATER)

    response = system.post(replies_of(complaint), named(complaint, version.answer.code))

    assert response.status_code == 201
    reply = Reply.objects.get(kind="answer")
    assert reply.text.startswith(f"Aduan {complaint.number} kami periksa.")
    used = ComplaintEvent.objects.get(type="reply.written").data["approved"]
    assert (used["code"], used["version"], used["is_edited"]) == (version.answer.code, 1, False)


def test_an_approved_answer_with_an_empty_field_is_not_sent(complaint: Complaint, system: Caller) -> None:
    version = in_force(LATER, "Aduan {nomor} kami periksa bersama {nama regu}.")

    refused = system.post(replies_of(complaint), named(complaint, version.answer.code, override_reason="Mendesak"))

    assert kind_of(refused) == (422, "needs_review")
    assert [found["flag"] for found in refused.json()["findings"]] == ["placeholder"]
    text = f"Aduan {complaint.number} kami periksa bersama regu jalan."
    system.post(replies_of(complaint), named(complaint, version.answer.code, text=text), key="kunci-2")
    assert Reply.objects.get(kind="answer").text == text


def test_an_answer_that_is_not_there_or_not_in_force_is_refused(complaint: Complaint, system: Caller) -> None:
    version = in_force(LATER)
    AnswerVersion.objects.filter(pk=version.pk).update(ended_at=LATER)

    ended = system.post(replies_of(complaint), named(complaint, version.answer.code))
    missing = system.post(replies_of(complaint), named(complaint, version.answer.code, 2), key="kunci-2")
    empty = system.post(replies_of(complaint), {"kind": "answer", "version": complaint.version}, key="kunci-3")

    assert all(400 <= each.status_code < 500 for each in (ended, missing, empty))
    assert "tidak sah dipakai lagi" in ended.json()["detail"]
    assert "tidak ada untuk aduan ini" in missing.json()["detail"]
    assert not Reply.objects.filter(kind="answer").exists()
