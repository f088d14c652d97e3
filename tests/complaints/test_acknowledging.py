"""The first texts: one acknowledgement after the burst, one question for the place."""

from datetime import timedelta

import pytest

from bontang_pengaduan.lib.inbound import Location, Media
from complaints.models import Complaint, Reply
from complaints.services.delivery import mark_sent
from sla.models import SlaClock
from tests.factories import MONDAY_MORNING, make_complaint, make_event, receive

pytestmark = pytest.mark.usefixtures("reference_data")
IN_CITY = Location(0.1335, 117.5)
LAMP = "Lampu jalan padam di gang kami"


def acknowledgement() -> Reply:
    return Reply.objects.get(kind=Reply.Kind.ACKNOWLEDGEMENT)


def place_question() -> Reply:
    return Reply.objects.get(form=Reply.Form.LOCATION_REQUEST)


def test_it_says_number_subject_unit_promise_and_link() -> None:
    complaint = make_complaint(LAMP)

    lines = acknowledgement().text.split("\n")
    link = lines[6].removeprefix("Ikuti perkembangannya di ")
    assert lines == [
        f"Terima kasih, aduan Anda sudah kami terima dengan nomor {complaint.number}.",
        "",
        f"“{LAMP}”",
        "Ditangani Dinas Perhubungan Kota Bontang.",
        "",
        "Janji selesai paling lambat Jumat, 11 Desember 2026 pukul 16.30 WITA.",
        f"Ikuti perkembangannya di {link}",
        "",
        "Foto boleh menyusul, balas saja pesan ini.",
    ]


def test_after_the_burst_it_says_what_is_known_by_then() -> None:
    receive(make_event(None, kind="image", media=(Media("image", "901"),)))
    link = acknowledgement().text.split("Ikuti")[1]
    receive(make_event(LAMP, at=MONDAY_MORNING + timedelta(seconds=20)))

    assert acknowledgement().text.split("\n")[2:4] == [f"“{LAMP}”", "Ditangani Dinas Perhubungan Kota Bontang."]
    assert acknowledgement().text.split("Ikuti")[1].split("\n")[0] == link.split("\n")[0]
    assert acknowledgement().text.split("\n")[-1] == "Ada tambahan? Balas saja pesan ini."


def test_what_has_been_sent_is_not_changed() -> None:
    make_complaint(LAMP)
    mark_sent(reply=acknowledgement(), external_id="wamid.a", now=MONDAY_MORNING)
    said = acknowledgement().text
    receive(make_event("dekat masjid", at=MONDAY_MORNING + timedelta(minutes=2)))

    assert acknowledgement().text == said


def test_automatic_texts_stop_no_clock() -> None:
    complaint = make_complaint(LAMP)
    for reply in Reply.objects.all():
        mark_sent(reply=reply, external_id=f"wamid.{reply.pk}", now=MONDAY_MORNING)

    kinds = SlaClock.objects.filter(complaint=complaint, is_open=True).values_list("kind", flat=True)
    assert set(kinds) == {"acknowledge", "accept", "first_answer", "resolve", "window"}


def test_a_missing_place_is_asked_for_once_behind_the_acknowledgement() -> None:
    complaint = make_complaint(LAMP)
    receive(make_event("gelap sekali", at=MONDAY_MORNING + timedelta(seconds=30)))

    question = place_question()
    assert (question.complaint, question.kind) == (complaint, "prompt")
    assert question.next_attempt_at == acknowledgement().next_attempt_at + timedelta(seconds=2)


@pytest.mark.parametrize(
    "text",
    ["Lampu jalan padam di Loktuan", "Lampu jalan padam, Jl. Kapten Piere", "KTP saya belum jadi, 2 bulan"],
)
def test_a_place_that_is_named_or_not_needed_is_not_asked_for(text: str) -> None:
    make_complaint(text)

    assert Reply.objects.filter(form=Reply.Form.LOCATION_REQUEST).count() == 0


def test_a_pin_in_the_burst_takes_the_question_back() -> None:
    make_complaint(LAMP)
    receive(make_event(None, kind="location", location=IN_CITY, at=MONDAY_MORNING + timedelta(seconds=20)))

    assert place_question().status == "cancelled"


def test_a_pin_the_next_morning_answers_the_question_and_no_answer_changes_nothing() -> None:
    complaint = make_complaint(LAMP)
    state = (complaint.status, complaint.opd_id)
    receive(make_event(None, kind="location", location=IN_CITY, at=MONDAY_MORNING + timedelta(hours=20)))

    complaint.refresh_from_db()
    assert (Complaint.objects.count(), complaint.latitude) == (1, IN_CITY.lat)
    assert state == (complaint.status, complaint.opd_id)
