"""Minta dibaca over HTTP: from the composer to the reader and back, by plain forms."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bontang_pengaduan.lib.clock import now
from complaints.models import Complaint, Reply, SecondReading
from tests.cast import petugas_lain, petugas_pupr, pimpinan, unit
from tests.factories import make_complaint

pytestmark = pytest.mark.usefixtures("reference_data")
PLAIN = "Kami sudah memeriksa lokasinya."


@pytest.fixture
def complaint() -> Complaint:
    made = make_complaint("Ada pungli di loket parkir, jalan berlubang parah", at=now() - timedelta(minutes=30))
    Complaint.objects.filter(pk=made.pk).update(opd=unit("PUPRK"), status="forwarded")
    made.refresh_from_db()
    return made


@pytest.fixture
def officer(client: Client) -> Client:
    client.force_login(petugas_pupr())
    return client


def reader_client() -> Client:
    client = Client()
    client.force_login(pimpinan())
    return client


def words(complaint: Complaint, **changes: object) -> dict[str, object]:
    return {"mode": "reply", "kind": "answer", "text": PLAIN, "version": complaint.version, **changes}


def asked(officer: Client, complaint: Complaint) -> SecondReading:
    facts = words(complaint, reader=pimpinan().pk, question="Aman?")
    officer.post(f"/aduan/{complaint.number}/minta-dibaca/", facts)
    return SecondReading.objects.get()


def test_the_refusal_names_the_reasons_keeps_the_words_and_leads_to_asking(
    officer: Client, complaint: Complaint
) -> None:
    page = officer.post(f"/aduan/{complaint.number}/balas/", words(complaint))

    shown = page.content.decode()
    assert (page.status_code, page.context["form"]["text"].value()) == (422, PLAIN)
    assert "Dugaan korupsi atau pungutan liar" in shown
    assert f'formaction="/aduan/{complaint.number}/minta-dibaca/"' in shown
    assert Reply.objects.filter(author__isnull=False).count() == 0


def test_the_composers_draft_opens_the_page_and_asks_nothing(officer: Client, complaint: Complaint) -> None:
    pimpinan()
    page = officer.post(f"/aduan/{complaint.number}/minta-dibaca/", words(complaint))

    assert (page.status_code, page.context["form"]["text"].value()) == (200, PLAIN)
    assert [name for _, name in page.context["form"].fields["reader"].choices][1:] == [
        f"{pimpinan().display_name}, Pimpinan OPD"
    ]
    assert SecondReading.objects.count() == 0


def test_asked_read_approved_and_sent(officer: Client, complaint: Complaint) -> None:
    reading, reader = asked(officer, complaint), reader_client()
    assert reading.question == "Aman?"
    assert PLAIN in reader.get("/baca/").content.decode()
    screen = reader.get(f"/baca/{reading.pk}/").content.decode()
    assert "Ada pungli di loket parkir" in screen

    done = reader.post(f"/baca/{reading.pk}/", {"text": PLAIN, "remark": "Baik", "decision": "approve"})
    page = officer.get(f"/aduan/{complaint.number}/?baca={reading.pk}")
    officer.post(f"/aduan/{complaint.number}/balas/", words(complaint))

    assert done.status_code == 302
    assert page.context["form"]["text"].value() == PLAIN
    assert Reply.objects.get(kind="answer").text == PLAIN


def test_returned_without_a_remark_the_page_says_so(officer: Client, complaint: Complaint) -> None:
    reading, reader = asked(officer, complaint), reader_client()

    page = reader.post(f"/baca/{reading.pk}/", {"text": PLAIN, "decision": "return"})

    assert (page.status_code, "Tuliskan apa yang perlu diubah" in page.content.decode()) == (422, True)


def test_the_case_says_who_reads_and_its_writer_may_withdraw(officer: Client, complaint: Complaint) -> None:
    reading = asked(officer, complaint)
    assert "Menunggu dibaca" in officer.get(f"/aduan/{complaint.number}/").content.decode()

    officer.post(f"/baca/{reading.pk}/tarik/")

    assert SecondReading.objects.get().status == "withdrawn"


def test_strangers_see_neither_draft_nor_page(officer: Client, complaint: Complaint) -> None:
    reading, stranger = asked(officer, complaint), Client()
    stranger.force_login(petugas_lain())

    assert stranger.get(f"/baca/{reading.pk}/").status_code == 404
    assert stranger.post(f"/aduan/{complaint.number}/minta-dibaca/", words(complaint)).status_code == 404
    assert PLAIN not in stranger.get("/baca/").content.decode()


def test_an_unread_red_answer_by_the_result_form_keeps_its_words(officer: Client, complaint: Complaint) -> None:
    page = officer.post(f"/aduan/{complaint.number}/selesaikan/", {"resolution": PLAIN})

    assert (page.status_code, f'name="text" value="{PLAIN}"' in page.content.decode()) == (422, True)


def test_the_queue_costs_the_same_with_one_and_with_three(officer: Client, complaint: Complaint) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            reader.get("/baca/")
        return len(queries)

    asked(officer, complaint)
    reader = reader_client()
    reader.get("/baca/")
    one = count()
    for number in range(2):
        text = "Ada pungli di loket, jalan berlubang"
        other = make_complaint(text, phone=f"+628120000090{number}", at=now() - timedelta(minutes=30))
        Complaint.objects.filter(pk=other.pk).update(opd=unit("PUPRK"), status="forwarded")
        facts = words(other, reader=pimpinan().pk)
        officer.post(f"/aduan/{other.number}/minta-dibaca/", facts)

    assert SecondReading.objects.count() == 3
    assert count() == one


def test_whatever_stands_in_the_hidden_fields_the_page_holds(officer: Client, complaint: Complaint) -> None:
    facts = words(complaint, approved="x", quoted="9" * 30, kind="lain", reader="0")

    assert officer.post(f"/aduan/{complaint.number}/minta-dibaca/", facts).status_code == 422
