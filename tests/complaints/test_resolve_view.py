"""Selesaikan over HTTP: the result with its photos, for officers and for the citizen behind his link."""

import hashlib
import io
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, TestCase
from PIL import Image

from complaints.errors import NotAllowedError
from complaints.models import Complaint, HeldPhoto, Reply, ResultPhoto
from complaints.services import classify, result_photos
from tests.cast import koordinator, petugas_lain, petugas_pupr, unit
from tests.factories import MONDAY_MORNING, make_complaint

pytestmark = pytest.mark.usefixtures("reference_data")
GPS = 0x8825


@pytest.fixture
def complaint() -> Complaint:
    """A complaint at PUPRK that nobody has taken."""
    made = make_complaint()
    Complaint.objects.filter(pk=made.pk).update(opd=unit("PUPRK"), status="forwarded")
    made.refresh_from_db()
    return made


@pytest.fixture
def officer(client: Client) -> Client:
    client.force_login(petugas_pupr())
    return client


def photo(name: str = "foto.jpg", width: int = 1600, height: int = 1200) -> SimpleUploadedFile:
    """A JPEG of its own colour that tells where it was taken."""
    exif = Image.Exif()
    exif[GPS] = {1: "N", 2: (0.0, 7.0, 30.0)}
    drawn = io.BytesIO()
    colour = tuple(hashlib.sha256(name.encode()).digest()[:3])
    Image.new("RGB", (width, height), colour).save(drawn, "JPEG", exif=exif)
    return SimpleUploadedFile(name, drawn.getvalue(), "image/jpeg")


def resolve(client: Client, complaint: Complaint, **facts: object) -> object:
    return client.post(f"/aduan/{complaint.number}/selesaikan/", {"resolution": "Lubang sudah ditambal.", **facts})


def resolved_with_photos(client: Client, complaint: Complaint, *, shown: bool) -> list[ResultPhoto]:
    flags = {"are_shown": "on"} if shown else {}
    resolve(client, complaint, before=[photo("lama.jpg")], after=[photo("baru.jpg")], **flags)
    return list(ResultPhoto.objects.order_by("pk"))


def citizens_page(complaint: Complaint) -> str:
    text = Reply.objects.get(complaint=complaint, kind="acknowledgement").text
    return "/t/" + text.split("/t/")[1].split("/")[0] + "/"


def stored_files() -> list[str]:
    return sorted(default_storage.listdir("results")[1]) if default_storage.exists("results") else []


def test_photos_are_kept_without_their_place_under_names_of_ours(officer: Client, complaint: Complaint) -> None:
    before, after = resolved_with_photos(officer, complaint, shown=False)

    complaint.refresh_from_db()
    assert (complaint.status, complaint.resolution) == ("resolved", "Lubang sudah ditambal.")
    assert (before.stage, after.stage, after.is_shown) == ("before", "after", False)
    assert after.image.name == f"results/{after.key}.webp"
    with Image.open(after.image) as large, Image.open(after.thumbnail) as small:
        assert (large.format, large.size, dict(large.getexif())) == ("WEBP", (1280, 960), {})
        assert (small.format, small.size) == ("WEBP", (320, 240))


def test_photos_stand_with_the_result_in_the_officers_thread(officer: Client, complaint: Complaint) -> None:
    photos = resolved_with_photos(officer, complaint, shown=False)

    page = officer.get(f"/aduan/{complaint.number}/")

    entry = next(entry for entry in page.context["entries"] if entry.text == "Lubang sudah ditambal.")
    assert list(entry.photos) == photos
    small = officer.get(f"/foto-hasil/{photos[0].key}/kecil/")
    assert (small.status_code, small.headers["Content-Type"]) == (200, "image/webp")
    assert page.content.decode().count(f"/foto-hasil/{photos[0].key}/kecil/") == 1


def test_another_agency_sees_no_photo_by_its_key(client: Client, officer: Client, complaint: Complaint) -> None:
    photos = resolved_with_photos(officer, complaint, shown=True)
    client.force_login(petugas_lain())

    assert client.get(f"/foto-hasil/{photos[0].key}/").status_code == 404


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ([b"<svg onload=alert(1)>"], "Berkas “0.jpg” bukan foto yang dapat dibuka. Gunakan JPEG, PNG, atau WebP."),
        ([b"x" * (10 * 1024 * 1024 + 1)], "Foto “0.jpg” lebih besar dari 10 MB. Pilih foto yang lebih kecil."),
        ([b"x"] * 4, "Paling banyak 3 foto. Anda memilih 4."),
    ],
)
def test_a_photo_that_cannot_be_used_loses_no_text(
    officer: Client, complaint: Complaint, files: list[bytes], sentence: str
) -> None:
    chosen = [SimpleUploadedFile(f"{number}.jpg", content, "image/jpeg") for number, content in enumerate(files)]

    page = officer.post(f"/aduan/{complaint.number}/selesaikan/", {"resolution": "Sudah ditambal.", "after": chosen})

    assert page.status_code == 422
    assert page.context["form"].non_field_errors() == [sentence]
    assert page.context["form"]["resolution"].value() == "Sudah ditambal."
    complaint.refresh_from_db()
    assert (complaint.status, ResultPhoto.objects.count()) == ("forwarded", 0)


def test_an_image_of_too_many_pixels_is_refused(officer: Client, complaint: Complaint) -> None:
    drawn = io.BytesIO()
    Image.new("1", (10_000, 6_000)).save(drawn, "PNG")

    page = officer.post(
        f"/aduan/{complaint.number}/selesaikan/",
        {"resolution": "Sudah.", "after": [SimpleUploadedFile("peta.png", drawn.getvalue(), "image/png")]},
    )

    assert page.context["form"].non_field_errors() == ["Foto “peta.png” terlalu besar. Batasnya 50 megapiksel."]


def test_the_files_of_a_refused_result_are_gone_after_a_day(officer: Client, complaint: Complaint) -> None:
    left = stored_files()
    Complaint.objects.filter(pk=complaint.pk).update(status="closed")

    page = officer.post(f"/aduan/{complaint.number}/selesaikan/", {"resolution": "Sudah.", "after": [photo()]})

    held = HeldPhoto.objects.get()
    assert (page.status_code, len(stored_files())) == (422, len(left) + 2)
    assert result_photos.discard_held_photos(now=held.created_at + timedelta(days=1) - timedelta(seconds=1)) == 0
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert result_photos.discard_held_photos(now=held.created_at + timedelta(days=1)) == 1
    assert (stored_files(), HeldPhoto.objects.count()) == (left, 0)


def test_the_citizen_sees_shown_photos_before_first(client: Client, officer: Client, complaint: Complaint) -> None:
    before, after = resolved_with_photos(officer, complaint, shown=True)
    client.logout()

    page = client.get(citizens_page(complaint))

    assert [(item.key, item.label) for item in page.context["journey"].photos] == [
        (before.key, "Sebelum"),
        (after.key, "Sesudah"),
    ]
    small = client.get(f"{citizens_page(complaint)}foto/{after.key}/kecil/")
    assert (small.status_code, small.headers["Content-Type"]) == (200, "image/webp")
    assert f"{citizens_page(complaint)}foto/{after.key}/kecil/" in page.content.decode()


def test_hidden_photos_are_on_no_public_page(client: Client, officer: Client, complaint: Complaint) -> None:
    photos = resolved_with_photos(officer, complaint, shown=False)
    client.logout()

    assert client.get(citizens_page(complaint)).context["journey"].photos == ()
    assert client.get(f"{citizens_page(complaint)}foto/{photos[0].key}/").status_code == 404


def test_a_photo_opens_by_the_link_of_its_own_case_alone(client: Client, officer: Client, complaint: Complaint) -> None:
    photos = resolved_with_photos(officer, complaint, shown=True)
    other = make_complaint(phone="+6281200000002")
    client.logout()

    assert client.get(f"{citizens_page(other)}foto/{photos[0].key}/").status_code == 404
    assert client.get(f"/t/bukan-tautan/foto/{photos[0].key}/").status_code == 404


def test_photos_of_a_case_that_becomes_secret_are_gone(client: Client, officer: Client, complaint: Complaint) -> None:
    photos = resolved_with_photos(officer, complaint, shown=True)
    address = f"{citizens_page(complaint)}foto/{photos[0].key}/"
    complaint.refresh_from_db()
    classify.set_secrecy(
        complaint=complaint,
        is_anonymous=False,
        is_secret=True,
        reason="Diminta",
        user=koordinator(),
        now=MONDAY_MORNING,
    )

    client.logout()

    assert client.get(address).status_code == 404


def test_photos_of_a_result_that_was_taken_back_are_gone(client: Client, officer: Client, complaint: Complaint) -> None:
    resolved_with_photos(officer, complaint, shown=True)

    Reply.objects.filter(complaint=complaint, kind="answer").update(status=Reply.Status.CANCELLED)

    assert client.get(citizens_page(complaint)).context["journey"].photos == ()


def test_photos_are_shown_later_and_hidden_again(officer: Client, complaint: Complaint) -> None:
    resolved_with_photos(officer, complaint, shown=False)

    officer.post(f"/aduan/{complaint.number}/foto-hasil/", {"shown": "yes"})
    assert set(ResultPhoto.objects.values_list("is_shown", flat=True)) == {True}

    officer.post(f"/aduan/{complaint.number}/foto-hasil/", {"shown": "no"})
    assert set(ResultPhoto.objects.values_list("is_shown", flat=True)) == {False}
    entries = officer.get(f"/aduan/{complaint.number}/").context["entries"]
    assert [entry.text for entry in entries if entry.icon == "photo"] == [
        "Foto hasil ditampilkan kepada pelapor oleh Petugas.Uji.Pupr",
        "Foto hasil disembunyikan dari pelapor oleh Petugas.Uji.Pupr",
    ]


def test_another_agency_shows_no_photos(client: Client, officer: Client, complaint: Complaint) -> None:
    resolved_with_photos(officer, complaint, shown=False)
    client.force_login(petugas_lain())

    assert client.post(f"/aduan/{complaint.number}/foto-hasil/", {"shown": "yes"}).status_code == 404
    with pytest.raises(NotAllowedError):
        result_photos.show_photos(complaint=complaint, are_shown=True, user=petugas_lain(), now=MONDAY_MORNING)
    assert ResultPhoto.objects.filter(is_shown=True).count() == 0
