"""A simulated SP4N-LAPOR that speaks our reading of its interface: tokens that end, pages, follow-ups, lost answers.

Its contract is assumed (channels.md 3.2): no key against doubling, no pushes.
"""

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

Answer = tuple[int, Any]
Json = dict[str, Any]
LOST = "lost"  # the deed is done and the answer never comes
DOWN = "down"  # 503, and nothing is done
EXPIRED = "expired"  # the token has ended


@dataclass
class Sp4nSimulator:
    """The ministry's side. `faults` are what happens to the next requests but those for a token, in their order;
    `page_size` is the largest page."""

    client_id: str = "bontang"
    client_secret: str = "rahasia-uji"  # noqa: S105 - of the simulator
    page_size: int = 100
    reports: dict[str, Json] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    tokens_given: int = 0
    _numbers: Any = field(default_factory=lambda: count(7_500_001))

    def write(self, text: str, at: datetime, **facts: Any) -> str:
        """A citizen enters a report; its tracking id. `facts` by the interface's names replace what is usual."""
        number = str(next(self._numbers))
        usual = {
            "judul": text[:60],
            "isi": text,
            "nama_pelapor": "Warga Uji",
            "status": "Belum Terverifikasi",
            "tipe": "",
        }
        self.reports[number] = {"tracking_id": number, "tanggal_masuk": at.isoformat(), "tindak_lanjut": [], **usual}
        self.change(number, at, **facts)
        return number

    def change(self, number: str, at: datetime, **facts: Any) -> None:
        """Somebody changes a report."""
        self.reports[number] |= facts | {"diubah": at.isoformat()}

    def say(self, number: str, text: str, at: datetime, *, by: str = "pelapor") -> str:
        """A follow-up by the citizen or by an office; its id."""
        name = str(next(self._numbers))
        word = {"id": name, "isi": text, "tanggal": at.isoformat(), "oleh": by}
        status = "Ditanggapi oleh Pelapor" if by == "pelapor" else "Ditindaklanjuti oleh Instansi"
        words = [*self.reports[number]["tindak_lanjut"], word]
        self.change(number, at, tindak_lanjut=words, status=status)
        return name

    def serve(self, clock: Any) -> "Sp4nServer":
        """The server, to be entered; `clock` gives its present moment."""
        return Sp4nServer(self, clock)

    def answer(self, method: str, path: str, query: Mapping[str, str], token: str, body: Json, at: datetime) -> Answer:
        """What a request gives; None as status: the connection is cut."""
        if path == "/token":
            return self._give_token(body)
        fault = self.faults.pop(0) if self.faults else ""
        if fault == EXPIRED:
            self.tokens_given += 1
        if token != f"token-{self.tokens_given}":
            return 401, {"pesan": "Token tidak berlaku"}
        if fault == DOWN:
            return 503, {"pesan": "Sedang gangguan"}
        status, value = self._do(method, path, query, body, at)
        return (0 if fault == LOST else status), value

    def _give_token(self, body: Json) -> Answer:
        if (body.get("client_id"), body.get("client_secret")) != (self.client_id, self.client_secret):
            return 401, {"pesan": "Akun ditolak"}
        self.tokens_given += 1
        return 200, {"access_token": f"token-{self.tokens_given}", "expires_in": 3600}

    def _do(self, method: str, path: str, query: Mapping[str, str], body: Json, at: datetime) -> Answer:
        parts = path.strip("/").split("/")
        if method == "GET" and parts == ["laporan"]:
            return 200, self._page(query)
        if method == "POST" and parts == ["laporan"]:
            return 201, {"tracking_id": self.write(body["isi"], at, judul=body["judul"], tipe=body["tipe"])}
        if method == "POST" and len(parts) == 3 and parts[1] in self.reports:
            return 201, {"id": self.say(parts[1], body["isi"], at, by="instansi")}
        return 404, {"pesan": "Tidak ada"}

    def _page(self, query: Mapping[str, str]) -> Json:
        since = datetime.fromisoformat(query["sejak"])
        rows = [row for row in self.reports.values() if datetime.fromisoformat(row["diubah"]) >= since]
        rows.sort(key=lambda row: (row["diubah"], row["tracking_id"]))
        size, number = min(self.page_size, int(query["jumlah"])), int(query["halaman"])
        pages = max(-(-len(rows) // size), 1)
        return {"data": rows[(number - 1) * size : number * size], "halaman": number, "halaman_terakhir": pages}


class Sp4nServer:
    """Serves a simulator on a free port of this machine."""

    def __init__(self, simulator: Sp4nSimulator, clock: Any) -> None:
        facts = {"simulator": simulator, "clock": staticmethod(clock)}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), facts))
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
    simulator: Sp4nSimulator
    clock: Any

    def do_GET(self) -> None:
        self._reply("GET", {})

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        self._reply("POST", json.loads(self.rfile.read(length) or b"{}"))

    def _reply(self, method: str, body: Json) -> None:
        place = urlsplit(self.path)
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        at = self.clock().astimezone(UTC)
        status, value = self.simulator.answer(method, place.path, dict(parse_qsl(place.query)), token, body, at)
        if status == 0:
            self.close_connection = True
            return
        written = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(written)))
        self.end_headers()
        self.wfile.write(written)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Says nothing."""
