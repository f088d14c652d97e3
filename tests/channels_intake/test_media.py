"""Attachments: fetched from the provider, kept as they are, shown without EXIF, lost after six days."""

import base64
import hashlib
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from PIL import Image
from pytest_django import Settings

from channels_intake.media import fetch_media
from complaints.models import Attachment, Conversation, Message, Reporter
from opd.models import Notice
from tests.cast import admin

ACCOUNT = "900000000000101"
CITIZEN = "6280000000101"
NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
GPS = 0x8825

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("simulator")]


def draw_photo(width: int = 1600, height: int = 1200) -> bytes:
    """A JPEG that tells where it was taken."""
    exif = Image.Exif()
    exif.get_ifd(GPS)[1] = "N"
    exif[GPS] = {1: "N", 2: (0.0, 7.0, 30.0)}
    drawn = io.BytesIO()
    Image.new("RGB", (width, height), "green").save(drawn, "JPEG", exif=exif)
    return drawn.getvalue()


def send(phone: httpx.Client, content: bytes, mime: str = "image/jpeg", kind: str = "image") -> str:
    message = {"type": "media", "data": base64.b64encode(content).decode(), "mime_type": mime}
    assert phone.post(f"/phones/{CITIZEN}/messages", json=message).status_code == 201
    return str(phone.get(f"/phones/{CITIZEN}").json()["messages"][-1]["content"][kind]["id"])


def make_attachment(media_id: str, *, created_at: datetime = NOW, kind: str = "image") -> Attachment:
    reporter = Reporter.objects.create(created_at=created_at)
    conversation = Conversation.objects.create(reporter=reporter, channel="whatsapp", account=ACCOUNT)
    message = Message.objects.create(
        conversation=conversation,
        channel="whatsapp",
        account=ACCOUNT,
        external_id=f"wamid.{media_id}",
        kind=kind,
        sent_at=created_at,
        received_at=created_at,
    )
    return Attachment.objects.create(
        message=message,
        channel="whatsapp",
        account=ACCOUNT,
        kind=kind,
        media_id=media_id,
        filename="../../etc/passwd",
        created_at=created_at,
        next_attempt_at=created_at,
    )


def test_photo_is_kept_byte_for_byte_and_shown_without_its_place(phone: httpx.Client) -> None:
    photo = draw_photo()
    attachment = make_attachment(send(phone, photo))

    assert fetch_media(now=NOW) == 1

    attachment.refresh_from_db()
    assert (attachment.status, attachment.file.read()) == ("stored", photo)
    with Image.open(attachment.preview) as preview:
        assert (preview.format, preview.size, dict(preview.getexif())) == ("WEBP", (1280, 960), {})
    with Image.open(attachment.thumbnail) as thumbnail:
        assert (thumbnail.format, thumbnail.size, dict(thumbnail.getexif())) == ("WEBP", (320, 240), {})


def test_name_in_storage_is_ours(phone: httpx.Client) -> None:
    attachment = make_attachment(send(phone, draw_photo(40, 30)))

    fetch_media(now=NOW)

    attachment.refresh_from_db()
    folder, _, name = str(attachment.file.name).partition("/")
    assert (folder, "passwd" in name, "/" in name) == ("attachments", False, False)


def test_two_workers_share_no_attachment(phone: httpx.Client, settings: Settings) -> None:
    make_attachment(send(phone, draw_photo(40, 30)))
    settings.WHATSAPP_API_BASE = "http://127.0.0.1:1/v26.0"

    tried = [fetch_media(now=NOW), fetch_media(now=NOW)]

    assert tried == [1, 0]


def test_provider_that_does_not_answer_is_asked_again(phone: httpx.Client, settings: Settings) -> None:
    attachment = make_attachment(send(phone, draw_photo(40, 30)))
    works, settings.WHATSAPP_API_BASE = settings.WHATSAPP_API_BASE, "http://127.0.0.1:1/v26.0"
    fetch_media(now=NOW)
    attachment.refresh_from_db()
    assert (attachment.status, attachment.attempts) == ("pending", 1)

    settings.WHATSAPP_API_BASE = works
    fetch_media(now=attachment.next_attempt_at)

    attachment.refresh_from_db()
    assert (attachment.status, attachment.last_error) == ("stored", "")


def test_provider_that_stays_away_is_asked_at_least_hourly(settings: Settings) -> None:
    settings.WHATSAPP_API_BASE = "http://127.0.0.1:1/v26.0"
    attachment = make_attachment("1234567890")
    Attachment.objects.update(attempts=140)

    fetch_media(now=NOW)

    attachment.refresh_from_db()
    assert attachment.next_attempt_at == NOW + timedelta(hours=1)


def test_file_that_was_not_fetched_in_six_days_is_lost(settings: Settings) -> None:
    settings.WHATSAPP_API_BASE = "http://127.0.0.1:1/v26.0"
    late = make_attachment("1234567890", created_at=NOW - timedelta(days=6))
    early = make_attachment("1234567891", created_at=NOW - timedelta(days=5, hours=23))

    fetch_media(now=NOW)

    late.refresh_from_db()
    early.refresh_from_db()
    assert (late.status, early.status) == ("lost", "pending")


def test_file_that_the_provider_does_not_know_is_lost_at_once() -> None:
    attachment = make_attachment("1234567890")

    fetch_media(now=NOW)

    attachment.refresh_from_db()
    assert attachment.status == "lost"


def test_last_attempt_is_made_before_a_file_is_lost(phone: httpx.Client) -> None:
    attachment = make_attachment(send(phone, draw_photo(40, 30)), created_at=NOW - timedelta(days=6, hours=1))

    fetch_media(now=NOW)

    attachment.refresh_from_db()
    assert attachment.status == "stored"


def test_address_on_another_host_is_refused(phone: httpx.Client, settings: Settings) -> None:
    attachment = make_attachment(send(phone, draw_photo(40, 30)))
    settings.SIMULATOR = False

    fetch_media(now=NOW)

    attachment.refresh_from_db()
    assert (attachment.status, bool(attachment.file)) == ("refused", False)
    assert attachment.last_error == "Alamat lampiran di luar daftar yang diizinkan."


def test_refused_token_makes_all_files_of_the_account_wait(phone: httpx.Client, settings: Settings) -> None:
    boss = admin()
    first, second = (make_attachment(send(phone, draw_photo(40, 30))) for _ in range(2))
    works, settings.WHATSAPP_ACCESS_TOKEN = settings.WHATSAPP_ACCESS_TOKEN, "kedaluwarsa"

    tried = [fetch_media(now=NOW), fetch_media(now=NOW + timedelta(minutes=9))]

    first.refresh_from_db()
    second.refresh_from_db()
    assert tried == [1, 0]
    assert [(file.status, file.attempts) for file in (first, second)] == [("pending", 0)] * 2
    assert [notice.recipient for notice in Notice.objects.all()] == [boss]

    settings.WHATSAPP_ACCESS_TOKEN = works
    assert fetch_media(now=NOW + timedelta(minutes=10)) == 2
    assert Attachment.objects.filter(status="stored").count() == 2


def test_administrators_are_told_of_the_token_once_a_day(settings: Settings) -> None:
    admin()
    settings.WHATSAPP_ACCESS_TOKEN = "kedaluwarsa"
    make_attachment("1234567890")

    for hours in (0, 1, 2, 24):
        fetch_media(now=NOW + timedelta(hours=hours))

    assert Notice.objects.count() == 2


def test_kind_size_and_digest_are_read_from_the_bytes(phone: httpx.Client) -> None:
    voice = b"OggS\x00\x02" + bytes(22) + b"OpusHead"
    attachment = make_attachment(send(phone, voice, "audio/ogg", "audio"), kind="voice")

    fetch_media(now=NOW)

    attachment.refresh_from_db()
    assert (attachment.content_type, attachment.size) == ("audio/ogg", len(voice))
    assert attachment.digest == hashlib.sha256(voice).hexdigest()
    assert (attachment.scan, attachment.next_attempt_at, bool(attachment.preview)) == ("unchecked", NOW, False)


def test_announced_type_is_not_believed(phone: httpx.Client) -> None:
    attachment = make_attachment(send(phone, b"<html><script>alert(1)</script></html>"))

    fetch_media(now=NOW)

    attachment.refresh_from_db()
    assert (attachment.status, attachment.content_type) == ("stored", "application/octet-stream")
    assert attachment.last_error == "Gambar ini rusak atau jenisnya tidak dikenal, jadi tidak dapat ditampilkan."


def test_decompression_bomb_is_kept_and_not_shown(phone: httpx.Client) -> None:
    drawn = io.BytesIO()
    Image.new("1", (10_000, 6_000)).save(drawn, "PNG")
    attachment = make_attachment(send(phone, drawn.getvalue(), "image/png"))

    fetch_media(now=NOW)

    attachment.refresh_from_db()
    assert (attachment.status, bool(attachment.file), bool(attachment.preview)) == ("stored", True, False)
    assert attachment.last_error == "Gambar ini terlalu besar untuk ditampilkan."


def test_file_over_the_limit_of_its_kind_is_refused(phone: httpx.Client) -> None:
    content = b"RIFF\x10\x00\x00\x00WEBPVP8 " + bytes(2 * 1024 * 1024)
    attachment = make_attachment(send(phone, content, "image/webp", "sticker"), kind="sticker")

    fetch_media(now=NOW)

    attachment.refresh_from_db()
    assert (attachment.status, attachment.last_error) == ("refused", "Berkas lebih besar dari 2 MB.")


def test_file_on_its_way_lies_in_our_own_folder_and_leaves_nothing(
    phone: httpx.Client, settings: Settings, tmp_path: Path
) -> None:
    settings.FETCH_DIR = tmp_path / "incoming"
    attachment = make_attachment(send(phone, draw_photo(40, 30)))

    fetch_media(now=NOW)

    attachment.refresh_from_db()
    assert (attachment.status, list(settings.FETCH_DIR.iterdir())) == ("stored", [])
