"""What the queries of one case need of it: its keys, or places for them, so that a statement is written once and asked
for every case of the same shape."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.db.models import BigIntegerField, DateField, DateTimeField

from bontang_pengaduan.lib.clock import WITA
from bontang_pengaduan.lib.round_trip import Slot
from opd.models import User

from .models import Complaint

KEYS = ("pk", "opd_id", "category_id", "part_of_id", "reporter_id")
# Values for a query that is asked: of the moment, its day in WITA, and who is asking.
NOW, TODAY = Slot("now", DateTimeField()), Slot("today", DateField())
ASKING = Slot("user", BigIntegerField())


class CaseKeys(Protocol):
    """A complaint, or places for its keys."""

    @property
    def pk(self) -> Any: ...

    @property
    def opd_id(self) -> Any: ...

    @property
    def category_id(self) -> Any: ...

    @property
    def part_of_id(self) -> Any: ...

    @property
    def reporter_id(self) -> Any: ...

    @property
    def may_speak(self) -> bool: ...

    @property
    def is_secret(self) -> bool: ...

    @property
    def status(self) -> str: ...


@dataclass(frozen=True)
class CaseShape:
    """A case without its values: which keys are there, and what decides how its queries are written."""

    keys: tuple[str, ...]
    may_speak: bool
    is_secret: bool
    status: str

    @property
    def pk(self) -> Any:
        """The place of the case's own key."""
        return self._slot("pk")

    @property
    def opd_id(self) -> Any:
        """The place of its unit; None where it has none."""
        return self._slot("opd_id")

    @property
    def category_id(self) -> Any:
        """The place of its category; None where it has none."""
        return self._slot("category_id")

    @property
    def part_of_id(self) -> Any:
        """The place of the case that it is a part of; None where it is none."""
        return self._slot("part_of_id")

    @property
    def reporter_id(self) -> Any:
        """The place of its citizen."""
        return self._slot("reporter_id")

    def _slot(self, name: str) -> Slot | None:
        return Slot(name, BigIntegerField()) if name in self.keys else None


def shape_of(complaint: Complaint) -> CaseShape:
    """The shape of this case: some dozens are all there are."""
    keys = tuple(name for name in KEYS if getattr(complaint, name) is not None)
    return CaseShape(keys, complaint.may_speak, complaint.is_secret, complaint.status)


def values_for(complaint: Complaint, user: User, now: datetime) -> Mapping[str, Any]:
    """What stands in the places."""
    keys = {name: getattr(complaint, name) for name in KEYS}
    return keys | {"now": now, "today": now.astimezone(WITA).date(), "user": user.pk}
