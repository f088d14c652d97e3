"""The simulated WhatsApp provider for any test, and a webhook that only listens.

A conftest that wants them imports the fixtures by name.
"""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from pytest_django import Settings

from channels_intake.simulators.whatsapp import Account, WhatsAppSimulator

StartSimulator = Callable[..., WhatsAppSimulator]


@dataclass
class Webhook:
    """A product that keeps the bytes it was sent. `refusals` answers are 500 before it takes anything."""

    url: str
    verify_token: str = "token-uji"
    refusals: int = 0
    bodies: list[bytes] = field(default_factory=list)
    signatures: list[str] = field(default_factory=list)
    refused: int = 0

    @property
    def values(self) -> list[dict[str, Any]]:
        """Every `value` of every body, in the order of arrival."""
        bodies = [json.loads(body) for body in self.bodies]
        return [change["value"] for body in bodies for entry in body["entry"] for change in entry["changes"]]

    @property
    def messages(self) -> list[dict[str, Any]]:
        """Every citizen's message."""
        return [message for value in self.values for message in value.get("messages", [])]

    @property
    def statuses(self) -> list[dict[str, Any]]:
        """Every state of the city's messages."""
        return [status for value in self.values for status in value.get("statuses", [])]


class _WebhookHandler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    webhook: Webhook
    lock: threading.Lock

    def do_GET(self) -> None:
        question = parse_qs(urlsplit(self.path).query)
        is_known = question["hub.verify_token"] == [self.webhook.verify_token]
        self._answer(200 if is_known else 403, question["hub.challenge"][0].encode() if is_known else b"")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        with self.lock:
            if self.webhook.refused < self.webhook.refusals:
                self.webhook.refused += 1
                self._answer(500, b"")
                return
            self.webhook.bodies.append(body)
            self.webhook.signatures.append(self.headers["X-Hub-Signature-256"])
        self._answer(200, b"")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def webhook() -> Iterator[Webhook]:
    """A listening webhook without a product behind it."""
    handler = type("Handler", (_WebhookHandler,), {"lock": threading.Lock()})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        listener = Webhook(f"http://127.0.0.1:{server.server_address[1]}/webhooks/whatsapp/")
        handler.webhook = listener  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield listener
        server.shutdown()


@pytest.fixture
def start_simulator(settings: Settings) -> Iterator[StartSimulator]:
    """A function that starts a provider for a webhook's address and points the settings at it.

    `start_simulator(f"{live_server.url}/webhooks/whatsapp/", now=clock.now, seed=1)`
    """
    with ExitStack() as stack:

        def start(webhook_url: str, **options: Any) -> WhatsAppSimulator:
            account = Account(
                webhook_url=webhook_url,
                app_secret=settings.WHATSAPP_APP_SECRETS[0],
                verify_token=settings.WHATSAPP_VERIFY_TOKEN,
                access_token=settings.WHATSAPP_ACCESS_TOKEN,
                phone_number_id=settings.WHATSAPP_PHONE_NUMBER_ID,
            )
            simulator = stack.enter_context(WhatsAppSimulator(account, **options))
            settings.SIMULATOR = True
            settings.SIMULATOR_URL = simulator.url
            settings.WHATSAPP_API_BASE = simulator.api_base
            return simulator

        yield start


@pytest.fixture
def simulator(start_simulator: StartSimulator, webhook: Webhook) -> WhatsAppSimulator:
    """A provider that delivers to the listening webhook; its handshake is over."""
    started = start_simulator(webhook.url, seed=1)
    assert started.wait_until_quiet()
    return started


@pytest.fixture
def phone(simulator: WhatsAppSimulator) -> Iterator[httpx.Client]:
    """An HTTP client of the simulator's control side."""
    with httpx.Client(base_url=f"{simulator.url}/control", trust_env=False) as client:
        yield client
