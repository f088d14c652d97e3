"""Sending and fetching, against the simulated provider over HTTP."""

import socket
import threading
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from pytest_django import Settings

from channels_intake.channels.errors import ChannelError, Fate
from channels_intake.channels.outgoing import Outgoing
from channels_intake.channels.whatsapp.client import mark_read, send
from channels_intake.simulators.whatsapp import WhatsAppSimulator
from tests.simulator_fixture import Webhook

ACCOUNT = "900000000000101"
CITIZEN = "6280000000101"


def send_text(text: str = "Terima kasih.", *, phone: str | None = f"+{CITIZEN}", bsuid: str | None = None) -> str:
    return send_form(text=text, phone=phone, bsuid=bsuid)


def send_form(**parts: Any) -> str:
    facts: dict[str, Any] = {"reply_id": 77, "text": "Halo", "phone": f"+{CITIZEN}"}
    return send(account=ACCOUNT, message=Outgoing(**facts | parts))


def newest(phone: httpx.Client) -> dict[str, Any]:
    shown: dict[str, Any] = phone.get(f"/phones/{CITIZEN}").json()["messages"][-1]
    return shown


def write(phone: httpx.Client, **message: str) -> None:
    assert phone.post(f"/phones/{CITIZEN}/messages", json=message).status_code == 201


@pytest.fixture
def silent_server() -> Iterator[str]:
    """Takes one request and hangs up without an answer."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def hang_up() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(65536)

        thread = threading.Thread(target=hang_up, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/v26.0"
        thread.join(5)


def test_text_reaches_the_phone_and_its_reports_carry_our_id(
    simulator: WhatsAppSimulator, webhook: Webhook, phone: httpx.Client
) -> None:
    write(phone, type="text", text="Halo")

    wamid = send_text("Petugas datang besok.")
    simulator.wait_until_quiet()

    shown = phone.get(f"/phones/{CITIZEN}").json()["messages"][-1]
    assert (shown["id"], shown["content"]["text"]["body"]) == (wamid, "Petugas datang besok.")
    reports = [status for status in webhook.statuses if status["id"] == wamid]
    assert {report["biz_opaque_callback_data"] for report in reports} == {"77"}


def test_a_citizen_without_number_is_reached_by_user_id(simulator: WhatsAppSimulator, phone: httpx.Client) -> None:
    write(phone, type="text", text="Halo")
    bsuid = phone.get(f"/phones/{CITIZEN}").json()["bsuid"]

    wamid = send_text(phone=None, bsuid=bsuid)

    assert phone.get(f"/phones/{CITIZEN}").json()["messages"][-1]["id"] == wamid


@pytest.mark.usefixtures("simulator")
def test_throttling_passes_by_waiting(phone: httpx.Client) -> None:
    phone.post("/settings", json={"throttled": True})

    with pytest.raises(ChannelError) as caught:
        send_text()

    assert (caught.value.code, caught.value.fate) == (130429, Fate.SLOW)


@pytest.mark.usefixtures("simulator")
def test_closed_window_is_final_for_a_text(phone: httpx.Client) -> None:
    phone.post("/settings", json={"window_error": "answer"})

    with pytest.raises(ChannelError) as caught:
        send_text()

    assert (caught.value.code, caught.value.fate) == (131047, Fate.WINDOW)


@pytest.mark.usefixtures("simulator")
def test_expired_token_waits_for_an_administrator(settings: Settings) -> None:
    settings.WHATSAPP_ACCESS_TOKEN = "kedaluwarsa"

    with pytest.raises(ChannelError) as caught:
        send_text()

    assert (caught.value.code, caught.value.fate) == (190, Fate.STOP)


def test_no_answer_after_the_request_leaves_the_outcome_unknown(settings: Settings, silent_server: str) -> None:
    settings.WHATSAPP_API_BASE = silent_server

    with pytest.raises(ChannelError) as caught:
        send_text()

    assert caught.value.fate == Fate.UNKNOWN


def test_no_connection_means_nothing_was_sent(settings: Settings) -> None:
    settings.WHATSAPP_API_BASE = "http://127.0.0.1:1/v26.0"

    with pytest.raises(ChannelError) as caught:
        send_text()

    assert caught.value.fate == Fate.SLOW


@pytest.mark.usefixtures("simulator")
@pytest.mark.parametrize(
    ("form", "content", "kind"),
    [
        ("buttons", {"buttons": [{"id": "ya", "title": "Ya, sudah"}]}, "button"),
        ("list", {"button": "Pilih aduan", "rows": [{"id": "baru", "title": "Aduan baru"}]}, "list"),
        ("location_request", {}, "location_request_message"),
    ],
)
def test_questions_are_taken_by_the_provider(
    phone: httpx.Client, form: str, content: dict[str, Any], kind: str
) -> None:
    write(phone, type="text", text="Halo")

    send_form(form=form, content=content)

    assert newest(phone)["content"]["interactive"]["type"] == kind


@pytest.mark.usefixtures("simulator")
def test_a_quote_stands_under_the_citizens_message(phone: httpx.Client) -> None:
    write(phone, type="text", text="Halo")
    quoted = newest(phone)["id"]

    send_form(quoted=quoted)

    assert newest(phone)["content"]["context"] == {"id": quoted}


@pytest.mark.usefixtures("simulator")
def test_a_template_is_filled_outside_the_window(phone: httpx.Client) -> None:
    names = {"parameters": ["BTG-2611-0001", "Sudah ditambal."], "names": ["nomor", "hasil"]}

    send_form(form="template", content={"name": "hasil_aduan", "language": "id", **names})

    expected = (
        "Aduan BTG-2611-0001 sudah selesai ditangani. Hasilnya: Sudah ditambal. Balas pesan ini bila belum sesuai."
    )
    assert newest(phone)["content"]["rendered"] == expected


@pytest.mark.usefixtures("simulator")
def test_a_file_is_uploaded_and_then_sent_by_its_id(phone: httpx.Client) -> None:
    write(phone, type="text", text="Halo")
    name = default_storage.save("bukti.jpg", ContentFile(b"gambar"))

    send_form(form="media", text="Sesudah", content={"file": name, "mime": "image/jpeg", "filename": "bukti.jpg"})

    image = newest(phone)["content"]["image"]
    assert (image["caption"], phone.get(f"/media/{image['id']}").content) == ("Sesudah", b"gambar")


def test_a_file_that_is_gone_is_said_so() -> None:
    with pytest.raises(ChannelError, match="tidak ditemukan") as caught:
        send_form(form="media", content={"file": "tidak-ada.jpg", "mime": "image/jpeg"})

    assert caught.value.fate == Fate.BUG


@pytest.mark.usefixtures("simulator")
def test_a_read_receipt_with_dots_marks_the_citizens_messages(phone: httpx.Client) -> None:
    write(phone, type="text", text="Halo")

    mark_read(account=ACCOUNT, external_id=newest(phone)["id"], with_typing=True)

    assert newest(phone)["state"] == "read"


def test_a_receipt_that_got_no_answer_may_be_sent_again(settings: Settings, silent_server: str) -> None:
    settings.WHATSAPP_API_BASE = silent_server

    with pytest.raises(ChannelError) as caught:
        mark_read(account=ACCOUNT, external_id="wamid.1", with_typing=False)

    assert caught.value.fate == Fate.TRANSIENT
