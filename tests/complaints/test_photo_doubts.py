"""Photos of a result that do not fit the case: the officer is asked, decides, and the history keeps it."""

import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from bontang_pengaduan.lib.images import draw
from bontang_pengaduan.lib.inbound import Media
from bontang_pengaduan.lib.photo_facts import PhotoFacts
from complaints.models import Attachment, Complaint, ComplaintEvent, HeldPhoto, Reply, ResultPhoto
from complaints.photo_doubts import FAR_METRES, find_doubts
from tests.cast import petugas_lain, petugas_pupr, unit
from tests.factories import MONDAY_MORNING, make_complaint, make_event, receive
from tests.lib.test_photo_facts import as_jpeg, scene

pytestmark = pytest.mark.usefixtures("reference_data")
HERE = {"latitude": 0.125, "longitude": 117.5}
DONE = "Lubang sudah ditambal."


@pytest.fixture
def officer(client: Client) -> Client:
    client.force_login(petugas_pupr())
    return client


@pytest.fixture
def complaint() -> Complaint:
    return at_pupr(make_complaint())


def at_pupr(made: Complaint, **facts: Any) -> Complaint:
    Complaint.objects.filter(pk=made.pk).update(opd=unit("PUPRK"), status="forwarded", **HERE, **facts)
    made.refresh_from_db()
    return made


def photo(seed: int, *, quality: int = 90, width: int = 800, **exif: Any) -> SimpleUploadedFile:
    picture = scene(seed).resize((width, width * 3 // 4))
    return SimpleUploadedFile("foto.jpg", as_jpeg(picture, quality, exif=taken(**exif)), "image/jpeg")


def taken(at: datetime | None = None, north: float | None = None, east: float = 117.5) -> Image.Exif:
    exif = Image.Exif()
    if at:
        exif.get_ifd(0x8769)[0x9003] = at.astimezone(UTC).strftime("%Y:%m:%d %H:%M:%S")
        exif.get_ifd(0x8769)[0x9011] = "+00:00"
    if north is not None:
        exif.get_ifd(0x8825).update({1: "N", 2: (north, 0.0, 0.0), 3: "E", 4: (east, 0.0, 0.0)})
    return exif


def resolve(client: Client, complaint: Complaint, **facts: Any) -> Any:
    return client.post(f"/aduan/{complaint.number}/selesaikan/", {"resolution": DONE, **facts})


def asked(page: Any) -> list[str]:
    assert page.status_code == 422
    return [question for held in page.context["held"] for question in held.questions]


def state(complaint: Complaint) -> str:
    complaint.refresh_from_db()
    return complaint.status


def another(**facts: Any) -> Complaint:
    return at_pupr(make_complaint("Jembatan kayu di Berbas rusak parah", phone="+6281200000002"), **facts)


def test_a_photo_of_this_place_and_these_days_is_asked_nothing(officer: Client, complaint: Complaint) -> None:
    response = resolve(officer, complaint, after=[photo(1, at=MONDAY_MORNING + timedelta(hours=2), north=0.1255)])

    assert (response.status_code, state(complaint)) == (302, "resolved")
    kept = ResultPhoto.objects.get()
    assert (len(kept.digest), len(kept.bands), HeldPhoto.objects.count()) == (64, 8, 0)


@pytest.mark.parametrize("copy", [{}, {"quality": 40, "width": 500}], ids=["the very file", "a smaller copy"])
def test_a_photo_that_was_given_before_is_asked_about_and_used_by_decision(
    officer: Client, complaint: Complaint, copy: dict[str, int]
) -> None:
    first = another()
    resolve(officer, first, after=[photo(1)])

    page = resolve(officer, complaint, after=[photo(1, **copy)])

    day = ResultPhoto.objects.get().created_at
    (question,) = asked(page)
    assert question.startswith(f"Foto ini pernah dipakai di {first.number} (sesudah dikerjakan, ")
    assert str(day.year) in question
    assert (state(complaint), page.context["form"]["resolution"].value()) == ("forwarded", DONE)
    held = HeldPhoto.objects.get()
    assert "Pakai tetap" in page.content.decode()
    assert officer.get(f"/foto-hasil/{held.key}/terpilih/").status_code == 200

    resolve(officer, complaint, held=[held.key], seen=[held.key], **{f"stage_{held.key}": "after"})

    assert (state(complaint), HeldPhoto.objects.count()) == ("resolved", 0)
    event = ComplaintEvent.objects.get(type="photos.kept")
    assert (event.complaint, event.data["codes"], event.actor) == (complaint, ["used"], petugas_pupr())
    lines = [entry.text for entry in officer.get(f"/aduan/{complaint.number}/").context["entries"]]
    assert "Foto hasil tetap dipakai Petugas.Uji.Pupr setelah ditanya: pernah dipakai pada hasil lain" in lines


def test_a_result_with_a_photo_that_was_asked_about_can_be_taken_back(officer: Client) -> None:
    complaint = at_pupr(make_complaint(at=timezone.now() - timedelta(minutes=1)))
    resolve(officer, another(), after=[photo(1)])
    resolve(officer, complaint, after=[photo(1)])
    held = HeldPhoto.objects.get()
    resolve(officer, complaint, held=[held.key], seen=[held.key])
    assert state(complaint) == "resolved"

    officer.post(f"/balasan/{Reply.objects.get(complaint=complaint, kind='answer').pk}/urungkan/")

    assert state(complaint) == "forwarded"


def test_what_is_left_unticked_is_not_used(officer: Client, complaint: Complaint) -> None:
    resolve(officer, another(), after=[photo(1)])
    resolve(officer, complaint, after=[photo(1)])
    held = HeldPhoto.objects.get()

    resolve(officer, complaint, seen=[held.key])

    assert state(complaint) == "resolved"
    assert complaint.result_photos.count() == 0
    assert not ComplaintEvent.objects.filter(type="photos.kept").exists()


@pytest.mark.parametrize("hidden", [{"is_secret": True}, {"opd": None, "status": "new"}])
def test_a_case_that_the_officer_may_not_know_of_is_not_named(
    officer: Client, complaint: Complaint, hidden: dict[str, Any]
) -> None:
    first = another()
    resolve(officer, first, after=[photo(1)])
    Complaint.objects.filter(pk=first.pk).update(**hidden)

    page = resolve(officer, complaint, after=[photo(1)])

    (question,) = asked(page)
    assert question.startswith("Foto ini pernah dipakai di aduan lain (")
    assert first.number not in page.content.decode().replace(f"{first.number} selesai.", "")  # the toast of his own act


def test_a_photo_of_a_result_that_was_taken_back_counts_as_unused(officer: Client, complaint: Complaint) -> None:
    first = another()
    resolve(officer, first, after=[photo(1)])
    Reply.objects.filter(complaint=first, kind="answer").update(status=Reply.Status.CANCELLED)

    resolve(officer, complaint, after=[photo(1)])

    assert state(complaint) == "resolved"


def test_one_photo_for_before_and_after_is_asked_about(officer: Client, complaint: Complaint) -> None:
    page = resolve(officer, complaint, before=[photo(1)], after=[photo(1)])

    assert asked(page) == ["Foto ini juga dipilih sebagai foto lain untuk hasil ini."]


@pytest.mark.parametrize(("metres", "is_asked"), [(FAR_METRES - 60, False), (FAR_METRES + 60, True)])
def test_a_photo_from_elsewhere_is_asked_about(
    officer: Client, complaint: Complaint, metres: int, *, is_asked: bool
) -> None:
    page = resolve(officer, complaint, before=[photo(1, north=0.125 + metres / 111_320)])

    if not is_asked:
        assert state(complaint) == "resolved"
        return
    assert asked(page) == ["Menurut data di berkasnya, foto ini diambil sekitar 1,1 km dari lokasi aduan."]


def test_an_older_photo_is_asked_about_as_after_and_not_as_before(officer: Client, complaint: Complaint) -> None:
    old = MONDAY_MORNING - timedelta(days=3)

    page = resolve(officer, complaint, after=[photo(1, at=old)])

    assert asked(page) == ["Menurut data di berkasnya, foto ini diambil Jumat, 20 November 2026, sebelum aduan masuk."]
    held = HeldPhoto.objects.get()
    resolve(officer, complaint, held=[held.key], seen=[held.key], **{f"stage_{held.key}": "before"})
    assert state(complaint) == "resolved"
    assert ResultPhoto.objects.get().stage == "before"
    assert not ComplaintEvent.objects.filter(type="photos.kept").exists()


def test_marking_it_after_asks_what_was_not_asked_before(officer: Client, complaint: Complaint) -> None:
    page = resolve(officer, complaint, before=[photo(1, at=MONDAY_MORNING - timedelta(days=3))], resolution="")
    assert page.status_code == 422  # the empty result; no photo was taken in
    resolve(officer, another(), after=[photo(2)])
    resolve(officer, complaint, before=[photo(1, at=MONDAY_MORNING - timedelta(days=3)), photo(2)])
    first, second = HeldPhoto.objects.order_by("pk")
    stages = {f"stage_{first.key}": "after", f"stage_{second.key}": "before"}

    page = resolve(officer, complaint, held=[first.key, second.key], seen=[first.key, second.key], **stages)

    assert len(asked(page)) == 2
    assert state(complaint) == "forwarded"


def test_the_citizens_own_photo_is_no_proof_of_the_work(officer: Client) -> None:
    media = Media(kind="image", id="f1", mime="image/jpeg")
    case = receive(make_event("Jalan berlubang parah di RT 05", media=(media,), kind="image")).complaint
    assert case is not None
    at_pupr(case)
    name = default_storage.save("previews/uji.webp", ContentFile(draw(io.BytesIO(as_jpeg(scene(7)))).preview))
    Attachment.objects.filter(message__complaint=case).update(preview=name, status="stored")

    page = resolve(officer, case, after=[photo(7, quality=60)])

    assert asked(page) == ["Foto ini sama dengan foto yang dikirim pelapor."]
    default_storage.delete(name)


def test_photos_wait_while_the_words_are_mended(officer: Client, complaint: Complaint) -> None:
    page = resolve(officer, complaint, after=[photo(1)], resolution="Sudah. Hubungi 081234567890.")

    assert page.status_code == 422
    held = HeldPhoto.objects.get()
    assert [(row.key, row.is_used) for row in page.context["held"]] == [(held.key, True)]
    resolve(officer, complaint, held=[held.key], seen=[held.key])
    assert [row.key for row in ResultPhoto.objects.all()] == [held.key]


def test_held_photos_are_their_officers_alone(officer: Client, complaint: Complaint, client: Client) -> None:
    resolve(officer, complaint, after=[photo(1)], resolution="Sudah. Hubungi 081234567890.")
    held = HeldPhoto.objects.get()
    client.force_login(petugas_lain())
    assert client.get(f"/foto-hasil/{held.key}/terpilih/").status_code == 404

    client.force_login(petugas_pupr())
    page = resolve(client, another(), held=[held.key])

    assert page.context["form"].non_field_errors() == [
        "Foto yang tadi dipilih sudah tidak tersimpan. Pilih lagi berkasnya."
    ]


def test_no_file_that_is_given_out_tells_where_it_was_taken(officer: Client, complaint: Complaint) -> None:
    resolve(officer, complaint, after=[photo(1, at=MONDAY_MORNING + timedelta(hours=1), north=0.125)])

    kept = ResultPhoto.objects.get()
    for file in (kept.image, kept.thumbnail):
        with Image.open(file) as image:
            assert dict(image.getexif()) == {}


def test_one_statement_finds_older_photos_however_many_there_are(complaint: Complaint, officer: Client) -> None:
    resolve(officer, another(), after=[photo(1)])
    given = ResultPhoto.objects.get()
    facts = PhotoFacts("0" * 64)
    with CaptureQueriesContext(connection) as few:
        assert len(find_doubts(complaint, facts, given.bands, petugas_pupr())) == 1
    for number in range(300):
        given.pk, given.key, given.digest = None, f"lain-{number}", f"{number:064d}"
        given.save(force_insert=True)

    with CaptureQueriesContext(connection) as many:
        assert len(find_doubts(complaint, facts, given.bands, petugas_pupr())) == 1

    assert len(many) == len(few)
