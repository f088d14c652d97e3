"""Which other complaints are shown as alike: by words, place and days, and never what an officer must not know of."""

from datetime import timedelta

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from complaints.lookalikes import find_lookalikes
from complaints.models import Complaint, Message
from complaints.services import incidents
from complaints.spread import read_spread
from opd.models import User
from tests import cast
from tests.complaints.incident_kit import HOUR, NOW, PARK, fresh, report, report_hole
from tests.factories import MONDAY_MORNING

pytestmark = pytest.mark.usefixtures("reference_data")


def found(user: User, complaint: Complaint) -> list[str]:
    return sorted(each.complaint.number for each in find_lookalikes(user, complaint, NOW))


def test_the_same_words_at_the_same_place_are_alike_and_another_matter_is_not() -> None:
    first, second, third = report_hole()
    report(PARK, 4)

    assert found(cast.petugas_pupr(), first) == [second.number, third.number]


def test_the_likest_is_first_and_says_why() -> None:
    first, second, _ = report_hole()

    best = find_lookalikes(cast.petugas_pupr(), first, NOW)[0]

    assert (best.complaint, best.is_public, best.incident_id) == (second, False, None)
    assert best.sameness.reasons[1:] == ("sama-sama di Api-Api", "selang 1 jam")


@pytest.mark.parametrize(
    "change",
    [
        {"is_secret": True},
        {"status": "resolved"},
        {"created_at": MONDAY_MORNING - timedelta(days=8)},
        {"created_at": NOW + HOUR},
    ],
)
def test_secret_closed_and_distant_cases_are_not_shown(change: dict[str, object]) -> None:
    first, second, third = report_hole()
    Complaint.objects.filter(pk=second.pk).update(**change)

    assert found(cast.koordinator(), first) == [third.number]


def test_the_same_citizens_cases_are_not_shown() -> None:
    first, second, third = report_hole()
    Complaint.objects.filter(pk=second.pk).update(reporter=first.reporter)

    assert found(cast.petugas_pupr(), first) == [third.number]


def test_an_officer_sees_those_of_his_unit_alone() -> None:
    first, second, third = report_hole()
    Complaint.objects.filter(pk=third.pk).update(opd=cast.unit("DISHUB"))

    assert found(cast.petugas_pupr(), first) == [second.number]
    assert found(cast.koordinator(), first) == [second.number, third.number]


def test_a_secret_case_is_compared_with_nothing() -> None:
    first, _, _ = report_hole()
    Complaint.objects.filter(pk=first.pk).update(is_secret=True)

    assert found(cast.koordinator(), fresh(first)) == []


def test_parts_are_not_counted_beside_their_whole() -> None:
    first, second, third = report_hole()
    Complaint.objects.filter(pk=third.pk).update(part_of=second)

    assert found(cast.koordinator(), first) == [second.number]
    assert found(cast.koordinator(), fresh(third)) == []


def test_pins_bring_cases_of_other_words_together(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    first, second, _ = report_hole()
    Complaint.objects.update(kelurahan=None)
    Complaint.objects.filter(pk__in=[first.pk, second.pk]).update(latitude=0.13, longitude=117.48)
    user, pinned = cast.koordinator(), fresh(first)

    with django_assert_num_queries(2):  # memberships, rows
        best = find_lookalikes(user, pinned, NOW)[0]

    assert (best.complaint, best.sameness.reasons[1]) == (second, "sekitar 10 m dari sini")


def test_the_words_are_found_by_their_index() -> None:
    first, _, _ = report_hole()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN SELECT 1 FROM complaints_complaint WHERE text %% %s", [first.text])
        plan = " ".join(row[0] for row in cursor.fetchall())

    assert plan.count("complaint_words") == 1


def test_a_matter_spreads_when_most_came_in_two_days() -> None:
    first, second, third = report_hole()

    spread = read_spread(cast.petugas_pupr(), first, NOW)

    assert (spread.total, spread.recent, spread.public_count, spread.is_growing) == (3, 3, 0, True)
    assert [(day.label, day.count, day.share) for day in spread.trend[-2:]] == [("22 Nov", 0, 0), ("23 Nov", 3, 100)]
    assert sorted(each.complaint.number for each in spread.lookalikes) == [second.number, third.number]


def test_two_reports_are_no_spread_and_resolved_ones_count() -> None:
    first, second, third = report_hole()
    Complaint.objects.filter(pk=second.pk).update(status="resolved")
    Complaint.objects.filter(pk=third.pk).update(status="rejected")

    spread = read_spread(cast.petugas_pupr(), first, NOW)

    assert (spread.total, spread.is_growing) == (2, False)


def test_older_reports_outweigh_new_ones() -> None:
    first, second, third = report_hole()
    Complaint.objects.filter(pk__in=[second.pk, third.pk]).update(created_at=MONDAY_MORNING - timedelta(days=4))

    spread = read_spread(cast.petugas_pupr(), first, NOW)

    assert (spread.total, spread.recent, spread.is_growing) == (3, 1, False)


def test_public_posts_are_counted_apart() -> None:
    first, second, _ = report_hole()
    message = Message.objects.get(complaint=second)
    type(message.conversation).objects.filter(pk=message.conversation_id).update(is_public=True)

    assert read_spread(cast.petugas_pupr(), first, NOW).public_count == 1


def test_what_is_part_of_an_incident_names_it() -> None:
    first, second, third = report_hole()
    incident = incidents.join_incident(complaint=second, others=[third], user=cast.petugas_pupr(), now=NOW)

    alike = find_lookalikes(cast.petugas_pupr(), first, NOW)

    assert {each.incident_id for each in alike} == {incident.pk}
