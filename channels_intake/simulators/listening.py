"""A small HTTP server for a simulated provider that is only asked."""

import json
import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

Answer = tuple[int, Mapping[str, str], Any]  # status, headers, JSON
Ask = Callable[[str, Mapping[str, str], Mapping[str, str]], Answer]  # path, query, headers in lower case


class ListeningServer:
    """Answers GET requests with what `ask` says."""

    def __init__(self, ask: Ask) -> None:
        handler = type("Handler", (_Handler,), {"ask": staticmethod(ask)})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
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
    ask: Ask

    def do_GET(self) -> None:
        place = urlsplit(self.path)
        asked = {name.lower(): value for name, value in self.headers.items()}
        status, headers, value = self.ask(place.path, dict(parse_qsl(place.query)), asked)
        body = json.dumps(value).encode()
        self.send_response(status)
        for name, text in {**headers, "Content-Type": "application/json", "Content-Length": str(len(body))}.items():
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Says nothing."""
