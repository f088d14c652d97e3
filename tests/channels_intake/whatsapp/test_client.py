"""Sending and fetching, against the simulated provider over HTTP."""

import socket
import threading
from collections.abc import Iterator

import httpx
import pytest
from pytest_django import Settings

from channels_intake.channels.errors import ChannelError
from channels_intake.channels.whatsapp.client import send
from channels_intake.simulators.whatsapp import WhatsAppSimulator
from tests.simulator_fixture import Webhook

ACCOUNT = "900000000000101"
CITIZEN = "6280000000101"


def send_text(text: str = "Terima kasih.", *, phone: str | None = f"+{CITIZEN}", bsuid: str | None = None) -> str:
    return send(reply_id=77, account=ACCOUNT, phone=phone, bsuid=bsuid, text=text)


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

    assert (caught.value.code, caught.value.permanent, caught.value.unknown_outcome) == (130429, False, False)


@pytest.mark.usefixtures("simulator")
def test_closed_window_is_final_for_a_text(phone: httpx.Client) -> None:
    phone.post("/settings", json={"window_error": "answer"})

    with pytest.raises(ChannelError) as caught:
        send_text()

    assert (caught.value.code, caught.value.permanent) == (131047, True)


@pytest.mark.usefixtures("simulator")
def test_expired_token_waits_for_an_administrator(settings: Settings) -> None:
    settings.WHATSAPP_ACCESS_TOKEN = "kedaluwarsa"

    with pytest.raises(ChannelError) as caught:
        send_text()

    assert (caught.value.code, caught.value.permanent) == (190, False)


def test_no_answer_after_the_request_leaves_the_outcome_unknown(settings: Settings, silent_server: str) -> None:
    settings.WHATSAPP_API_BASE = silent_server

    with pytest.raises(ChannelError) as caught:
        send_text()

    assert (caught.value.unknown_outcome, caught.value.permanent) == (True, False)


def test_no_connection_means_nothing_was_sent(settings: Settings) -> None:
    settings.WHATSAPP_API_BASE = "http://127.0.0.1:1/v26.0"

    with pytest.raises(ChannelError) as caught:
        send_text()

    assert (caught.value.unknown_outcome, caught.value.permanent) == (False, False)
