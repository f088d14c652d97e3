"""A case taken up a level by hand: who is told, and when."""

import pytest

from opd.models import Membership, Notice, Opd, Role, User
from sla.errors import ClockRefusedError
from sla.models import Level, Raise
from sla.pledging import pledge
from sla.raising import raise_case
from tests.sla.kit import STARTED, MakeComplaint, promise, told, user_named, wita

pytestmark = pytest.mark.usefixtures("cast")
NIGHT = wita("2026-04-07 21:00")


def take_up(complaint: object, level: Level, *, is_urgent: bool = False, now: object = STARTED) -> Raise:
    return raise_case(
        complaint=complaint,  # type: ignore[arg-type]
        level=level,
        reason="Tiang hampir roboh",
        is_urgent=is_urgent,
        user=User.objects.get(username="sari"),
        now=now,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("level", "people"),
    [(Level.KEPALA_OPD, ["kadishub"]), (Level.KOORDINATOR, ["koordinator"]), (Level.SEKDA, ["sekda"])],
)
def test_the_level_is_told(make_complaint: MakeComplaint, dishub: Opd, level: Level, people: list[str]) -> None:
    take_up(make_complaint(opd=dishub, assignee_id=user_named("sari")), level)

    assert told() == people


def test_31_without_a_head_the_level_above_and_the_coordinator_are_told(
    make_complaint: MakeComplaint, dishub: Opd
) -> None:
    Membership.objects.filter(role=Role.PIMPINAN).delete()

    take_up(make_complaint(opd=dishub, assignee_id=user_named("sari")), Level.KEPALA_OPD)

    body = Notice.objects.filter(recipient__username="koordinator").values_list("body", flat=True).get()
    assert told() == ["admin", "koordinator"]
    assert "karena belum ada Kepala OPD yang dapat diberi tahu." in body


def test_31_a_head_whose_account_is_closed_is_nobody(make_complaint: MakeComplaint, dishub: Opd) -> None:
    User.objects.filter(username="kadishub").update(is_active=False)

    take_up(make_complaint(opd=dishub, assignee_id=user_named("sari")), Level.KEPALA_OPD)

    assert told() == ["admin", "koordinator"]


def test_the_notice_says_who_asks_and_not_why(make_complaint: MakeComplaint, dishub: Opd) -> None:
    complaint = make_complaint(opd=dishub)
    take_up(complaint, Level.KOORDINATOR)

    notice = Notice.objects.get()
    assert (notice.subject, notice.url) == (
        f"Aduan {complaint.number} dinaikkan kepada Anda",
        f"/aduan/{complaint.number}/",
    )
    assert notice.body == (
        f"sari menaikkan aduan {complaint.number} ke Koordinator. Alasannya ada di halaman aduan.\n"
        "Mohon tanggapi dengan “Saya pegang” dan tanggalnya."
    )


def test_33_at_night_only_an_urgent_case_is_told_at_once(make_complaint: MakeComplaint, dishub: Opd) -> None:
    take_up(make_complaint(opd=dishub), Level.KOORDINATOR, now=NIGHT)
    take_up(make_complaint(opd=dishub), Level.KOORDINATOR, is_urgent=True, now=NIGHT)

    leave = Notice.objects.order_by("pk").values_list("next_attempt_at", flat=True)
    assert list(leave) == [wita("2026-04-08 07:30"), NIGHT]


def test_a_level_is_not_called_twice_before_it_has_answered(make_complaint: MakeComplaint, dishub: Opd) -> None:
    complaint = make_complaint(opd=dishub)
    promise(complaint)
    take_up(complaint, Level.KOORDINATOR)

    with pytest.raises(ClockRefusedError, match="belum ditanggapi"):
        take_up(complaint, Level.KOORDINATOR)
    pledge(
        complaint=complaint,
        level=Level.KOORDINATOR,
        until=STARTED.date(),
        user=User.objects.get(username="koordinator"),
        now=STARTED,
    )
    take_up(complaint, Level.KOORDINATOR, now=NIGHT)
    assert Raise.objects.count() == 2
