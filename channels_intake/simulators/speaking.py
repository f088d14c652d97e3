"""A small HTTP server for a simulated provider that is asked and spoken to."""

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

Answer = tuple[int, Mapping[str, str], Any]  # status, headers, JSON


@dataclass(frozen=True)
class Question:
    """One request. Header names are in lower case."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    @property
    def values(self) -> dict[str, Any]:
        """The body's JSON object or form."""
        if self.headers.get("content-type", "").startswith("application/json"):
            return dict(json.loads(self.body))
        return dict(parse_qsl(self.body.decode()))

    @property
    def bearer(self) -> str:
        """The token that came along."""
        return self.headers.get("authorization", "").removeprefix("Bearer ")


Reply = Callable[[Question], Answer | None]  # None: the connection ends without an answer


class SpeakingServer:
    """Answers requests with what `reply` says."""

    def __init__(self, reply: Reply, *, port: int = 0) -> None:
        handler = type("Handler", (_Handler,), {"reply": staticmethod(reply)})
        self._server = ThreadingHTTPServer(("127.0.0.1", port), handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    reply: Reply

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Says nothing."""

    def _answer(self) -> None:
        place = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        answer = self.reply(Question(self.command, place.path, dict(parse_qsl(place.query)), headers, body))
        if answer is None:
            self.close_connection = True
            return
        status, told, value = answer
        written = json.dumps(value).encode()
        self.send_response(status)
        for name, text in {**told, "Content-Type": "application/json", "Content-Length": str(len(written))}.items():
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(written)
