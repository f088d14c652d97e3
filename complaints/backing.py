"""What an officer's word rests on: an approved answer, one of a similar case, or a reason for which it was sent despite
the check."""

from collections.abc import Iterable
from typing import Any

from .guard.findings import label_of
from .models import Complaint, ComplaintEvent


def read_backing(events: Iterable[ComplaintEvent]) -> dict[int, str]:
    """By the key of the reply, what its officer can point to later; replies without anything are left out."""
    written = {event.data["reply"]: event.data for event in events if event.type == "reply.written"}
    hidden = _hidden_cases(written.values())
    said = {
        reply: " ".join(
            filter(None, (_approved(data), _basis(data, hidden), _read_by(data), _guard(data), _unread(data)))
        )
        for reply, data in written.items()
    }
    return {reply: words for reply, words in said.items() if words}


def _approved(data: dict[str, Any]) -> str:
    used = data.get("approved")
    if not used:
        return ""
    start = "Diubah dari" if used["is_edited"] else "Dijawab sesuai"
    basis = f", dasar {used['basis']}" if used["basis"] else ""
    title, number, approver = used["title"], used["version"], used["approved_by"]
    return f"{start} jawaban tersetujui “{title}” versi {number}, disahkan {approver}{basis}."


def _basis(data: dict[str, Any], hidden: frozenset[str]) -> str:
    used = data.get("basis")
    if not used:
        return ""
    return "Disusun dari jawaban aduan serupa" + ("." if used["number"] in hidden else f" {used['number']}.")


def _hidden_cases(written: Iterable[dict[str, Any]]) -> frozenset[str]:
    """Of the cases named in them, those that have become secret since: not even their number is told."""
    numbers = [data["basis"]["number"] for data in written if "basis" in data]
    secret = Complaint.objects.filter(number__in=numbers, is_secret=True) if numbers else Complaint.objects.none()
    return frozenset(secret.values_list("number", flat=True))


def _read_by(data: dict[str, Any]) -> str:
    read = data.get("reading")
    if not read:
        return ""
    return f"Dibaca dan disetujui {read['by']}{' dengan perubahan' if read['is_edited'] else ''} sebelum dikirim."


def _unread(data: dict[str, Any]) -> str:
    risk = data.get("risk")
    return f"Dikirim tanpa pembaca kedua ({', '.join(risk['reasons']).lower()}): {risk['reason']}" if risk else ""


def _guard(data: dict[str, Any]) -> str:
    found = data.get("guard")
    if not found:
        return ""
    labels = ", ".join(label_of(flag).lower() for flag in found["flags"])
    return f"Tetap dikirim walau {labels}: {found['reason']}"
