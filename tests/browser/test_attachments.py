"""A conversation with every kind of file in Chromium: readable, quiet until pressed, playable."""

import io
import math
import struct
import wave
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.base import ContentFile
from PIL import Image
from playwright.sync_api import Page, Request, expect
from pytest_django.live_server_helper import LiveServer

from bontang_pengaduan.lib.images import draw
from complaints.models import Attachment, Complaint, Message
from tests.browser.test_staff_pages import SIZES, check

pytestmark = pytest.mark.browser

RATE = 8000  # samples a second


def tone(seconds: int = 2) -> bytes:
    """A recording that every browser plays."""
    written = io.BytesIO()
    with wave.open(written, "wb") as recording:
        recording.setparams((1, 2, RATE, 0, "NONE", "not compressed"))
        heights = (int(8000 * math.sin(2 * math.pi * 440 * at / RATE)) for at in range(seconds * RATE))
        recording.writeframes(b"".join(struct.pack("<h", height) for height in heights))
    return written.getvalue()


def photo() -> bytes:
    drawn = io.BytesIO()
    Image.linear_gradient("L").resize((1200, 900)).convert("RGB").save(drawn, "JPEG")
    return drawn.getvalue()


def attach(message: Message, kind: str, content: bytes = b"", content_type: str = "", **facts: object) -> Attachment:
    """A file of the message; stored when it has content."""
    at = message.sent_at
    made = Attachment(
        message=message,
        channel="whatsapp",
        account=message.account,
        kind=kind,
        media_id=f"{kind}{Attachment.objects.count()}",
        content_type=content_type,
        created_at=at,
        next_attempt_at=at,
    )
    for name, value in facts.items():
        setattr(made, name, value)
    if content:
        made.status, made.size = Attachment.Status.STORED, len(content)
        made.file.save("attachments/uji", ContentFile(content), save=False)
    if content_type == "image/jpeg":
        drawing = draw(io.BytesIO(content))
        made.preview.save("previews/uji.webp", ContentFile(drawing.preview), save=False)
        made.thumbnail.save("thumbnails/uji.webp", ContentFile(drawing.thumbnail), save=False)
    made.save()
    return made


@pytest.fixture
def files(city: list[Complaint]) -> dict[str, Attachment]:
    """The first complaint with a file of every kind, each state once."""
    first = Message.objects.get(complaint=city[0])
    now = datetime.now(UTC) - timedelta(hours=2)
    message = Message.objects.create(
        conversation=first.conversation,
        complaint=city[0],
        channel="whatsapp",
        account=first.account,
        external_id="wamid.berkas",
        kind="image",
        text="Ini foto, rekaman dan suratnya.",
        sent_at=now,
        received_at=now,
    )
    video = b"\x00\x00\x00\x18ftypmp42" + bytes(3_000_000)
    return {
        "photo": attach(message, "image", photo(), "image/jpeg"),
        "voice": attach(message, "voice", tone(), "audio/wav"),
        "video": attach(message, "video", video, "video/mp4"),
        "document": attach(
            message,
            "document",
            b"%PDF-1.7" + bytes(1_300_000),
            "application/pdf",
            filename="Surat RT 12.pdf",
            scan="clean",
        ),
        "page": attach(message, "document", b"<html>", "application/octet-stream", filename="pengumuman-lomba.html"),
        "pending": attach(message, "image"),
        "lost": attach(message, "image", status="lost"),
        "refused": attach(message, "video", status="refused", last_error="Berkas lebih besar dari 64 MB."),
        "infected": attach(
            message, "document", b"X5O", "application/octet-stream", scan="infected", virus="Eicar-Test-Signature"
        ),
    }


def open_case(page: Page, live_server: LiveServer, case: Complaint) -> list[str]:
    """Opens it; gives the paths of the files that the page asks for, also later."""
    asked: list[str] = []

    def note(request: Request) -> None:
        if request.url.startswith((f"{live_server.url}/lampiran/", f"{live_server.url}/berkas/")):
            asked.append(request.url.removeprefix(live_server.url))

    page.on("request", note)
    page.goto(f"{live_server.url}/aduan/{case.number}/?tampilan=semua")
    return asked


@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.usefixtures("files")
def test_every_file_is_readable(
    officer_page: Page, city: list[Complaint], live_server: LiveServer, width: int, height: int
) -> None:
    officer_page.set_viewport_size({"width": width, "height": height})

    open_case(officer_page, live_server, city[0])

    check(officer_page)


def test_states_are_told_in_words(
    officer_page: Page, city: list[Complaint], files: dict[str, Attachment], live_server: LiveServer
) -> None:
    open_case(officer_page, live_server, city[0])

    titles = officer_page.locator("#thread .attached b, #thread .attached a").all_inner_texts()
    assert titles == [
        "Surat RT 12.pdf",
        "pengumuman-lomba.html.bin",
        "Lampiran sedang diambil",
        "Lampiran hilang",
        "Lampiran ditolak",
        "Berkas ini mengandung virus dan ditahan",
    ]
    assert officer_page.locator(f'a[href="/lampiran/{files["infected"].pk}/"]').count() == 0


def test_nothing_but_thumbnails_is_loaded_before_somebody_asks(
    officer_page: Page, city: list[Complaint], files: dict[str, Attachment], live_server: LiveServer
) -> None:
    asked = open_case(officer_page, live_server, city[0])
    officer_page.locator("#thread video").scroll_into_view_if_needed()
    officer_page.wait_for_load_state("networkidle")

    assert set(asked) == {f"/lampiran/{files['photo'].pk}/kecil/"}


def test_recording_plays_and_can_be_moved_about_in(
    officer_page: Page, city: list[Complaint], files: dict[str, Attachment], live_server: LiveServer
) -> None:
    open_case(officer_page, live_server, city[0])
    player = officer_page.locator("#thread audio")

    player.evaluate("audio => { audio.muted = true; return audio.play() }")
    player.evaluate("audio => { audio.currentTime = 1.5 }")

    expect(player).to_have_js_property("ended", True, timeout=10_000)
    assert round(player.evaluate("audio => audio.duration")) == 2


def test_column_beside_the_conversation_leads_to_the_player(
    officer_page: Page, city: list[Complaint], files: dict[str, Attachment], live_server: LiveServer
) -> None:
    officer_page.set_viewport_size({"width": 1440, "height": 900})
    open_case(officer_page, live_server, city[0])

    officer_page.locator(".gallery").get_by_role("link", name="Pesan suara").click()

    expect(officer_page.locator(f"#file-{files['voice'].pk} audio")).to_be_in_viewport()


def test_photo_opens_large(
    officer_page: Page, city: list[Complaint], files: dict[str, Attachment], live_server: LiveServer
) -> None:
    open_case(officer_page, live_server, city[0])

    with officer_page.expect_navigation():
        officer_page.locator("#thread .photo a").first.click()

    assert officer_page.evaluate("document.images[0].naturalWidth") == 1200
