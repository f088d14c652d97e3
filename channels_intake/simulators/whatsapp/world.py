"""What the simulated provider knows: phones, files, switches and its clock."""

import base64
import hashlib
import itertools
import random
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from .account import Account
from .citizens import Citizen, Entry
from .identifiers import new_bsuid, new_media_id, new_wamid

FIRST_NUMBER = 6_280_000_000_101
FIRST_CITIZENS = (("Ratna Wulandari", "", True), ("Jamaluddin", "", True), ("Dewi", "@dewi.loktuan", False))
FIRST_CROWD_NUMBER, CROWD_NUMBERS = 6_280_100_000_000, 800_000_000  # +62 801-0000-0000 and up
MEDIA_LIFE = timedelta(days=7)


@dataclass
class Switches:
    """How well the provider behaves. `batch_size` 1 means one update in each POST; `duplicates` is the share of updates
    that a rough network brings again in another batch, `media_failing` that of a file's requests that fail for once;
    `refusal` is the code with which every send is refused, none below 0; `token_days` how long the token still works,
    for ever below 0."""

    rough_network: bool = False
    duplicates: float = 0.5
    media_failing: float = 0.0
    batch_size: int = 1
    pair_limit: bool = False
    throttled: bool = False
    refusal: int = -1
    token_days: int = -1
    window_error: Literal["mixed", "answer", "status"] = "mixed"


@dataclass(frozen=True)
class StoredMedia:
    """A file that a citizen sent or the city uploaded; `sha256` in base64. What `is_passing` does not outlive the
    process."""

    id: str
    mime_type: str
    data: bytes
    stored_at: datetime
    filename: str = ""
    is_passing: bool = False

    @property
    def sha256(self) -> str:
        """The digest as the provider writes it."""
        return base64.b64encode(hashlib.sha256(self.data).digest()).decode()


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass
class World:
    """All state of one simulator. Whoever reads or writes it holds `lock`."""

    account: Account
    clock: Callable[[], datetime] = _utc_now
    switches: Switches = field(default_factory=Switches)
    citizens: dict[str, Citizen] = field(default_factory=dict)
    media: dict[str, StoredMedia] = field(default_factory=dict)
    handshake: Literal["pending", "accepted", "refused"] = "pending"
    offset: timedelta = timedelta()
    lock: threading.RLock = field(default_factory=threading.RLock)
    chance: random.Random = field(default_factory=random.Random)  # decides what goes wrong
    _places: dict[str, tuple[Citizen, Entry]] = field(default_factory=dict)
    _late_sends: "itertools.count[int]" = field(default_factory=itertools.count)

    def __post_init__(self) -> None:
        for name, username, shows_number in FIRST_CITIZENS:
            self.add_citizen(name, username=username, shows_number=shows_number)

    def now(self) -> datetime:
        """The provider's time."""
        return self.clock() + self.offset

    def add_citizen(self, name: str, *, username: str = "", shows_number: bool = True) -> Citizen:
        """A new phone with the next fictitious number."""
        with self.lock:
            number = next(str(free) for free in itertools.count(FIRST_NUMBER) if str(free) not in self.citizens)
            citizen = Citizen(number, name, new_bsuid(), username, shows_number)
            self.citizens[citizen.number] = citizen
            return citizen

    def gather_crowd(self, names: list[str], *, hidden_share: float) -> list[Citizen]:
        """New phones for a load scenario, in place of the former crowd. Their numbers are fictitious and were most
        probably never used before: a product that was filled by an earlier run must not know them."""
        with self.lock:
            self.restore(self.settled())
            first = FIRST_CROWD_NUMBER + secrets.randbelow(CROWD_NUMBERS)
            for place, name in enumerate(names):
                shows_number = self.chance.random() >= hidden_share
                crowded = Citizen(str(first + place), name, new_bsuid(), shows_number=shows_number, in_crowd=True)
                self.citizens[crowded.number] = crowded
            return self.crowd()

    def crowd(self) -> list[Citizen]:
        """The phones of the load scenario."""
        return [citizen for citizen in self.citizens.values() if citizen.in_crowd]

    def settled(self) -> list[Citizen]:
        """The phones that stay: those of the page."""
        return [citizen for citizen in self.citizens.values() if not citizen.in_crowd]

    def restore(self, citizens: list[Citizen]) -> None:
        """These phones and no others."""
        with self.lock:
            self.citizens = {citizen.number: citizen for citizen in citizens}
            self._places = {entry.id: (citizen, entry) for citizen in citizens for entry in citizen.entries}

    def find_recipient(self, to: str, bsuid: str) -> Citizen | None:
        """The phone a message goes to: by number when there is one, else by BSUID."""
        digits = to.lstrip("+")
        if to:
            return self.citizens.get(digits)
        return next((citizen for citizen in self.citizens.values() if citizen.bsuid == bsuid), None)

    def find_entry(self, wamid: str) -> tuple[Citizen, Entry] | None:
        """The message with that id and the phone it stands in."""
        return self._places.get(wamid)

    def write_down(self, citizen: Citizen, content: dict[str, Any], **more: Any) -> Entry:
        """A new message in the phone, from the citizen unless `is_from_city` is given."""
        entry = Entry(new_wamid(citizen.number), more.pop("is_from_city", False), self.now(), content, **more)
        citizen.entries.append(entry)
        self._places[entry.id] = (citizen, entry)
        return entry

    def store_media(self, data: bytes, mime_type: str, filename: str = "", *, is_passing: bool = False) -> StoredMedia:
        """Keeps a file under a new id."""
        media = StoredMedia(new_media_id(), mime_type, data, self.now(), filename, is_passing)
        self.media[media.id] = media
        return media

    def is_late_error_at_once(self) -> bool:
        """Whether a send outside the window is refused in the answer; when mixed, every second one is."""
        if self.switches.window_error == "mixed":
            return next(self._late_sends) % 2 == 0
        return self.switches.window_error == "answer"
