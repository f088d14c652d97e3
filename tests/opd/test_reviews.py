"""An admin's word on a unit: who, when, taken back, and not undone by the data file."""

from datetime import datetime, timedelta

import pytest

from bontang_pengaduan.lib.clock import WITA
from opd.loading import load_opd
from opd.models import Membership, Opd, Role, UnitReview, User
from opd.reviews import ReviewRefusedError, review_unit

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 4, 7, 9, 0, tzinfo=WITA)
VERIFIED, ASSUMED = Opd.Verification.VERIFIED, Opd.Verification.ASSUMED


@pytest.fixture
def admin() -> User:
    return person(Role.ADMIN)


@pytest.fixture
def unit() -> Opd:
    """A unit that the data file assumes."""
    load_opd()
    return Opd.objects.get(code="BAG-PEM")


def person(role: Role) -> User:
    user = User.objects.create(username=f"{role.value}.uji")
    Membership.objects.create(user=user, role=role)
    return user


def mark(unit: Opd) -> str:
    return Opd.objects.values_list("verified", flat=True).get(pk=unit.pk)


def test_a_mark_keeps_who_and_when(admin: User, unit: Opd) -> None:
    review_unit(opd=unit, verdict=VERIFIED, user=admin, now=NOW)

    assert mark(unit) == VERIFIED
    rows = UnitReview.objects.values_list("opd__code", "verdict", "reviewed_by", "reviewed_at")
    assert list(rows) == [("BAG-PEM", VERIFIED, admin.pk, NOW)]


def test_a_reload_leaves_the_admins_mark_and_changes_nothing(admin: User, unit: Opd) -> None:
    review_unit(opd=unit, verdict=VERIFIED, user=admin, now=NOW)

    report = load_opd()

    assert (mark(unit), str(report)) == (VERIFIED, "nothing to change (86 rows)")


def test_a_mark_taken_back_is_a_second_row_and_the_file_counts_again(admin: User, unit: Opd) -> None:
    review_unit(opd=unit, verdict=VERIFIED, user=admin, now=NOW)
    review_unit(opd=unit, verdict=ASSUMED, user=admin, now=NOW + timedelta(minutes=1))

    assert mark(unit) == ASSUMED
    assert list(UnitReview.objects.values_list("verdict", flat=True)) == [VERIFIED, ASSUMED]
    Opd.objects.filter(pk=unit.pk).update(verified=VERIFIED)
    assert load_opd().changed == ["BAG-PEM"]
    assert mark(unit) == ASSUMED


def test_a_mark_that_stands_is_not_given_twice(admin: User, unit: Opd) -> None:
    review_unit(opd=unit, verdict=VERIFIED, user=admin, now=NOW)

    with pytest.raises(ReviewRefusedError, match=r"^Bag\. Pemerintahan sudah terverifikasi\.$"):
        review_unit(opd=unit, verdict=VERIFIED, user=admin, now=NOW)

    assert UnitReview.objects.count() == 1


def test_what_a_source_verified_is_not_taken_back_here(admin: User, unit: Opd) -> None:
    from_source = Opd.objects.get(code="BAG-ORG")

    with pytest.raises(ReviewRefusedError, match=r"^Tanda .* berasal dari sumber resmi"):
        review_unit(opd=from_source, verdict=ASSUMED, user=admin, now=NOW)

    assert mark(from_source) == VERIFIED


@pytest.mark.parametrize("role", [Role.KOORDINATOR, Role.SEKDA])
def test_nobody_but_an_admin_marks(unit: Opd, role: Role) -> None:
    with pytest.raises(ReviewRefusedError, match=r"^Hanya admin"):
        review_unit(opd=unit, verdict=VERIFIED, user=person(role), now=NOW)

    assert (mark(unit), UnitReview.objects.count()) == (ASSUMED, 0)
