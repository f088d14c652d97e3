"""When an e-mail may leave: never at night, and the digest in the morning of a working day of who reads it."""

from datetime import datetime

import pytest

from opd.digests import gather_due
from opd.models import Category, Notice, Opd, User
from sla import clocks
from sla.escalation import escalate_due
from sla.models import ClockKind, Level, ShiftUnit
from sla.quiet import daytime_from, next_digest
from sla.raising import raise_case
from tests.sla.kit import MakeComplaint, wita

pytestmark = pytest.mark.usefixtures("loaded")


@pytest.mark.parametrize(
    ("now", "morning"),
    [
        ("2026-04-07 07:29:59", "2026-04-07 07:30"),
        ("2026-04-07 07:30", "2026-04-07 07:30"),
        ("2026-04-07 07:30:01", "2026-04-08 07:30"),
        ("2026-04-10 16:31", "2026-04-13 07:30"),  # Friday to Monday
        ("2026-03-17 15:00", "2026-03-25 07:30"),  # the last day before the holidays of Idul Fitri
        ("2026-03-02 15:00", "2026-03-03 07:30"),  # Ramadan: the offices open at eight
    ],
)
def test_the_next_digest(now: str, morning: str) -> None:
    assert next_digest(wita(now)) == wita(morning)


@pytest.mark.parametrize(
    ("now", "moment"),
    [
        ("2026-04-07 17:59:59", "2026-04-07 17:59:59"),
        ("2026-04-07 18:00", "2026-04-08 07:30"),
        ("2026-04-07 12:30", "2026-04-07 12:30"),
        ("2026-04-11 10:00", "2026-04-13 07:30"),
    ],
)
def test_the_next_daytime(now: str, moment: str) -> None:
    assert daytime_from(wita(now)) == wita(moment)


FRIDAY = wita("2026-04-10 15:00")


@pytest.fixture
def emergencies(dishub: Opd) -> Category:
    """The only cases for which that unit works around the clock."""
    category = Category.objects.create(code="darurat", name="Darurat", opd=dishub)
    ShiftUnit.objects.create(opd=dishub, category=category, source="SK 3/2026")
    return category


def mornings() -> dict[str, datetime | None]:
    return dict(Notice.objects.values_list("recipient__username", "next_attempt_at"))


@pytest.mark.usefixtures("cast")
def test_who_works_on_saturday_is_told_on_saturday_and_the_city_on_monday(
    make_complaint: MakeComplaint, emergencies: Category
) -> None:
    complaint = make_complaint(opd=emergencies.opd, category=emergencies)
    clocks.start(complaint=complaint, kinds=[ClockKind.ACCEPT], now=FRIDAY)

    escalate_due(now=wita("2026-04-10 23:00"))  # half, three quarters and the due time itself, at 19.00
    saturday = mornings()
    Notice.objects.all().delete()
    escalate_due(now=wita("2026-04-12 00:30"))  # a day later

    # The coordinator is told with the head, because nobody has taken the case.
    of_unit = dict.fromkeys(("sari", "budi", "kabid", "kadishub"), wita("2026-04-11 07:30"))
    assert saturday == of_unit | {"koordinator": wita("2026-04-13 07:30")}
    assert mornings() == {"koordinator": wita("2026-04-13 07:30")}


@pytest.mark.usefixtures("cast")
def test_the_rest_of_that_unit_is_told_on_monday(make_complaint: MakeComplaint, emergencies: Category) -> None:
    clocks.start(complaint=make_complaint(opd=emergencies.opd), kinds=[ClockKind.ACCEPT], now=wita("2026-04-10 10:00"))

    escalate_due(now=wita("2026-04-10 23:00"))

    assert set(mornings().values()) == {wita("2026-04-13 07:30")}


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize(
    ("reader", "raised_at", "told_at"),
    [
        ("kadishub", "2026-04-11 10:00", "2026-04-11 10:00"),
        ("kadishub", "2026-04-11 20:00", "2026-04-12 07:30"),
        ("kadishub", "2026-04-11 03:00", "2026-04-11 07:30"),
        ("koordinator", "2026-04-11 10:00", "2026-04-13 07:30"),  # told with the head: nobody has taken the case
    ],
)
def test_a_case_raised_by_hand_wakes_nobody_at_night(
    make_complaint: MakeComplaint, emergencies: Category, reader: str, raised_at: str, told_at: str
) -> None:
    complaint = make_complaint(opd=emergencies.opd, category=emergencies)
    sari = User.objects.get(username="sari")

    raise_case(
        complaint=complaint, level=Level.KEPALA_OPD, reason="Uji", is_urgent=False, user=sari, now=wita(raised_at)
    )

    assert mornings()[reader] == wita(told_at)


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize(("is_red", "told_at"), [(True, "2026-04-10 23:00"), (False, "2026-04-13 07:30")])
def test_a_red_case_raised_at_23_leaves_at_once(
    make_complaint: MakeComplaint, dishub: Opd, is_red: bool, told_at: str
) -> None:
    complaint, sari = make_complaint(opd=dishub, is_red=is_red), User.objects.get(username="sari")

    raise_case(
        complaint=complaint,
        level=Level.KEPALA_OPD,
        reason="Uji",
        is_urgent=False,
        user=sari,
        now=wita("2026-04-10 23:00"),
    )

    assert mornings()["kadishub"] == wita(told_at)


@pytest.mark.usefixtures("cast")
def test_a_step_of_a_red_case_leaves_at_once_and_no_digest_repeats_it(
    make_complaint: MakeComplaint, emergencies: Category
) -> None:
    night = wita("2026-04-10 23:00")
    for is_red in (True, False, False):
        complaint = make_complaint(opd=emergencies.opd, category=emergencies, is_red=is_red)
        clocks.start(complaint=complaint, kinds=[ClockKind.ACCEPT], now=FRIDAY)

    escalate_due(now=night)
    gather_due(now=wita("2026-04-13 07:30"))

    red = Notice.objects.filter(next_attempt_at=night, is_digest=False)
    assert {(notice.digest, notice.status) for notice in red} == {("", "pending")}
    assert {notice.url for notice in red} == {"/aduan/BTG-2603-0001/"}
    digests = Notice.objects.filter(is_digest=True)
    assert digests.exists()
    assert [notice for notice in digests if "BTG-2603-0001" in notice.body] == []
