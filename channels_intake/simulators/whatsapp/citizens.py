"""The citizens' phones and what stands in them."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

State = Literal["sending", "sent", "delivered", "read", "failed"]
RANKS: dict[State, int] = {"sending": 0, "sent": 1, "delivered": 2, "read": 3, "failed": 4}


@dataclass
class Entry:
    """One message in a phone. `content` is its wire form: `type` and the object of that name."""

    id: str
    is_from_city: bool
    at: datetime
    content: dict[str, Any]
    state: State = "sending"
    error_code: int | None = None
    callback_data: str = ""
    reactions: dict[str, str] = field(default_factory=dict)  # "city" or "citizen": the emoji
    is_edited: bool = False
    is_revoked: bool = False

    def raise_to(self, state: State) -> bool:
        """Moves the state forward, never back; True when it moved."""
        if RANKS[state] <= RANKS[self.state]:
            return False
        self.state = state
        return True


@dataclass
class Citizen:
    """A phone. `number` are digits with country code; with `shows_number` off the city sees only the BSUID.

    Those `in_crowd` come from a load scenario: they are on no page and do not outlive the process.
    """

    number: str
    name: str
    bsuid: str
    username: str = ""
    shows_number: bool = True
    is_reachable: bool = True
    in_crowd: bool = False
    entries: list[Entry] = field(default_factory=list)

    @property
    def last_wrote_at(self) -> datetime | None:
        """When the citizen last wrote: the 24-hour window counts from there."""
        return next((entry.at for entry in reversed(self.entries) if not entry.is_from_city), None)
