"""Files behind an address: fetched from the provider's hosts alone, without a token, and never more than we take."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from threading import Thread

import pytest
from pytest_django import Settings

from channels_intake.channels.errors import ChannelError
from channels_intake.channels.files import FileRefusedError
from channels_intake.channels.links import download_link


class _Files(BaseHTTPRequestHandler):
    seen: list[str | None] = []

    def do_GET(self) -> None:
        self.seen.append(self.headers.get("Authorization"))
        status = int(self.path.strip("/"))
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "http://127.0.0.1:9/")
        self.send_header("Content-Length", "5")
        self.end_headers()
        self.wfile.write(b"gambar"[:5])

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture
def provider(settings: Settings) -> Iterator[str]:
    """A provider of files on this machine, known as the simulator."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Files) as server:
        Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        settings.SIMULATOR, settings.SIMULATOR_URL = True, f"http://127.0.0.1:{server.server_address[1]}"
        yield settings.SIMULATOR_URL
        server.shutdown()


def fetch(url: str, limit: int = 100) -> bytes:
    into = BytesIO()
    download_link(url, hosts=["fbcdn.net"], into=into, limit=limit)
    return into.getvalue()


def test_a_file_comes_without_any_token_of_ours(provider: str) -> None:
    _Files.seen.clear()

    assert fetch(f"{provider}/200") == b"gamba"
    assert _Files.seen == [None]


@pytest.mark.parametrize(
    ("status", "is_permanent"), [(403, True), (404, True), (410, True), (500, False), (302, False)]
)
def test_an_address_that_has_ended_is_lost_and_trouble_passes(provider: str, status: int, is_permanent: bool) -> None:
    with pytest.raises(ChannelError) as caught:
        fetch(f"{provider}/{status}")

    assert (caught.value.code, caught.value.permanent) == (status, is_permanent)


def test_a_file_over_the_limit_is_refused(provider: str) -> None:
    with pytest.raises(FileRefusedError):
        fetch(f"{provider}/200", limit=3)


@pytest.mark.parametrize(
    "url",
    [
        "http://scontent.fbcdn.net/a.jpg",
        "https://fbcdn.net.jahat.id/a.jpg",
        "https://jahatfbcdn.net/a.jpg",
        "https://169.254.169.254/latest",
        "https://fbcdn.net@jahat.id/a.jpg",
        "file:///etc/passwd",
        "https://[fbcdn.net",
        "",
    ],
)
def test_no_payload_leads_us_elsewhere(url: str) -> None:
    with pytest.raises(FileRefusedError):
        fetch(url)
