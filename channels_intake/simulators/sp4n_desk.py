"""The visitor's side of the simulated SP4N-LAPOR: reports to read, and what its citizens and admins do to them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from .speaking import Answer, Question

if TYPE_CHECKING:
    from .sp4n import Sp4nSimulator

PREFIX = "/control/"
# What a visitor may change, and under which name it stands in a report.
FIELDS = {"text": "isi", "status": "status", "visibility": "tipe", "unit": "instansi"}
SPEAKERS = {"citizen": "pelapor", "admin": "admin"}


def answer_desk(simulator: Sp4nSimulator, question: Question, at: datetime) -> Answer | None:
    """The answer to a request of the control side; None for one of the interface."""
    if not question.path.startswith(PREFIX):
        return None
    parts = question.path.removeprefix(PREFIX).split("/")
    if question.method == "GET":
        return 200, {}, {"reports": list(reversed(simulator.reports.values())), "faults": simulator.faults}
    values = question.values
    if parts == ["faults"]:
        simulator.faults = [str(values["fault"])] if values["fault"] else []
        return 200, {}, {}
    if parts == ["reports"]:
        facts = {
            "judul": str(values["title"]),
            "nama_pelapor": str(values["person"]),
            "tipe": str(values["visibility"]),
        }
        return 201, {}, {"tracking_id": simulator.write(str(values["text"]), at, **facts)}
    if len(parts) == 2 and parts[1] in simulator.reports:
        _act(simulator, parts[1], values, at)
        return 200, {}, {}
    return 404, {}, {"error": "Laporan itu tidak ada."}


def _act(simulator: Sp4nSimulator, number: str, values: dict[str, Any], at: datetime) -> None:
    if values["act"] == "say":
        simulator.say(number, str(values["words"]), at, by=SPEAKERS[values["by"]])
    else:
        simulator.change(number, at, **{FIELDS[values["act"]]: str(values["words"])})
