"""A simulated SP4N-LAPOR that speaks our reading of its interface: tokens that end, pages, follow-ups, lost answers.

Its contract is assumed (channels.md 3.2): no key against doubling, no pushes.
"""

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from .sp4n_desk import answer_desk
from .speaking import Answer, Question, SpeakingServer

Said = tuple[int, Any]  # status and JSON
Json = dict[str, Any]
LOST = "lost"  # the deed is done and the answer never comes
DOWN = "down"  # 503, and nothing is done
EXPIRED = "expired"  # the token has ended


@dataclass
class Sp4nSimulator:
    """The ministry's side. `faults` are what happens to the next requests but those for a token, in their order;
    `page_size` is the largest page. With a `file` the reports outlast the process: they are read from it, and `save`
    writes them."""

    client_id: str = "bontang"
    client_secret: str = "rahasia-uji"  # noqa: S105 - of the simulator
    page_size: int = 100
    reports: dict[str, Json] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    tokens_given: int = 0
    first_number: int = 7_500_001
    file: Path | None = None

    def __post_init__(self) -> None:
        self._lock = threading.RLock()
        self._saved = self.file.read_text() if self.file and self.file.exists() else ""
        if self._saved:
            self.reports |= json.loads(self._saved)
        self._numbers = count(self.first_number)

    def save(self) -> None:
        """Writes what has changed to the file; a kill in the middle leaves the former state."""
        with self._lock:
            state = json.dumps(self.reports)
        if self.file is None or state == self._saved:
            return
        self.file.parent.mkdir(parents=True, exist_ok=True)
        unfinished = self.file.with_suffix(".unfinished")
        unfinished.write_text(state)
        unfinished.replace(self.file)
        self._saved = state

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

    def serve(self, clock: Callable[[], datetime], port: int = 0) -> SpeakingServer:
        """The server, to be entered; `clock` gives its present moment."""
        return SpeakingServer(lambda question: self.reply(question, clock().astimezone(UTC)), port=port)

    def reply(self, question: Question, at: datetime) -> Answer | None:
        """What a request gives; None when the connection is cut. One after the other."""
        with self._lock:
            return answer_desk(self, question, at) or self._reply(question, at)

    def _reply(self, question: Question, at: datetime) -> Answer | None:
        body = question.values if question.method == "POST" else {}
        if question.path == "/token":
            status, value = self._give_token(body)
            return status, {}, value
        fault = self.faults.pop(0) if self.faults else ""
        if fault == EXPIRED:
            self.tokens_given += 1
        if question.bearer != f"token-{self.tokens_given}":
            return 401, {}, {"pesan": "Token tidak berlaku"}
        if fault == DOWN:
            return 503, {}, {"pesan": "Sedang gangguan"}
        status, value = self._do(question.method, question.path, question.query, body, at)
        return None if fault == LOST else (status, {}, value)

    def _give_token(self, body: Json) -> Said:
        if (body.get("client_id"), body.get("client_secret")) != (self.client_id, self.client_secret):
            return 401, {"pesan": "Akun ditolak"}
        self.tokens_given += 1
        return 200, {"access_token": f"token-{self.tokens_given}", "expires_in": 3600}

    def _do(self, method: str, path: str, query: Mapping[str, str], body: Json, at: datetime) -> Said:
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
