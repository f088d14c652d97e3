"""What a report brings beside what the mirror holds: new, changed, the same, or older. No writing."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from ..channels.sp4n.theirs import Theirs
from .models import Sp4nImportRow, Sp4nReport, Standing

Verdict = Sp4nImportRow.Verdict
LABELS = {
    "title": "Judul",
    "text": "Isi",
    "status_raw": "Status",
    "reporter_name": "Nama pelapor",
    "is_anonymous": "Anonim",
    "is_secret": "Rahasia",
    "entered_at": "Waktu masuk",
    "classification": "Klasifikasi",
    "category": "Kategori",
    "unit": "Instansi terdisposisi",
    "reason": "Alasan tunda/arsip",
}
COLUMNS = ("title", "text", "status_raw", "reporter_name", "is_anonymous", "is_secret", "entered_at")
Difference = tuple[str, Any, Any]


def judge(theirs: Theirs, held: Sp4nReport | None, as_of: datetime) -> tuple[str, list[Difference]]:
    """The verdict on a report that speaks for `as_of`, and each column that it would change."""
    if held is None:
        return Verdict.NEW, []
    found = list(differences(theirs, held))
    if not found:
        return Verdict.SAME, []
    return (Verdict.OLDER if as_of < held.as_of else Verdict.CHANGED), found


def differences(theirs: Theirs, held: Sp4nReport) -> Iterator[Difference]:
    """Column, held value and new one. A column that the report does not carry changes nothing, and no flag falls."""
    new = merged(theirs, held)
    for name in COLUMNS:
        if new[name] != getattr(held, name):
            yield name, getattr(held, name), new[name]
    for name, value in theirs.facts.items():
        if held.facts.get(name) != value:
            yield name, held.facts.get(name, ""), value


def merged(theirs: Theirs, held: Sp4nReport | None) -> dict[str, Any]:
    """The columns as they are to stand: SP4N's words, the stricter flags, and no name of who is hidden."""
    is_anonymous = theirs.is_anonymous or (held is not None and held.is_anonymous)
    is_secret = theirs.is_secret or (held is not None and held.is_secret)
    return {
        "title": theirs.title,
        "text": theirs.text,
        "status_raw": theirs.status_raw,
        "standing": Standing(theirs.standing),
        "reporter_name": "" if is_anonymous or is_secret else theirs.reporter_name,
        "is_anonymous": is_anonymous,
        "is_secret": is_secret,
        "entered_at": theirs.entered_at,
        "facts": (held.facts if held else {}) | theirs.facts,
    }


def in_words(difference: Difference, *, is_hidden: bool) -> list[str]:
    """The difference as a page shows it; the words of a hidden report are not repeated there."""
    name, held, new = difference
    label = LABELS.get(name, name)
    if is_hidden and name in ("title", "text"):
        return [label, "(dirahasiakan)", "(dirahasiakan)"]
    return [label, _word(held), _word(new)]


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value)[:300]
