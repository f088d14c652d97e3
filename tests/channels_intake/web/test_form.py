"""/lapor/ from the first word to number and code: nothing lost, nothing twice, nobody's name where it must not be."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.core import mail
from django.test import Client
from pytest_django import Settings

from bontang_pengaduan.lib.clock import now
from channels_intake.form.sending import store_draft
from channels_intake.media import fetch_media
from channels_intake.models import FormDraft, InboundRequest
from channels_intake.process import drain_all
from channels_intake.replies import send_due
from complaints.models import Attachment, Complaint, Reply, ReporterIdentifier, Support
from complaints.queries import visible_to
from opd.models import Category, Kelurahan
from tests import cast
from tests.channels_intake.web.form_kit import STORY, fill, photo, send, words
from tests.reference import load_reference_data

BONTANG_KUALA = "64.74.01.1001"


@pytest.fixture(autouse=True)
def reference_data(db: None) -> None:
    load_reference_data()


def test_a_whole_complaint(client: Client) -> None:
    fill(client, photos=(photo(),), kelurahan=BONTANG_KUALA, place="depan SDN 007", name="Siti Contoh")

    done = send(client)

    case = Complaint.objects.get()
    assert (case.channel, case.text, case.place) == ("web", STORY, "depan SDN 007")
    assert case.kelurahan == Kelurahan.objects.get(code=BONTANG_KUALA)
    assert (case.is_anonymous, case.is_secret, str(case.reporter)) == (False, False, "Siti Contoh")
    assert case.number in words(done)
    assert client.get(done.context["link"].removeprefix("http://localhost:8000")).status_code == 200


def test_sending_twice_is_once(client: Client) -> None:
    fill(client)

    first, second = send(client), send(client)

    assert Complaint.objects.count() == InboundRequest.objects.count() == 1
    assert first.context["case"] == second.context["case"]


def test_the_page_with_number_and_code_says_the_same_again(client: Client) -> None:
    fill(client)
    first = send(client)

    again = client.get("/lapor/selesai/")

    assert (again.context["code"], again.context["link"]) == (first.context["code"], first.context["link"])


def test_neither_link_nor_code_stands_in_the_database(client: Client) -> None:
    fill(client)
    done = send(client)
    secrets = (done.context["link"].rstrip("/").rpartition("/")[2], done.context["code"])

    kept = [str(row) for model in apps.get_models() for row in model._default_manager.values()]
    kept += [bytes(row.body).decode() for row in InboundRequest.objects.all()]

    assert len(kept) > 100
    assert [row for row in kept if any(secret in row for secret in secrets)] == []


def test_a_process_that_dies_after_storing_loses_nothing(client: Client) -> None:
    """The citizen's page says that it is stored, and the workers open the complaint."""
    fill(client)
    key = client.cookies["lapor"].value
    store_draft(draft=FormDraft.objects.get(), key=key, now=now())

    waiting = words(client.get("/lapor/selesai/"))
    drain_all(now=now() + timedelta(seconds=1))

    assert "Nomornya sedang dibuat" in waiting
    assert Complaint.objects.get().number in words(client.get("/lapor/selesai/"))


def test_the_photo_goes_through_the_drain_of_attachments(client: Client) -> None:
    fill(client, photos=(photo(), photo("kedua.jpg")))
    send(client)

    fetch_media(now=now() + timedelta(seconds=1))

    stored = Attachment.objects.filter(message__complaint=Complaint.objects.get())
    assert [(row.status, row.content_type, bool(row.preview)) for row in stored] == [("stored", "image/jpeg", True)] * 2


def test_what_is_no_photo_is_refused_and_the_words_are_kept(client: Client) -> None:
    refused = client.post("/lapor/", {"text": STORY, "photos": [photo_of_nothing()]})

    assert refused.status_code == 422
    assert "bukan foto" in words(refused)
    assert STORY in words(client.get("/lapor/"))


def photo_of_nothing() -> object:
    file = photo("program.jpg")
    file.seek(0)
    file.write(b"MZ" + b"\x00" * 100)
    file.seek(0)
    return file


def test_a_draft_survives_and_belongs_to_its_cookie(client: Client) -> None:
    client.post("/lapor/", {"text": STORY})

    other = Client()

    assert STORY in words(client.get("/lapor/"))
    assert STORY not in words(other.get("/lapor/"))
    assert other.get("/lapor/periksa/").headers["Location"] == "/lapor/"
    assert client.cookies["lapor"]["httponly"]
    assert not FormDraft.objects.filter(key_digest=client.cookies["lapor"].value).exists()


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Tolong rumah tetangga terbakar, api membesar", "113"),
        ("Kami terjebak banjir sepinggang, butuh perahu", "115"),
        ("Ada kabel listrik putus menjuntai ke jalan", "123"),
        ("Istri saya dianiaya suaminya setiap malam", "129"),
    ],
)
def test_danger_shows_the_number_before_anything_else_and_marks_the_case(
    client: Client, text: str, number: str
) -> None:
    told = client.post("/lapor/", {"text": text}, follow=True)
    fill(client, text=text)
    send(client)

    assert told.redirect_chain[-1][0] == "/lapor/darurat/"
    assert 'href="tel:112"' in words(told)
    assert f'href="tel:{number}"' in words(told)
    assert Complaint.objects.get().danger != ""


def test_a_matter_of_another_body_says_where_to_go_and_may_be_sent(client: Client) -> None:
    text = "Listrik PLN di rumah saya sering padam dan meteran listrik rusak, tagihan PLN naik"
    client.post("/lapor/", {"text": text})

    told = client.post("/lapor/lokasi/", {"kelurahan": "", "place": ""}, follow=True)

    assert told.redirect_chain[-1][0] == "/lapor/kewenangan/"
    assert "PLN" in words(told)
    client.post("/lapor/kabar/", {"contact": "none"})
    client.post("/lapor/kerahasiaan/", {"name": ""})
    send(client)
    assert Complaint.objects.count() == 1


def earlier_case(**facts: object) -> Complaint:
    other = Client()
    fill(
        other,
        text="Jalan rusak berlubang besar dekat pasar, aspal mengelupas di gang Melati nomor 7",
        kelurahan=BONTANG_KUALA,
        name="Budi Rahasia",
    )
    send(other)
    category = Category.objects.get(code="jalan-rusak")
    Complaint.objects.update(**{"category": category, **facts})
    return Complaint.objects.get()


def ask_similar(client: Client) -> str:
    client.post("/lapor/", {"text": STORY})
    return words(client.post("/lapor/lokasi/", {"kelurahan": BONTANG_KUALA, "place": ""}, follow=True))


def test_a_similar_case_is_offered_without_a_word_of_its_citizens(client: Client) -> None:
    case = earlier_case()

    page = ask_similar(client)

    assert "Dukung ini" in page
    assert "Jalan rusak atau berlubang di Bontang Kuala" in page
    assert not any(word in page for word in ("Budi", "Melati", case.number))


def test_a_support_is_counted_once(client: Client) -> None:
    case = earlier_case()
    ask_similar(client)
    key = client.get("/lapor/serupa/").context["cases"][0].key

    client.post("/lapor/serupa/", {"aduan": key})
    page = client.post("/lapor/serupa/", {"aduan": key}, follow=True)

    assert list(Support.objects.values_list("complaint", flat=True)) == [case.pk]
    assert "Dukungan Anda sudah tercatat" in words(page)


@pytest.mark.parametrize(
    "facts", [{"is_secret": True}, {"is_anonymous": True}, {"status": "closed"}, {"category": None}]
)
def test_what_is_not_public_is_offered_to_nobody(client: Client, facts: dict[str, object]) -> None:
    earlier_case(**facts)

    assert "Dukung ini" not in ask_similar(client)


@pytest.mark.parametrize("key", ["1", "1.AAAA", ""])
def test_a_support_needs_a_key_that_we_gave(client: Client, key: str) -> None:
    earlier_case()
    ask_similar(client)

    client.post("/lapor/serupa/", {"aduan": key})

    assert Support.objects.count() == 0


def test_anonim_hides_the_name_from_the_unit(client: Client) -> None:
    fill(
        client, name="Siti Tersembunyi", is_anonymous=True, contact={"contact": "email", "email": "siti@contoh.example"}
    )
    send(client)
    case = Complaint.objects.get()
    Complaint.objects.update(opd=cast.unit("PUPRK"), status="forwarded")

    officer = Client()
    officer.force_login(cast.petugas_pupr())
    page = words(officer.get(f"/aduan/{case.number}/"))

    assert "Anonim" in page
    assert "Tersembunyi" not in page
    assert "siti@contoh" not in page


def test_rahasia_has_no_page_and_no_list(client: Client) -> None:
    fill(client, is_secret=True)
    done = send(client)

    assert done.context["link"] == done.context["code"] == ""
    assert Complaint.objects.get().is_secret
    assert not visible_to(cast.petugas_pupr()).exists()


def test_an_answer_goes_by_e_mail_to_who_asked_for_it(client: Client) -> None:
    fill(client, contact={"contact": "email", "email": "siti@contoh.example"})
    done = send(client)

    send_due(now=now() + timedelta(minutes=5))

    sent = mail.outbox[0]
    assert (sent.to, sent.subject) == (["siti@contoh.example"], f"Aduan {done.context['case'].number}")
    assert done.context["link"] in sent.body
    assert Reply.objects.get(kind="acknowledgement").status == "sent"


def test_without_a_contact_the_answer_stands_on_the_page_and_nothing_is_sent(client: Client) -> None:
    fill(client)
    send(client)

    send_due(now=now() + timedelta(minutes=5))

    assert mail.outbox == []
    assert Reply.objects.get(kind="acknowledgement").status == "sent"


def test_a_typed_contact_proves_nothing(client: Client) -> None:
    """Two who type the same address are two reporters: nobody inherits a stranger's case."""
    for _ in range(2):
        citizen = Client()
        fill(citizen, contact={"contact": "email", "email": "sama@contoh.example"})
        send(citizen)

    assert Complaint.objects.values("reporter").distinct().count() == 2
    assert not ReporterIdentifier.objects.filter(value__contains="sama@").exists()


def test_a_machine_that_fills_in_everything_is_refused_and_a_person_loses_nothing(client: Client) -> None:
    refused = client.post("/lapor/", {"text": STORY, "situs": "https://spam.example"})

    assert refused.status_code == 422
    assert STORY in words(refused)


def test_too_many_from_one_network_wait_with_their_words_kept(client: Client, settings: Settings) -> None:
    settings.FORM_SENDS_PER_HOUR = 1
    first = Client()
    fill(first)
    send(first)
    fill(client)

    refused = client.post("/lapor/periksa/")

    assert refused.status_code == 429
    assert STORY in words(refused)
    assert Complaint.objects.count() == 1


def test_every_screen_is_small(client: Client) -> None:
    earlier_case()
    ask_similar(client)
    client.post("/lapor/kabar/", {"contact": "none"})
    paths = ["", "lokasi/", "serupa/", "kabar/", "kerahasiaan/", "periksa/"]

    sizes = {path: len(client.get(f"/lapor/{path}").content) for path in paths}

    assert max(sizes.values()) <= 15_000, sizes
