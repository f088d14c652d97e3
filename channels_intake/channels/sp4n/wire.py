"""One page of SP4N's interface as reports. Pure; names come from the field map, because the true ones are known to
accounts with the developer role alone (channels.md 3.2)."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from bontang_pengaduan.lib.inbound import Event, Message, Sender

from ..guarding import guard
from ..shapes import Json, UnreadableError, as_dict, as_dicts, as_id, as_iso_moment, as_list, as_text, digest
from .standings import hidden_by, standing_of
from .theirs import Theirs, Word, pack

CHANNEL = ACCOUNT = "sp4n"
# Our name for each field, and the interface's own where no setting says another.
FIELDS = {
    "items": "data",
    "last_page": "halaman_terakhir",
    "tracking_id": "tracking_id",
    "title": "judul",
    "text": "isi",
    "reporter_name": "nama_pelapor",
    "status": "status",
    "visibility": "tipe",
    "entered_at": "tanggal_masuk",
    "changed_at": "diubah",
    "unit": "instansi",
    "classification": "klasifikasi",
    "words": "tindak_lanjut",
    "word_id": "id",
    "word_text": "isi",
    "word_at": "tanggal",
    "word_by": "oleh",
}
CITIZEN = "pelapor"


def read_page(page: Any, received_at: datetime, fields: Mapping[str, str]) -> Iterator[Event]:
    """Each report of a page as a copy, named by its version: the same version twice is one event."""
    names = {**FIELDS, **fields}
    for number, item in enumerate(as_list(as_dict(page).get(names["items"]))):
        read = partial(_report, as_dict(item), received_at, names)
        yield guard(read, item, channel=CHANNEL, account=ACCOUNT, pointer=f"/page/{names['items']}/{number}")


def _report(item: Json, received_at: datetime, names: Mapping[str, str]) -> Event:
    theirs = _theirs(item, received_at, names)
    changed_at = as_iso_moment(item.get(names["changed_at"]))
    # Without a time of change the same words may be a return to an earlier state, so each look counts.
    version = f"{(changed_at or received_at).isoformat()}:{digest(item)[:12]}"
    return Message(
        channel=CHANNEL,
        account=ACCOUNT,
        external_id=f"{theirs.tracking_id}:{version}",
        sender=Sender(name=theirs.reporter_name or None),
        sent_at=changed_at or received_at,
        wa_type="report",
        action="upsert",
        text=theirs.text,
        facts={"theirs": pack(theirs)},
    )


def _theirs(item: Json, received_at: datetime, names: Mapping[str, str]) -> Theirs:
    tracking_id = as_id(item.get(names["tracking_id"])) or ""
    text = as_text(item.get(names["text"]))
    if not tracking_id.isdecimal() or len(tracking_id) > 30:
        raise UnreadableError(f"/{names['tracking_id']}", "no identifier")
    if text is None:
        raise UnreadableError(f"/{names['text']}", "no text")
    visibility = item.get(names["visibility"], "?")
    is_anonymous, is_secret = hidden_by(visibility if isinstance(visibility, str) else "?")
    status = as_text(item.get(names["status"]), 120) or ""
    facts = {name: as_text(item.get(names[name])) for name in ("unit", "classification")}
    return Theirs(
        tracking_id=tracking_id,
        title=as_text(item.get(names["title"]), 300) or "",
        text=text,
        reporter_name="" if is_anonymous or is_secret else as_text(item.get(names["reporter_name"]), 120) or "",
        status_raw=status,
        standing=standing_of(status),
        is_anonymous=is_anonymous,
        is_secret=is_secret,
        entered_at=as_iso_moment(item.get(names["entered_at"])) or received_at,
        facts={name: value for name, value in facts.items() if value},
        words=tuple(_words(item, received_at, names)),
    )


def _words(item: Json, received_at: datetime, names: Mapping[str, str]) -> Iterator[Word]:
    for part in as_dicts(item.get(names["words"])):
        name, text = as_id(part.get(names["word_id"])), as_text(part.get(names["word_text"]))
        if name and text:
            at = as_iso_moment(part.get(names["word_at"])) or received_at
            yield Word(name, text, at, str(part.get(names["word_by"])).lower() == CITIZEN)
