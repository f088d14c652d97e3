"""Who stands on a rung: from a level, a unit and a holder to the people who are told. Read once for a whole sweep."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from django.db.models import Q

from opd.models import Membership, Role

from .models import Level

People = frozenset[int]
NOBODY: People = frozenset()
LADDER = tuple(Level)  # from the lowest level up
CITY_ROLES = (Role.KOORDINATOR, Role.SEKDA, Role.ADMIN)


class Place(Protocol):
    """A rung of a ladder: the level, and whose case it is."""

    @property
    def level(self) -> str: ...

    @property
    def opd_id(self) -> int | None: ...

    @property
    def holder_id(self) -> int | None: ...

    @property
    def is_secret(self) -> bool: ...


@dataclass(frozen=True)
class Rung:
    """A place on no clock's ladder: somebody takes a case there by hand."""

    level: str
    opd_id: int | None
    holder_id: int | None
    is_secret: bool


@dataclass(frozen=True)
class Directory:
    """Active people by role and unit (None: the whole city), by their keys."""

    people: dict[tuple[str, int | None], People]

    def of(self, role: Role, opd_id: int | None = None) -> People:
        """Everybody in that role, of that unit or of the city."""
        return self.people.get((role, opd_id), NOBODY)

    def holds(self, user_id: int | None, opd_id: int | None) -> bool:
        """Whether that person can still hold a case of the unit: active, and of the unit or of the city."""
        units_own = self.of(Role.PETUGAS, opd_id) | self.of(Role.PIMPINAN, opd_id) if opd_id else NOBODY
        return user_id in units_own.union(*(self.of(role) for role in CITY_ROLES))


def load_directory(opds: Collection[int | None]) -> Directory:
    """The active people of these units and of the city, in one query."""
    wanted = Q(opd__in=[opd for opd in opds if opd]) | Q(role__in=CITY_ROLES)
    rows = Membership.objects.filter(wanted, user__is_active=True).values_list("role", "opd", "user")
    people: dict[tuple[str, int | None], set[int]] = defaultdict(set)
    for role, opd_id, user_id in rows:
        people[role, opd_id].add(user_id)
    return Directory({place: frozenset(members) for place, members in people.items()})


@dataclass(frozen=True)
class Audience:
    """Who is told of a step. `is_stand_in`: the level has nobody, so the next one above that has somebody is told, and
    the coordinator and the admins as well."""

    people: People
    is_stand_in: bool = False


def audience_of(step: Place, directory: Directory) -> Audience:
    """Who is told of the step; never nobody while the city has a coordinator or an admin."""
    people = _level_people(step, directory)
    if not people:
        above = _people_above(step, directory)
        return Audience(above | directory.of(Role.KOORDINATOR) | directory.of(Role.ADMIN), is_stand_in=True)
    if step.level == Level.KEPALA_OPD and not directory.holds(step.holder_id, step.opd_id):
        # At breach a case that nobody holds is the coordinator's business as well.
        people |= directory.of(Role.KOORDINATOR)
    return Audience(people)


def _people_above(step: Place, directory: Directory) -> People:
    higher = LADDER[LADDER.index(Level(step.level)) + 1 :]
    found = (_level_people(Rung(level, step.opd_id, step.holder_id, step.is_secret), directory) for level in higher)
    return next((people for people in found if people), NOBODY)


def _level_people(step: Place, directory: Directory) -> People:
    if step.level == Level.PETUGAS:
        return _officers(step, directory)
    if step.level == Level.KEPALA_OPD:
        return directory.of(Role.PIMPINAN, step.opd_id) if step.opd_id else NOBODY
    if step.level == Level.KOORDINATOR:
        return directory.of(Role.KOORDINATOR)
    # A secret case is known to the coordinator alone outside its unit: the Sekda could not open what he is told of.
    return NOBODY if step.is_secret else directory.of(Role.SEKDA)


def _officers(step: Place, directory: Directory) -> People:
    if step.opd_id is None:
        return directory.of(Role.KOORDINATOR)
    if step.holder_id is not None and directory.holds(step.holder_id, step.opd_id):
        return frozenset({step.holder_id})
    # Colleagues do not know of a secret case: its head does.
    return directory.of(Role.PIMPINAN if step.is_secret else Role.PETUGAS, step.opd_id)
