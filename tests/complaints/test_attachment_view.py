"""Citizens' files over HTTP: who gets which form, and under which headers."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.http import HttpResponseBase, StreamingHttpResponse
from django.test import Client
from pytest_django import Settings

from complaints.models import Attachment, Complaint
from opd.models import Role, User
from tests.cast import admin, koordinator, member, petugas_lain, petugas_pupr, pimpinan, unit
from tests.complaints.attachment_kit import DRAWN, PDF, PHOTO, VOICE, make_pending, make_stored

pytestmark = pytest.mark.usefixtures("reference_data")


@pytest.fixture
def officer(client: Client) -> Client:
    client.force_login(petugas_pupr())
    return client


def body(answer: HttpResponseBase) -> bytes:
    assert isinstance(answer, StreamingHttpResponse)
    return b"".join(answer)


def case_of(attachment: Attachment) -> Complaint:
    complaint = attachment.message.complaint
    assert complaint is not None
    return complaint


def fetch(client: Client, attachment: Attachment, form: str = "") -> HttpResponseBase:
    return client.get(f"/lampiran/{attachment.pk}/{form}", follow=True)


def statuses(client: Client, attachment: Attachment) -> list[int]:
    return [
        client.get(f"/lampiran/{attachment.pk}/{form}", follow=True).status_code for form in ("", "gambar/", "kecil/")
    ]


def test_photo_is_given_as_it_was_drawn(officer: Client) -> None:
    answer = fetch(officer, make_stored(), "gambar/")

    assert body(answer) == DRAWN
    headers = answer.headers
    assert headers["Content-Type"] == "image/webp"
    assert headers["Content-Disposition"].startswith("inline")
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "private, max-age=3600"


def test_thumbnail_comes_without_a_detour(officer: Client) -> None:
    answer = officer.get(f"/lampiran/{make_stored().pk}/kecil/")

    assert (answer.status_code, body(answer)) == (200, DRAWN)


def test_photo_without_a_thumbnail_comes_as_its_preview(officer: Client) -> None:
    photo = make_stored()
    Attachment.objects.update(thumbnail="")

    assert body(officer.get(f"/lampiran/{photo.pk}/kecil/")) == DRAWN


def test_document_is_saved_under_a_clean_name(officer: Client) -> None:
    answer = fetch(officer, make_stored(PDF, "application/pdf", kind="document", filename="../../Surat RT.pdf"))

    assert body(answer) == PDF
    headers = answer.headers
    assert headers["Content-Disposition"] == 'attachment; filename="Surat RT.pdf"'
    assert (headers["Content-Type"], headers["Cache-Control"]) == ("application/pdf", "private, no-store")


def test_a_page_that_somebody_sent_is_only_bytes(officer: Client) -> None:
    page = make_stored(b"<script>alert(1)</script>", "application/octet-stream", kind="document", filename="a.html")

    headers = fetch(officer, page).headers

    assert headers["Content-Type"] == "application/octet-stream"
    assert headers["Content-Disposition"] == 'attachment; filename="a.html.bin"'


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("bytes=0-", 0, len(VOICE) - 1), ("bytes=10-19", 10, 19), ("bytes=-5", -5, len(VOICE) - 1)],
)
def test_recording_is_given_in_pieces(officer: Client, asked: str, first: int, last: int) -> None:
    voice = make_stored(VOICE, "audio/ogg", kind="voice")
    start = first % len(VOICE)

    answer = officer.get(officer.get(f"/lampiran/{voice.pk}/").headers["Location"], headers={"range": asked})

    assert (answer.status_code, body(answer)) == (206, VOICE[start : last + 1])
    assert answer.headers["Content-Range"] == f"bytes {start}-{last}/{len(VOICE)}"
    assert answer.headers["Content-Length"] == str(last + 1 - start)
    assert answer.headers["Content-Disposition"].startswith("inline")


def test_range_behind_the_end(officer: Client) -> None:
    voice = make_stored(VOICE, "audio/ogg", kind="voice")

    answer = officer.get(
        officer.get(f"/lampiran/{voice.pk}/").headers["Location"], headers={"range": "bytes=99999999-"}
    )

    assert (answer.status_code, answer.headers["Content-Range"]) == (416, f"bytes */{len(VOICE)}")


@pytest.mark.parametrize(
    ("who", "original", "drawn"),
    [
        (petugas_pupr, 200, 200),
        (pimpinan, 200, 200),
        (koordinator, 404, 200),
        (admin, 404, 200),
        (petugas_lain, 404, 404),
    ],
)
def test_the_photo_as_it_was_sent_is_for_its_unit(
    client: Client, who: Callable[[], User], original: int, drawn: int
) -> None:
    photo = make_stored()
    client.force_login(who())

    assert statuses(client, photo) == [original, drawn, drawn]
    page = client.get(f"/aduan/{case_of(photo).number}/")
    links = page.content.decode().count("Foto asli") if page.status_code == 200 else 0
    assert links == (1 if original == 200 else 0)


def test_whoever_wrote_anonymously_is_not_found_by_his_photo(officer: Client, client: Client) -> None:
    photo = make_stored()
    Complaint.objects.update(is_anonymous=True)

    assert statuses(officer, photo) == [404, 200, 200]
    client.force_login(koordinator())
    assert statuses(client, photo) == [200, 200, 200]


def test_a_secret_case_hides_its_files(officer: Client) -> None:
    photo = make_stored()
    Complaint.objects.update(is_secret=True)

    assert statuses(officer, photo) == [404, 404, 404]


def test_nobody_gets_a_file_without_logging_in(client: Client) -> None:
    photo = make_stored()

    assert client.get(f"/lampiran/{photo.pk}/kecil/").headers["Location"].startswith("/masuk/")


def test_a_copied_address_opens_nothing_for_a_colleague(officer: Client) -> None:
    photo = make_stored()
    address = officer.get(f"/lampiran/{photo.pk}/").headers["Location"]
    colleague = member("petugas.uji.pupr.dua", Role.PETUGAS, unit("PUPRK"))
    other = Client()
    other.force_login(colleague)

    assert [officer.get(address).status_code, other.get(address).status_code] == [200, 404]


def test_an_address_ends(officer: Client, settings: Settings) -> None:
    address = officer.get(f"/lampiran/{make_stored().pk}/").headers["Location"]

    settings.CLOCK_OFFSET_SECONDS = int(timedelta(hours=1, seconds=1).total_seconds())

    assert officer.get(address).status_code == 404


def test_an_address_ends_with_the_right_to_see_the_case(officer: Client) -> None:
    photo = make_stored()
    address = officer.get(f"/lampiran/{photo.pk}/gambar/").headers["Location"]
    Complaint.objects.update(opd=unit("DISHUB"))

    assert officer.get(address).status_code == 404


def test_a_file_with_a_virus_is_never_given(officer: Client) -> None:
    photo = make_stored()
    address = officer.get(f"/lampiran/{photo.pk}/").headers["Location"]
    Attachment.objects.update(scan="infected")

    assert statuses(officer, photo) == [404, 404, 404]
    assert officer.get(address).status_code == 404


def test_a_file_that_is_not_here_yet(officer: Client) -> None:
    assert statuses(officer, make_pending()) == [404, 404, 404]


def test_a_file_that_is_missing_in_the_storage(officer: Client) -> None:
    photo = make_stored()
    default_storage.delete(str(photo.file.name))

    assert statuses(officer, photo) == [404, 200, 200]


def test_the_original_is_the_bytes_that_were_sent(officer: Client) -> None:
    assert body(fetch(officer, make_stored())) == PHOTO


def test_players_load_nothing_by_themselves(officer: Client) -> None:
    voice = make_stored(VOICE, "audio/ogg", kind="voice")

    page = officer.get(f"/aduan/{case_of(voice).number}/").content.decode()

    assert page.count(f'<audio controls preload="none" src="/lampiran/{voice.pk}/"') == 1
    assert page.count("Pesan suara") == 3
