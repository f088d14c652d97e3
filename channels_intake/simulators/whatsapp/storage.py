"""What the provider keeps over a restart: the phones, their messages and the citizens' files."""

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from .citizens import Citizen, Entry
from .world import StoredMedia, World

JSON = dict[str, Any]


class Storage:
    """A folder: `state.json`, and one file for each of the citizens' files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._state = folder / "state.json"
        self._saved = ""

    def load(self, world: World) -> None:
        """Puts back what was saved; nothing when nothing was."""
        if not self._state.exists():
            return
        self._saved = self._state.read_text()
        state = json.loads(self._saved)
        world.restore([_citizen(entry) for entry in state["citizens"]])
        for entry in state["media"]:
            data = (self._folder / entry["id"]).read_bytes()
            stored_at = datetime.fromisoformat(entry.pop("stored_at"))
            world.media[entry["id"]] = StoredMedia(**entry, data=data, stored_at=stored_at)

    def save(self, world: World) -> None:
        """Writes what has changed; a kill in the middle leaves the former state."""
        with world.lock:
            citizens = [asdict(citizen) for citizen in world.settled()]
            media = [file for file in world.media.values() if not file.is_passing]
        state = json.dumps({"citizens": citizens, "media": [_described(file) for file in media]}, default=_written)
        if state == self._saved:
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        for file in media:
            self._keep(file)
        unfinished = self._state.with_suffix(".unfinished")
        unfinished.write_text(state)
        unfinished.replace(self._state)
        self._saved = state

    def _keep(self, file: StoredMedia) -> None:
        path = self._folder / file.id
        if not path.exists():
            path.write_bytes(file.data)


def _described(file: StoredMedia) -> JSON:
    return {"id": file.id, "mime_type": file.mime_type, "stored_at": file.stored_at, "filename": file.filename}


def _written(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(type(value))


def _citizen(saved: JSON) -> Citizen:
    entries = [Entry(**entry | {"at": datetime.fromisoformat(entry["at"])}) for entry in saved["entries"]]
    return Citizen(**saved | {"entries": entries})
