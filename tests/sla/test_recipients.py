"""Who is told on a rung, seen from the notices that a sweep writes."""

import pytest

from opd.models import Membership, Notice, Opd, Role, User
from sla import clocks
from sla.escalation import escalate_due
from sla.models import ClockKind
from tests.sla.kit import (
    A_SECOND,
    DUE,
    STARTED,
    TO_KABID,
    TO_KOORDINATOR,
    TO_SEKDA,
    WARNED,
    MakeComplaint,
    MakeUser,
    promise,
    told,
    user_named,
    wita,
)

pytestmark = pytest.mark.usefixtures("cast")


def test_without_a_holder_all_petugas_of_the_unit_are_warned(make_complaint: MakeComplaint, dishub: Opd) -> None:
    promise(make_complaint(opd=dishub))

    escalate_due(now=WARNED + A_SECOND)

    assert told() == ["budi", "sari"]


def test_31_a_case_that_nobody_owns_is_told_to_the_koordinator_at_breach(
    make_complaint: MakeComplaint, dishub: Opd
) -> None:
    promise(make_complaint(opd=dishub))
    escalate_due(now=WARNED + A_SECOND)
    Notice.objects.all().delete()

    escalate_due(now=DUE + A_SECOND)

    assert told() == ["kabid", "kadishub", "koordinator"]


def test_31_an_owner_deleted(make_complaint: MakeComplaint, dishub: Opd, make_user: MakeUser) -> None:
    owner = make_user("pindah", Role.PETUGAS, dishub)
    promise(make_complaint(opd=dishub, assignee=owner))
    owner.delete()

    escalate_due(now=WARNED + A_SECOND)

    assert told() == ["budi", "sari"]


def test_31_an_owner_deleted_is_told_to_the_koordinator_at_breach(
    make_complaint: MakeComplaint, dishub: Opd, make_user: MakeUser
) -> None:
    owner = make_user("pindah", Role.PETUGAS, dishub)
    promise(make_complaint(opd=dishub, assignee=owner))
    owner.delete()

    escalate_due(now=DUE + A_SECOND)

    assert told() == ["budi", "kabid", "kadishub", "koordinator", "sari"]


def test_an_owner_who_left_the_unit(make_complaint: MakeComplaint, dishub: Opd, pupr: Opd) -> None:
    owner_id = user_named("sari")
    promise(make_complaint(opd=dishub, assignee_id=owner_id))
    Membership.objects.filter(user=owner_id).update(opd=pupr)

    escalate_due(now=WARNED + A_SECOND)

    assert told() == ["budi", "kabid", "koordinator"]


def test_an_owner_whose_account_is_closed(make_complaint: MakeComplaint, dishub: Opd) -> None:
    promise(make_complaint(opd=dishub, assignee_id=user_named("sari")))
    User.objects.filter(username="sari").update(is_active=False)

    escalate_due(now=WARNED + A_SECOND)

    assert told() == ["budi", "kabid", "koordinator"]


def test_of_a_secret_case_the_head_stands_in_for_a_gone_owner(make_complaint: MakeComplaint, dishub: Opd) -> None:
    promise(make_complaint(opd=dishub, is_secret=True, assignee_id=user_named("sari")))
    User.objects.filter(username="sari").update(is_active=False)

    escalate_due(now=WARNED + A_SECOND)

    assert told() == ["kadishub", "koordinator"]


def test_a_unit_without_divisions_has_its_head_told_and_nobody_else(make_complaint: MakeComplaint, pupr: Opd) -> None:
    promise(make_complaint(opd=pupr, assignee_id=user_named("andi")))

    escalate_due(now=TO_KABID + A_SECOND)

    assert told() == ["andi", "kapupr"]


def test_a_level_of_the_city_without_anybody_is_told_above_and_to_the_koordinator(
    make_complaint: MakeComplaint, dishub: Opd
) -> None:
    promise(make_complaint(opd=dishub, assignee_id=user_named("sari")))
    Membership.objects.filter(role=Role.SEKDA).delete()
    escalate_due(now=TO_KOORDINATOR + A_SECOND)
    Notice.objects.all().delete()

    escalate_due(now=TO_SEKDA + A_SECOND)

    assert told() == ["admin", "koordinator", "walikota"]


def test_a_unit_without_people_is_told_to_koordinator_and_admin(make_complaint: MakeComplaint) -> None:
    empty = Opd.objects.create(code="KOSONG", name="Dinas Kosong", short_name="Kosong", kind="dinas")
    promise(make_complaint(opd=empty))

    escalate_due(now=WARNED + A_SECOND)

    assert told() == ["admin", "koordinator"]


def test_a_case_without_a_unit_is_the_koordinators(make_complaint: MakeComplaint) -> None:
    promise(make_complaint(), ClockKind.VERIFY)

    escalate_due(now=wita("2026-04-09 10:00"))

    assert told() == ["koordinator"]


def test_a_secret_case_is_not_told_to_colleagues(make_complaint: MakeComplaint, dishub: Opd) -> None:
    promise(make_complaint(opd=dishub, is_secret=True))

    escalate_due(now=WARNED + A_SECOND)

    assert told() == ["kadishub"]


def test_a_secret_case_is_not_told_to_the_sekda(make_complaint: MakeComplaint, dishub: Opd) -> None:
    promise(make_complaint(opd=dishub, is_secret=True, assignee_id=user_named("sari")))

    escalate_due(now=TO_SEKDA + A_SECOND)

    # In place of the kepala bidang as well, who may not open it either.
    assert told() == ["admin", "kadishub", "kadishub", "koordinator", "koordinator", "sari"]


def test_after_a_transfer_the_new_unit_is_told(make_complaint: MakeComplaint, dishub: Opd, pupr: Opd) -> None:
    complaint = make_complaint(opd=dishub, assignee_id=user_named("sari"))
    promise(complaint)
    complaint.opd, complaint.assignee = pupr, None
    clocks.reassign(complaint=complaint, now=STARTED)

    escalate_due(now=WARNED + A_SECOND)

    assert told() == ["andi"]


def test_units_of_one_sweep_are_kept_apart(make_complaint: MakeComplaint, dishub: Opd, pupr: Opd) -> None:
    for opd, holder in ((dishub, "budi"), (pupr, "andi")):
        promise(make_complaint(opd=opd, assignee_id=user_named(holder)))

    escalate_due(now=DUE + A_SECOND)

    assert told() == ["andi", "budi", "kabid", "kadishub", "kapupr", "kapupr"]
