"""The list of units: found by name, part, kind and mark, with the people that each has."""

import pytest

from opd.loading import load_opd
from opd.models import Membership, Opd, Role, User
from opd.units import UnitFilter, list_kinds, list_units, read_unit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def units() -> None:
    load_opd()


def codes(**wanted: str) -> list[str]:
    return [unit.code for unit in list_units(UnitFilter(**wanted))]


def test_all_active_units_by_name() -> None:
    Opd.objects.filter(code="DLH").update(is_active=False)

    found = codes()

    assert (len(found), found) == (56, list(Opd.objects.filter(is_active=True).values_list("code", flat=True)))


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"query": "puprk"}, ["PUPRK"]),
        ({"query": "lingkungan hidup"}, ["DLH"]),
        ({"query": "bukan nama"}, []),
        ({"kind": "rumah_sakit"}, ["RSUD"]),
        ({"kind": "rumah_sakit", "query": "puprk"}, []),
    ],
)
def test_found_by_code_name_and_kind(wanted: dict[str, str], found: list[str]) -> None:
    assert codes(**wanted) == found


def test_found_by_the_name_of_a_part_and_only_once() -> None:
    assert codes(query="puskesmas") == ["DINKES"]


def test_found_by_its_mark() -> None:
    marked = codes(status="assumed")

    assert len(marked) == 12
    assert set(marked) == set(Opd.objects.filter(verified="assumed").values_list("code", flat=True))


def test_people_are_counted_by_role_and_only_active_ones() -> None:
    opd = Opd.objects.get(code="PUPRK")
    people = [(Role.PETUGAS, True), (Role.PETUGAS, True), (Role.PETUGAS, False), (Role.PIMPINAN, True)]
    for number, (role, is_active) in enumerate(people):
        user = User.objects.create(username=f"orang{number}", is_active=is_active)
        Membership.objects.create(user=user, role=role, opd=opd)

    unit = read_unit("PUPRK")

    assert (unit.officer_count, unit.head_count) == (2, 1)  # type: ignore[attr-defined]  # annotated


def test_kinds_are_those_of_active_units_with_their_labels() -> None:
    Opd.objects.filter(kind="bumd").update(is_active=False)

    assert ("bumd", "BUMD") not in list_kinds()
    assert ("rumah_sakit", "Rumah sakit") in list_kinds()
    assert ("dinas", "Dinas") in list_kinds()
