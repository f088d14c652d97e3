"""The HTTP server of the simulated Telegram, and its deliveries to the webhook."""

import json
import re
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

import httpx

from .bot import JSON, Bot
from .citizens import act
from .methods import MethodRefusedError, call

_METHOD = re.compile(r"/bot(?P<token>[^/]+)/(?P<method>\w+)")
_FILE = re.compile(r"/file/bot(?P<token>[^/]+)/files/(?P<file>\w+)\.bin")
_CHAT = re.compile(r"/control/chats/(?P<number>-?\d+)")
RETRIES = 5  # of a delivery that the webhook does not take


def utc_now() -> datetime:
    """The machine's time."""
    return datetime.now(UTC)


class TelegramSimulator:
    """One simulated Telegram with one bot. `now` is its clock.

    POST /control/chats/<number> lets a citizen act, GET shows the chat; POST /control/bot sets how it behaves.
    """

    def __init__(
        self, token: str, *, port: int = 0, now: Callable[[], datetime] = utc_now, first_number: int = 1
    ) -> None:
        self._server = _Server(("127.0.0.1", port), _Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self.bot = self._server.bot = Bot(token, now, first_number=first_number)

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()


def deliver(bot: Bot, update: JSON) -> bool:
    """Posts one update to the webhook until it is taken; whether it was. Without a webhook it waits for a question."""
    if not bot.webhook_url:
        return False
    headers = {"X-Telegram-Bot-Api-Secret-Token": bot.secret} if bot.secret else {}
    for _ in range(RETRIES):
        answer = httpx.post(bot.webhook_url, json=update, headers=headers, timeout=10, trust_env=False)
        if answer.is_success:
            bot.confirm(update["update_id"] + 1)
            return True
    return False


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    bot: Bot


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def do_POST(self) -> None:
        values, files = self._read()
        method, chat = _METHOD.fullmatch(self.path), _CHAT.fullmatch(self.path)
        if method:
            self._call(method["token"], method["method"], values, files)
        elif chat:
            update = act(self.server.bot, int(chat["number"]), values)
            self._send(200, {"update": update, "is_delivered": deliver(self.server.bot, update)})
        elif self.path == "/control/bot":
            self.server.bot.refuse_sends = int(values.get("refuse_sends", 0))
            self._send(200, {})
        else:
            self._send(404, {"ok": False, "error_code": 404, "description": "Not Found"})

    def do_GET(self) -> None:
        file, chat = _FILE.fullmatch(self.path), _CHAT.fullmatch(self.path)
        bot = self.server.bot
        if file and file["token"] == bot.token and file["file"] in bot.files:
            self._send_bytes(200, bot.files[file["file"]], "application/octet-stream")
        elif chat:
            self._send(200, {"said": bot.chat(int(chat["number"])).said})
        else:
            self._send(404, {"ok": False, "error_code": 404, "description": "Not Found"})

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Says nothing."""

    def _call(self, token: str, method: str, values: JSON, files: dict[str, bytes]) -> None:
        try:
            self._send(200, {"ok": True, "result": call(self.server.bot, token, method, values, files)})
        except MethodRefusedError as error:
            answer: JSON = {"ok": False, "error_code": error.code, "description": str(error)}
            self._send(error.code, answer | ({"parameters": error.parameters} if error.parameters else {}))

    def _read(self) -> tuple[JSON, dict[str, bytes]]:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        kind = self.headers.get("Content-Type", "")
        if not kind.startswith("multipart/"):
            return (json.loads(body) if body else {}), {}
        whole = message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + body)
        values: JSON = {}
        files: dict[str, bytes] = {}
        for part in whole.get_payload():
            _keep_part(part, values, files)
        return values, files

    def _send(self, status: int, answer: JSON) -> None:
        self._send_bytes(status, json.dumps(answer).encode(), "application/json")

    def _send_bytes(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _keep_part(part: Any, values: JSON, files: dict[str, bytes]) -> None:
    name = part.get_param("name", header="content-disposition")
    data: bytes = part.get_payload(decode=True)
    if part.get_filename():
        files[name] = data
    else:
        values[name] = data.decode()
