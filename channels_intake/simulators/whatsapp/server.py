"""The HTTP server of the simulator: WhatsApp Cloud API on one side, the citizens' phones on the other."""

import random
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

from . import control, crowd_control, graph, sending, writing
from .account import Account
from .network import Network
from .storage import Storage
from .web import Answer, BadRequestError, Request, Simulation, json_answer
from .world import World

ROUTES = (*graph.ROUTES, *crowd_control.ROUTES, *control.ROUTES)
LARGEST_BODY = 150 * 1024 * 1024


def utc_now() -> datetime:
    """The machine's time."""
    return datetime.now(UTC)


class WhatsAppSimulator:
    """One simulated provider with one city account.

    `now` is its clock; `seed` makes a rough network repeatable; with a `folder` its phones outlive the process.
    """

    def __init__(
        self,
        account: Account,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        now: Callable[[], datetime] = utc_now,
        seed: int | None = None,
        folder: Path | None = None,
    ) -> None:
        self._server = _Server((host, port), _Handler)
        self.url = f"http://{host}:{self._server.server_address[1]}"
        self.world = World(account, now, chance=random.Random(seed))  # noqa: S311
        self.network = Network(self.world, seed)
        self._storage = Storage(folder) if folder else None
        self._server.simulation = Simulation(self.world, self.network, self.url)

    @property
    def api_base(self) -> str:
        """What WHATSAPP_API_BASE must be."""
        return f"{self.url}/v26.0"

    def start(self) -> None:
        """Serves from threads of this process, and goes on with what a former one had not finished."""
        if self._storage:
            self._storage.load(self.world)
        self.network.start()
        writing.resume(self.world, self.network)
        sending.resume(self.world, self.network)
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        """Stops serving and delivering."""
        self._server.shutdown()
        self._server.server_close()
        self.network.close()
        self.save()

    def save(self) -> None:
        """Keeps the phones as they are, when there is a folder for them."""
        if self._storage:
            self._storage.save(self.world)

    def wait_until_quiet(self, timeout_seconds: float = 10.0) -> bool:
        """True once every delivery was accepted and nothing more is planned."""
        return self.network.schedule.wait_until_idle(timeout_seconds)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    simulation: Simulation

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Reports what went wrong, unless a client was killed in the middle of its request."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def _answer(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        if length > LARGEST_BODY:
            self.close_connection = True
            self._send(json_answer({"error": "too large"}, 413))
            return
        place = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        query = dict(parse_qsl(place.query))
        self._send(
            dispatch(self.server.simulation, Request(self.command, place.path, query, headers, self._read(length)))
        )

    do_GET = do_POST = _answer  # noqa: N815

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Says nothing: a demo shows enough on the phone."""

    def _read(self, length: int) -> bytes:
        return self.rfile.read(length) if length else b""

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)


def dispatch(simulation: Simulation, request: Request) -> Answer:
    """The answer of the first route that fits; 404 without one, 400 when the request has the wrong form."""
    for line in ROUTES:
        match = line.pattern.fullmatch(request.path)
        if match and line.method == request.method:
            try:
                return line.endpoint(simulation, replace(request, parts=match.groupdict()))
            except BadRequestError as error:
                return json_answer({"error": str(error)}, 400)
    return json_answer({"error": "not found"}, 404)
