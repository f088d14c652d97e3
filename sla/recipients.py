"""Who stands on a rung: from a level, a unit and a holder to the people who are told. Read once for a whole sweep."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from django.db.models import Q

from opd.models import Membership, Role
from opd.models.membership import OPD_ROLES

from .models import Level

People = frozenset[int]
NOBODY: People = frozenset()
LADDER = tuple(Level)  # from the lowest level up
CITY_ROLES = (Role.KOORDINATOR, Role.SEKDA, Role.WALI_KOTA, Role.ADMIN)
UNIT_ROLES: dict[str, Role] = {Level.KEPALA_BIDANG: Role.KEPALA_BIDANG, Level.KEPALA_OPD: Role.PIMPINAN}
# A secret case is known to the coordinator alone outside its unit, and in it to its head: the others could not open
# what they are told of.
KEPT_FROM = (Level.KEPALA_BIDANG, Level.SEKDA, Level.WALI_KOTA)


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
        return self.is_colleague(user_id, opd_id) or any(user_id in self.of(role) for role in CITY_ROLES)

    def is_colleague(self, user_id: int | None, opd_id: int | None) -> bool:
        """Whether that person is one of the active people of the unit."""
        return opd_id is not None and any(user_id in self.of(role, opd_id) for role in OPD_ROLES)


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
    but for a missing kepala bidang the coordinator and the admins as well."""

    people: People
    is_stand_in: bool = False


def audience_of(step: Place, directory: Directory) -> Audience:
    """Who is told of the step; never nobody while the city has a coordinator or an admin."""
    people = _level_people(step, directory)
    if not people:
        return _stand_ins(step, directory)
    if directory.holds(step.holder_id, step.opd_id):
        return Audience(people)
    if step.level == Level.KEPALA_OPD:
        # At breach a case that nobody holds is the coordinator's business as well.
        people |= directory.of(Role.KOORDINATOR)
    if step.level == Level.PETUGAS and step.holder_id is not None:
        # Whoever had it is gone and will not read the warning.
        people |= _people_above(step, directory) | directory.of(Role.KOORDINATOR)
    return Audience(people)


def _stand_ins(step: Place, directory: Directory) -> Audience:
    above = _people_above(step, directory)
    # Many units have no divisions: their head is told, and nobody else is missing.
    if above and step.level == Level.KEPALA_BIDANG:
        return Audience(above, is_stand_in=True)
    return Audience(above | directory.of(Role.KOORDINATOR) | directory.of(Role.ADMIN), is_stand_in=True)


def _people_above(step: Place, directory: Directory) -> People:
    higher = LADDER[LADDER.index(Level(step.level)) + 1 :]
    found = (_level_people(Rung(level, step.opd_id, step.holder_id, step.is_secret), directory) for level in higher)
    return next((people for people in found if people), NOBODY)


def _level_people(step: Place, directory: Directory) -> People:
    if step.level == Level.PETUGAS:
        return _officers(step, directory)
    if step.is_secret and step.level in KEPT_FROM:
        return NOBODY
    if role := UNIT_ROLES.get(step.level):
        return directory.of(role, step.opd_id) if step.opd_id else NOBODY
    return directory.of(Role(step.level))


def _officers(step: Place, directory: Directory) -> People:
    if step.opd_id is None:
        return directory.of(Role.KOORDINATOR)
    if step.holder_id is not None and directory.holds(step.holder_id, step.opd_id):
        return frozenset({step.holder_id})
    # Colleagues do not know of a secret case: its head does.
    return directory.of(Role.PIMPINAN if step.is_secret else Role.PETUGAS, step.opd_id)
