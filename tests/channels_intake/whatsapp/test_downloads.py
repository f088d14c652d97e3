"""Fetching a citizen's file, against the simulated provider over HTTP, and against one that misbehaves."""

import base64
import hashlib
import io
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest
from pytest_django import Settings

from channels_intake.channels.errors import ChannelError, Fate
from channels_intake.channels.files import FileRefusedError
from channels_intake.channels.whatsapp.downloads import download

ACCOUNT = "900000000000101"
CITIZEN = "6280000000101"
PHOTO = b"\xff\xd8\xff\xe0 not really a picture"
LIMIT = 1024 * 1024


@dataclass
class Provider:
    """A provider that answers as it is told. `file` is what the addresses lead to, one after the other."""

    address: str = ""
    facts: dict[str, object] = field(default_factory=dict)
    file: list[tuple[int, bytes]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)


class Handler(BaseHTTPRequestHandler):
    provider: Provider

    def do_GET(self) -> None:
        provider = self.provider
        provider.asked.append(self.path.partition("?")[0])
        provider.tokens.append(self.headers.get("Authorization", ""))
        if self.path.startswith("/v26.0/"):
            self._answer(200, json.dumps({"url": f"{provider.address}/file", **provider.facts}).encode())
        else:
            self._answer(*provider.file.pop(0))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        if status == 302:
            self.send_header("Location", body.decode())
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def provider(settings: Settings) -> Iterator[Provider]:
    """A provider whose answers the test writes."""
    made = Provider()
    handler = type("Handler", (Handler,), {"provider": made})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        made.address = f"http://127.0.0.1:{server.server_address[1]}"
        settings.SIMULATOR, settings.SIMULATOR_URL = True, made.address
        settings.WHATSAPP_API_BASE = f"{made.address}/v26.0"
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield made
        server.shutdown()


def media_id(phone: httpx.Client) -> str:
    message = {"type": "media", "data": base64.b64encode(PHOTO).decode(), "mime_type": "image/jpeg"}
    assert phone.post(f"/phones/{CITIZEN}/messages", json=message).status_code == 201
    return str(phone.get(f"/phones/{CITIZEN}").json()["messages"][0]["content"]["image"]["id"])


def fetch(asked_for: str = "123", limit: int = LIMIT) -> bytes:
    into = io.BytesIO()
    download(account=ACCOUNT, media_id=asked_for, into=into, limit=limit)
    return into.getvalue()


@pytest.mark.usefixtures("simulator")
def test_file_comes_in_two_steps(phone: httpx.Client) -> None:
    assert fetch(media_id(phone)) == PHOTO


@pytest.mark.usefixtures("simulator")
def test_token_goes_to_no_other_host(phone: httpx.Client, settings: Settings) -> None:
    asked_for = media_id(phone)
    settings.SIMULATOR = False

    with pytest.raises(FileRefusedError) as caught:
        fetch(asked_for)

    assert str(caught.value) == "Alamat lampiran di luar daftar yang diizinkan."


def test_token_goes_along_no_redirect(provider: Provider) -> None:
    provider.file = [(302, f"{provider.address}/elsewhere".encode())]

    with pytest.raises(ChannelError) as caught:
        fetch()

    assert (caught.value.code, caught.value.permanent) == (302, False)
    assert provider.asked == ["/v26.0/123", "/file"]


def test_media_id_is_no_path() -> None:
    with pytest.raises(FileRefusedError) as caught:
        fetch("../me")

    assert str(caught.value) == "Nomor lampiran tidak sah."


def test_address_that_has_ended_is_asked_for_again(provider: Provider) -> None:
    provider.file = [(404, b""), (200, PHOTO)]

    assert fetch() == PHOTO
    assert provider.asked == ["/v26.0/123", "/file", "/v26.0/123", "/file"]


def test_address_that_ends_twice_is_left_for_later(provider: Provider) -> None:
    provider.file = [(404, b""), (404, b"")]

    with pytest.raises(ChannelError) as caught:
        fetch()

    assert (caught.value.code, caught.value.permanent) == (404, False)


def test_refused_token_stops_the_account(provider: Provider) -> None:
    provider.file = [(401, b"")]

    with pytest.raises(ChannelError) as caught:
        fetch()

    assert (caught.value.fate, len(provider.asked)) == (Fate.STOP, 2)


@pytest.mark.usefixtures("simulator")
def test_file_that_the_provider_does_not_know_is_gone() -> None:
    with pytest.raises(ChannelError) as caught:
        fetch("1234567890")

    assert (caught.value.permanent, isinstance(caught.value, FileRefusedError)) == (True, False)


def test_announced_size_is_enough_to_refuse(provider: Provider) -> None:
    provider.facts = {"file_size": 3 * LIMIT}

    with pytest.raises(FileRefusedError) as caught:
        fetch(limit=2 * LIMIT)

    assert (str(caught.value), provider.asked) == ("Berkas lebih besar dari 2 MB.", ["/v26.0/123"])


def test_longer_file_than_announced_is_refused(provider: Provider) -> None:
    provider.facts, provider.file = {"file_size": 10}, [(200, bytes(LIMIT + 1))]

    with pytest.raises(FileRefusedError):
        fetch()


@pytest.mark.parametrize(
    "write", [lambda digest: base64.b64encode(digest).decode(), lambda digest: digest.hex()], ids=["base64", "hex"]
)
def test_digest_is_read_in_both_forms(provider: Provider, write: Callable[[bytes], str]) -> None:
    provider.facts = {"sha256": write(hashlib.sha256(PHOTO).digest())}
    provider.file = [(200, PHOTO), (200, PHOTO[:-1])]

    assert fetch() == PHOTO
    with pytest.raises(ChannelError) as caught:
        fetch()

    assert (str(caught.value), caught.value.permanent) == ("Isi lampiran tidak sama dengan yang dikirim.", False)
