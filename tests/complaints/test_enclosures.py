"""A file to the citizen, and an answer to one of his messages."""

import io
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from complaints.errors import ConflictError, InvalidInputError, NotAllowedError
from complaints.models import Complaint, Reply
from complaints.services.enclosures import MOST_BYTES, Enclosure, answer_with_file
from tests.cast import petugas_lain, petugas_pupr, unit
from tests.factories import make_complaint

pytestmark = pytest.mark.usefixtures("reference_data")

GPS = 0x8825
PDF = b"%PDF-1.7\n%%EOF"


@pytest.fixture
def complaint() -> Complaint:
    """A complaint at PUPRK, written a minute ago."""
    made = make_complaint(at=timezone.now() - timedelta(minutes=1))
    Complaint.objects.filter(pk=made.pk).update(opd=unit("PUPRK"), status="forwarded")
    made.refresh_from_db()
    return made


@pytest.fixture
def officer(client: Client) -> Client:
    client.force_login(petugas_pupr())
    return client


def photo() -> bytes:
    """A PNG that tells where it was taken."""
    exif = Image.Exif()
    exif[GPS] = {1: "N", 2: (0.0, 7.0, 30.0)}
    drawn = io.BytesIO()
    Image.new("RGB", (1600, 1200), "green").save(drawn, "PNG", exif=exif)
    return drawn.getvalue()


def send(complaint: Complaint, data: bytes, name: str = "jalan.png", **changes: object) -> Reply:
    enclosure = Enclosure(name, len(data), ContentFile(data))
    facts: dict[str, object] = {
        "enclosure": enclosure,
        "text": "Sudah kami tambal.",
        "kind": "answer",
        "user": petugas_pupr(),
        "version": complaint.version,
    }
    return answer_with_file(complaint=complaint, now=timezone.now(), **(facts | changes))  # type: ignore[arg-type]


def stored() -> list[str]:
    return default_storage.listdir("replies")[1] if default_storage.exists("replies") else []


def test_a_photo_is_sent_as_a_jpeg_that_tells_no_place(complaint: Complaint) -> None:
    reply = send(complaint, photo())

    with default_storage.open(reply.content["file"]) as file, Image.open(file) as image:
        assert (image.format, image.size, dict(image.getexif())) == ("JPEG", (1280, 960), {})
    assert (reply.form, reply.text) == ("media", "Sudah kami tambal.")
    assert (reply.content["mime"], reply.content["filename"]) == ("image/jpeg", "jalan.png.jpg")


def test_a_pdf_is_sent_as_it_is_under_a_harmless_name(complaint: Complaint) -> None:
    reply = send(complaint, PDF, "../berkas\u202efdp.pdf")

    with default_storage.open(reply.content["file"]) as file:
        assert file.read() == PDF
    assert (reply.content["mime"], reply.content["filename"]) == ("application/pdf", "berkasfdp.pdf")


@pytest.mark.parametrize("data", [b"MZ program", b"<svg onload=alert(1)>", photo()[:100]])
def test_other_files_are_refused_and_leave_nothing(complaint: Complaint, data: bytes) -> None:
    before = stored()

    with pytest.raises(InvalidInputError, match="bukan foto atau PDF"):
        send(complaint, data)

    assert stored() == before
    assert not Reply.objects.filter(author=petugas_pupr()).exists()


def test_a_file_over_the_limit_is_refused_unread(complaint: Complaint) -> None:
    large = Enclosure("besar.pdf", MOST_BYTES + 1, ContentFile(PDF))

    with pytest.raises(InvalidInputError, match="lebih besar dari 10 MB"):
        send(complaint, PDF, enclosure=large)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"version": 99}, ConflictError),
        ({"text": " "}, InvalidInputError),
        ({"text": "x" * 1025}, InvalidInputError),
    ],
)
def test_of_an_answer_that_is_refused_no_file_stays(
    complaint: Complaint, changes: dict[str, object], error: type[Exception]
) -> None:
    before = stored()

    with pytest.raises(error):
        send(complaint, photo(), "jalan.png", **changes)

    assert stored() == before


def test_an_officer_of_another_unit_sends_nothing(complaint: Complaint) -> None:
    with pytest.raises(NotAllowedError):
        send(complaint, photo(), user=petugas_lain())


def test_a_public_channel_takes_no_file_from_here(complaint: Complaint) -> None:
    complaint.channel = "x"

    with pytest.raises(InvalidInputError, match="Kanal ini"):
        send(complaint, photo())


def test_the_page_sends_the_file_and_the_thread_offers_it(officer: Client, complaint: Complaint) -> None:
    upload = SimpleUploadedFile("jalan.png", photo(), "image/png")
    path = f"/aduan/{complaint.number}/lampirkan/"
    sent = officer.post(path, {"file": upload, "text": "Ini fotonya.", "kind": "answer", "version": complaint.version})

    reply = Reply.objects.get(author=petugas_pupr())
    page = officer.get(f"/aduan/{complaint.number}/").content.decode()
    file = officer.get(f"/balasan/{reply.pk}/berkas/")
    assert sent.status_code == 302
    assert page.count(f'href="/balasan/{reply.pk}/berkas/"') == 1
    assert (file.headers["Content-Type"], file.headers["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert file.headers["Content-Disposition"] == 'attachment; filename="jalan.png.jpg"'


def test_a_refused_file_keeps_the_words(officer: Client, complaint: Complaint) -> None:
    upload = SimpleUploadedFile("a.exe", b"MZ", "image/png")
    path = f"/aduan/{complaint.number}/lampirkan/"
    page = officer.post(path, {"file": upload, "text": "Ini fotonya.", "kind": "answer", "version": complaint.version})

    assert page.status_code == 422
    assert page.content.decode().count("Ini fotonya.") == 1


def test_a_file_is_given_to_nobody_of_another_unit(client: Client, complaint: Complaint) -> None:
    reply = send(complaint, photo())
    client.force_login(petugas_lain())

    assert client.get(f"/balasan/{reply.pk}/berkas/").status_code == 404


def test_a_reply_without_a_file_has_none(officer: Client, complaint: Complaint) -> None:
    reply = send(complaint, photo())
    Reply.objects.filter(pk=reply.pk).update(content={})

    assert officer.get(f"/balasan/{reply.pk}/berkas/").status_code == 404


def test_an_answer_quotes_the_message_that_was_chosen(officer: Client, complaint: Complaint) -> None:
    message = complaint.messages.get()
    page = officer.get(f"/aduan/{complaint.number}/?kutip={message.pk}").content.decode()

    words = {"mode": "reply", "kind": "answer", "text": "Baik.", "version": complaint.version, "quoted": message.pk}
    officer.post(f"/aduan/{complaint.number}/balas/", words)

    thread = officer.get(f"/aduan/{complaint.number}/").content.decode()
    assert page.count(f'<input type="hidden" name="quoted" value="{message.pk}">') == 1
    assert Reply.objects.get(author=petugas_pupr()).quoted_external_id == message.external_id
    assert thread.count('<blockquote class="quote">') == 1


@pytest.mark.parametrize("key", ["0", "x", "9" * 30])
def test_a_message_of_another_case_is_not_quoted(officer: Client, complaint: Complaint, key: str) -> None:
    other = make_complaint(phone="+6281200000077").messages.get()
    for wrong in (key, str(other.pk)):
        page = officer.get(f"/aduan/{complaint.number}/?kutip={wrong}").content.decode()

        assert page.count('name="quoted"') == 0
    words = {"mode": "reply", "kind": "answer", "text": "Baik.", "version": complaint.version, "quoted": other.pk}
    officer.post(f"/aduan/{complaint.number}/balas/", words)
    assert Reply.objects.get(author=petugas_pupr()).quoted_external_id == ""


def test_a_withdrawn_message_is_neither_offered_nor_quoted(officer: Client, complaint: Complaint) -> None:
    complaint.messages.update(revoked_at=timezone.now())

    page = officer.get(f"/aduan/{complaint.number}/?kutip={complaint.messages.get().pk}").content.decode()

    assert (page.count(">Kutip<"), page.count('name="quoted"')) == (0, 0)
