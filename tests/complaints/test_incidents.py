"""Satu kejadian: joined, left, taken back, and what nobody must learn from it."""

from datetime import timedelta

import pytest

from complaints.errors import ComplaintError, MoveNotAllowedError, NotAllowedError
from complaints.incidents import count_days, incident_of, list_incidents, members_of, read_incident, visible_incidents
from complaints.models import Complaint, Incident, IncidentMember
from complaints.services import classify, incidents, moving
from opd.models import Category
from sla.models import SlaClock
from tests import cast
from tests.complaints.incident_kit import HOUR, NOW, PARK, fresh, report, report_hole
from tests.factories import MONDAY_MORNING

pytestmark = pytest.mark.usefixtures("reference_data")
Holes = list[Complaint]


@pytest.fixture
def holes() -> Holes:
    return report_hole()


def join(complaint: Complaint, *others: Complaint, **changes: object) -> Incident:
    facts = {"user": cast.petugas_pupr(), "now": NOW} | changes
    return incidents.join_incident(complaint=complaint, others=others, **facts)  # type: ignore[arg-type]


def state(complaint: Complaint) -> list[object]:
    clocks = SlaClock.objects.filter(complaint=complaint, is_open=True).order_by("pk")
    row = fresh(complaint)
    return [row.number, row.status, row.opd_id, row.token_digest, list(clocks.values_list("kind", "due_at"))]


def test_each_citizen_keeps_his_own_complaint(holes: Holes) -> None:
    before = [state(complaint) for complaint in holes]

    incident = join(*holes)

    assert [state(complaint) for complaint in holes] == before
    assert list(members_of(incident)) == holes
    assert [list(each.events.filter(type="incident.joined").values_list("data", flat=True)) for each in holes] == [
        [{"incident": incident.pk, "name": incident.title}]
    ] * 3


def test_it_is_named_after_category_and_place_and_says_why_each_is_there(holes: Holes) -> None:
    Complaint.objects.update(category=None)
    Complaint.objects.filter(pk=holes[1].pk).update(category=Category.objects.get(code="jalan-rusak"))

    incident = join(holes[0], holes[1])

    assert incident.title == f"{Category.objects.get(code='jalan-rusak').name} di Api-Api"
    reasons = list(incident.members.values_list("reason", flat=True))
    assert reasons == ["", reasons[1]]
    assert reasons[1].endswith("sama-sama di Api-Api, selang 1 jam")


def test_a_further_report_joins_the_incident_of_the_others(holes: Holes) -> None:
    first, second, third = holes
    incident = join(first, second)

    assert join(third, first) == incident
    assert Incident.objects.count() == 1
    assert IncidentMember.objects.filter(complaint=first).count() == 1


def test_two_incidents_are_not_joined_by_accident(holes: Holes) -> None:
    first, second, third = holes
    join(first, second)
    other = report(PARK, 4)
    join(third, other)

    with pytest.raises(MoveNotAllowedError, match="dua kejadian"):
        join(first, third)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"is_secret": True}, "Aduan rahasia"),
        ({"status": "resolved"}, "tidak sedang berjalan"),
    ],
)
def test_secret_and_closed_cases_do_not_join(holes: Holes, change: dict[str, object], reason: str) -> None:
    Complaint.objects.filter(pk=holes[1].pk).update(**change)

    with pytest.raises(MoveNotAllowedError, match=reason):
        join(holes[0], holes[1])
    assert Incident.objects.count() == 0


def test_a_part_joins_only_with_its_whole(holes: Holes) -> None:
    Complaint.objects.filter(pk=holes[1].pk).update(part_of=holes[2], reporter=holes[2].reporter)

    with pytest.raises(MoveNotAllowedError, match="hanya sebagian"):
        join(holes[0], holes[1])


def test_an_officer_joins_his_units_cases_alone(holes: Holes) -> None:
    Complaint.objects.filter(pk=holes[1].pk).update(opd=cast.unit("DISHUB"))

    with pytest.raises(NotAllowedError):
        join(holes[0], holes[1])
    assert list(members_of(join(holes[0], holes[1], user=cast.koordinator()))) == holes[:2]


def test_one_alone_is_no_incident(holes: Holes) -> None:
    with pytest.raises(MoveNotAllowedError, match="Pilih aduan lain"):
        join(holes[0], holes[0])


def test_leaving_is_kept_and_can_be_taken_back(holes: Holes) -> None:
    incident = join(*holes)
    user = cast.petugas_pupr()

    incidents.leave_incident(complaint=holes[2], user=user, now=NOW + HOUR)
    assert (list(members_of(incident)), incident_of(holes[2])) == (holes[:2], None)

    incidents.return_to_incident(incident=incident, complaint=holes[2], user=user, now=NOW + 2 * HOUR)
    assert list(members_of(incident)) == holes
    assert list(incident.members.filter(complaint=holes[2]).values_list("left_at", flat=True)) == [NOW + HOUR, None]


def test_leaving_twice_and_returning_to_what_it_never_was_are_refused(holes: Holes) -> None:
    incident, user = join(*holes[:2]), cast.petugas_pupr()

    refused: list[str] = []
    for act in (
        lambda: incidents.leave_incident(complaint=holes[2], user=user, now=NOW),
        lambda: incidents.return_to_incident(incident=incident, complaint=holes[2], user=user, now=NOW),
        lambda: incidents.return_to_incident(incident=incident, complaint=holes[0], user=user, now=NOW),
        lambda: incidents.leave_incident(complaint=holes[0], user=cast.petugas_lain(), now=NOW),
    ):
        with pytest.raises(ComplaintError) as refusal:
            act()
        refused.append(str(refusal.value))

    assert refused == [
        "Aduan ini tidak termasuk dalam satu kejadian.",
        "Aduan ini tidak pernah termasuk dalam kejadian ini.",
        "Aduan ini sudah termasuk dalam satu kejadian.",
        "Aduan ini ditangani OPD lain.",
    ]


def test_a_case_that_becomes_secret_leaves_without_a_trace_for_others(holes: Holes) -> None:
    incident = join(*holes)

    classify.set_secrecy(
        complaint=holes[0],
        is_anonymous=False,
        is_secret=True,
        reason="Pelapor terancam",
        user=cast.koordinator(),
        now=NOW,
    )

    page = read_incident(incident, cast.petugas_pupr(), NOW)
    assert (page.total, page.hidden, [line.member.complaint for line in page.members], page.former) == (
        2,
        0,
        holes[1:],
        [],
    )
    assert incident_of(fresh(holes[0])) is None


def test_a_case_that_was_merged_into_another_counts_no_more(holes: Holes) -> None:
    incident = join(*holes)
    Complaint.objects.filter(pk=holes[2].pk).update(reporter=holes[0].reporter)

    moving.merge_cases(source=fresh(holes[2]), target=holes[0], user=cast.petugas_pupr(), now=NOW)

    assert list(members_of(incident)) == holes[:2]


def test_an_officer_sees_the_members_of_his_unit_and_how_many_are_elsewhere(holes: Holes) -> None:
    incident = join(*holes)
    Complaint.objects.filter(pk=holes[2].pk).update(opd=cast.unit("DLH"))

    page = read_incident(incident, cast.petugas_pupr(), NOW)

    assert [line.member.complaint for line in page.members] == holes[:2]
    assert (page.total, page.open_count, page.hidden) == (3, 3, 1)
    assert [list(visible_incidents(user)) for user in (cast.petugas_pupr(), cast.petugas_lain())] == [[incident], []]


def test_running_incidents_are_listed_with_their_counts(holes: Holes) -> None:
    incident = join(*holes)
    Complaint.objects.filter(pk=holes[0].pk).update(status="resolved")
    closed = join(report(PARK, 4), report(PARK, 5))
    Complaint.objects.filter(incident_members__incident=closed).update(status="resolved")

    rows = list_incidents(cast.petugas_pupr())

    assert [(row, row.open_count, row.total) for row in rows] == [(incident, 2, 3)]  # type: ignore[attr-defined]
    assert list(list_incidents(cast.petugas_lain())) == []


def test_days_are_those_of_wita_and_older_ones_are_left_out() -> None:
    late_evening = MONDAY_MORNING + timedelta(hours=15, minutes=30)  # 00.30 of the next day in Bontang

    days = count_days([MONDAY_MORNING, late_evening, MONDAY_MORNING - timedelta(days=9)], late_evening)

    assert [(day.label, day.count) for day in days[-2:]] == [("23 Nov", 1), ("24 Nov", 1)]
    assert sum(day.count for day in days) == 2
