"""Attachments: fetched from the provider, kept as they are, shown without EXIF, lost after seven days."""

import base64
import io
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from PIL import Image
from pytest_django import Settings

from channels_intake.media import fetch_media
from complaints.models import Attachment, Conversation, Message, Reporter

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


def send_photo(phone: httpx.Client, photo: bytes) -> str:
    message = {"type": "media", "data": base64.b64encode(photo).decode(), "mime_type": "image/jpeg"}
    assert phone.post(f"/phones/{CITIZEN}/messages", json=message).status_code == 201
    return str(phone.get(f"/phones/{CITIZEN}").json()["messages"][-1]["content"]["image"]["id"])


def make_attachment(media_id: str, *, created_at: datetime = NOW) -> Attachment:
    reporter = Reporter.objects.create(created_at=created_at)
    conversation = Conversation.objects.create(reporter=reporter, channel="whatsapp", account=ACCOUNT)
    message = Message.objects.create(
        conversation=conversation,
        channel="whatsapp",
        account=ACCOUNT,
        external_id=f"wamid.{media_id}",
        kind="image",
        sent_at=created_at,
        received_at=created_at,
    )
    return Attachment.objects.create(
        message=message,
        channel="whatsapp",
        account=ACCOUNT,
        kind="image",
        media_id=media_id,
        filename="../../etc/passwd",
        created_at=created_at,
        next_attempt_at=created_at,
    )


def test_photo_is_kept_byte_for_byte_and_shown_without_its_place(phone: httpx.Client) -> None:
    photo = draw_photo()
    attachment = make_attachment(send_photo(phone, photo))

    assert fetch_media(now=NOW) == 1

    attachment.refresh_from_db()
    assert (attachment.status, attachment.file.read()) == ("stored", photo)
    with Image.open(attachment.preview) as preview:
        assert (preview.format, preview.size, dict(preview.getexif())) == ("WEBP", (1280, 960), {})


def test_name_in_storage_is_ours(phone: httpx.Client) -> None:
    attachment = make_attachment(send_photo(phone, draw_photo(40, 30)))

    fetch_media(now=NOW)

    attachment.refresh_from_db()
    folder, _, name = str(attachment.file.name).partition("/")
    assert (folder, "passwd" in name, "/" in name) == ("attachments", False, False)


def test_two_workers_share_no_attachment(phone: httpx.Client, settings: Settings) -> None:
    make_attachment(send_photo(phone, draw_photo(40, 30)))
    settings.WHATSAPP_API_BASE = "http://127.0.0.1:1/v26.0"

    tried = [fetch_media(now=NOW), fetch_media(now=NOW)]

    assert tried == [1, 0]


def test_provider_that_does_not_answer_is_asked_again(phone: httpx.Client, settings: Settings) -> None:
    attachment = make_attachment(send_photo(phone, draw_photo(40, 30)))
    works, settings.WHATSAPP_API_BASE = settings.WHATSAPP_API_BASE, "http://127.0.0.1:1/v26.0"
    fetch_media(now=NOW)
    attachment.refresh_from_db()
    assert (attachment.status, attachment.attempts) == ("pending", 1)

    settings.WHATSAPP_API_BASE = works
    fetch_media(now=attachment.next_attempt_at)

    attachment.refresh_from_db()
    assert (attachment.status, attachment.last_error) == ("stored", "")


def test_file_that_was_not_fetched_in_seven_days_is_lost() -> None:
    attachment = make_attachment("1234567890", created_at=NOW - timedelta(days=7, seconds=1))

    fetch_media(now=NOW)

    attachment.refresh_from_db()
    assert attachment.status == "lost"


def test_address_on_another_host_is_refused(phone: httpx.Client, settings: Settings) -> None:
    attachment = make_attachment(send_photo(phone, draw_photo(40, 30)))
    settings.SIMULATOR = False

    fetch_media(now=NOW)

    attachment.refresh_from_db()
    assert (attachment.status, bool(attachment.file)) == ("refused", False)
