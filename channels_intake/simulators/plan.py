"""What the people of a scenario do, one act after the other: values in, values out, repeatable by the seed."""

import base64
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from . import files
from .places import PLACES
from .scenarios import Scenario

JSON = dict[str, Any]
RECENT = 60  # people who go on writing at the same time
TARGETS = {"reaction", "edit", "revoke"}
GIVEN_NAMES = ("Rina", "Andi", "Siti", "Hendra", "Nur", "Yusuf", "Maya", "Bayu", "Wati", "Fajar", "Lestari", "Arif")
FAMILY_NAMES = ("Saputra", "Hidayat", "Rahman", "Kusuma", "Wijaya", "Puspita", "Halim", "Santoso", "Anwar", "Mulyani")


@dataclass(frozen=True)
class Act:
    """One thing that one person does, in the form that the simulator's control side takes."""

    person: int
    message: JSON

    @property
    def kind(self) -> str:
        """message, other (an edit, a deletion, a reaction) or malformed."""
        kind = self.message["type"]
        return "malformed" if kind == "malformed" else "other" if kind in TARGETS else "message"


def people_of(scenario: Scenario, events: int) -> int:
    """How many people `events` acts take."""
    if scenario.dialogues:
        acts = sum(verb != "hear" for steps in scenario.dialogues for verb, _ in steps)
        return max(1, round(events * len(scenario.dialogues) / acts))
    return max(1, round(events / scenario.messages_per_person))


def names_of(people: int, chance: random.Random) -> list[str]:
    """Made-up names; some occur twice, as in life."""
    return [f"{chance.choice(GIVEN_NAMES)} {chance.choice(FAMILY_NAMES)}" for _ in range(people)]


def acts_of(scenario: Scenario, events: int, chance: random.Random, *, malformed: float) -> Iterator[Act]:
    """Exactly `events` acts, everybody's opening first; `malformed` of them cannot be read. People begin one after the
    other and go on in between."""
    people, begun = people_of(scenario, events), 0
    spoiled = malformed * events / max(1, events - people)  # openings can all be read
    kinds, weights = list(scenario.mix), list(scenario.mix.values())
    for event in range(events):
        if begun < people and begun <= event * people // events:
            begun += 1
            yield Act(begun - 1, _opening(scenario, chance))
            continue
        person = chance.randrange(max(0, begun - RECENT), begun)
        kind = "malformed" if chance.random() < spoiled else chance.choices(kinds, weights)[0]
        yield Act(person, message_of(kind, _words(scenario, kind, chance), chance))


def message_of(kind: str, words: str, chance: random.Random) -> JSON:
    """One message of a kind of scenarios.KINDS, or a malformed one."""
    build = _BUILDERS.get(kind)
    return build(words, chance) if build else {"type": kind}


def due_by(share_of_time: float, wave: tuple[float, ...]) -> float:
    """The share of all acts that are due when `share_of_time` of the run is over; both from 0 to 1."""
    if share_of_time >= 1:
        return 1.0
    place = share_of_time * len(wave)
    done = [0.0, *accumulate(wave)]
    return (done[int(place)] + wave[int(place)] * (place % 1)) / done[-1]


def _opening(scenario: Scenario, chance: random.Random) -> JSON:
    words = chance.choice(scenario.openings).replace("{place}", chance.choice(scenario.places))
    return {"type": "text", "text": words}


def _words(scenario: Scenario, kind: str, chance: random.Random) -> str:
    pools = {"photo": scenario.captions, "command": scenario.commands}
    return chance.choice(pools.get(kind, scenario.additions)).replace("{place}", chance.choice(scenario.places))


def _text(words: str, chance: random.Random) -> JSON:
    return {"type": "text", "text": words}


def _photo(words: str, chance: random.Random) -> JSON:
    return _file(files.photo(chance.randrange(files.VARIANTS)), "image/jpeg", caption=words)


def _voice(words: str, chance: random.Random) -> JSON:
    return _file(files.voice_note(chance.randrange(files.VARIANTS)), "audio/ogg; codecs=opus")


def _document(words: str, chance: random.Random) -> JSON:
    data = files.document(chance.randrange(files.VARIANTS))
    return _file(data, "application/pdf", caption=words, filename="surat warga.pdf")


def _sticker(words: str, chance: random.Random) -> JSON:
    return _file(files.sticker(chance.randrange(files.VARIANTS)), "image/webp")


def _file(data: bytes, mime_type: str, **more: str) -> JSON:
    return {"type": "media", "data": base64.b64encode(data).decode(), "mime_type": mime_type} | more


def _location(words: str, chance: random.Random) -> JSON:
    place = chance.choice(list(PLACES.values()))
    return {"type": "location", "latitude": place.latitude, "longitude": place.longitude, "name": place.name}


def _reaction(words: str, chance: random.Random) -> JSON:
    return {"type": "reaction", "message_id": "last", "emoji": chance.choice(("👍", "🙏", "😢", ""))}


def _edit(words: str, chance: random.Random) -> JSON:
    return {"type": "edit", "message_id": "last", "text": words}


def _revoke(words: str, chance: random.Random) -> JSON:
    return {"type": "revoke", "message_id": "last"}


def _unknown(words: str, chance: random.Random) -> JSON:
    kind = chance.choice(("event_invite", "poll_update", "request_welcome"))
    return {"type": "raw", "content": {"type": kind, kind: {"title": words}}}


_BUILDERS: dict[str, Callable[[str, random.Random], JSON]] = {
    "text": _text,
    "command": _text,
    "photo": _photo,
    "voice": _voice,
    "document": _document,
    "sticker": _sticker,
    "location": _location,
    "reaction": _reaction,
    "edit": _edit,
    "revoke": _revoke,
    "unknown": _unknown,
}
