"""What comes back together is what would have come one by one."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import (
    BigIntegerField,
    Count,
    DateTimeField,
    DecimalField,
    Exists,
    F,
    FloatField,
    OuterRef,
    QuerySet,
)
from django.db.models.functions import Cast
from django.test.utils import CaptureQueriesContext

from bontang_pengaduan.lib.clock import now
from bontang_pengaduan.lib.round_trip import Slot, Together, fetch_together, remember, remember_below
from complaints.models import Complaint, ComplaintEvent, Message
from opd.models import Membership, Opd
from sla.models import Holiday, SlaClock
from tests.cast import petugas_pupr, unit
from tests.factories import make_complaint

pytestmark = pytest.mark.usefixtures("reference_data")


def fields_of(rows: list[object]) -> list[dict[str, object]]:
    return [{name: value for name, value in vars(row).items() if name != "_state"} for row in rows]


def test_every_column_is_what_it_was() -> None:
    case = make_complaint(text="Lubang “besar” di 100% jalan\nbaris kedua \\ ☂", at=now())
    Complaint.objects.filter(pk=case.pk).update(latitude=0.1 + 0.2, longitude=117.4999999999999)
    querysets: dict[str, QuerySet[Any]] = {
        "cases": Complaint.objects.all(),
        "events": ComplaintEvent.objects.order_by("-pk"),
        "clocks": SlaClock.objects.all(),
        "messages": Message.objects.all(),
        "days": Holiday.objects.all(),
        "units": Opd.objects.order_by("name"),
    }

    together = fetch_together(**querysets)

    apart = {name: fields_of(list(queryset)) for name, queryset in querysets.items()}
    assert {name: fields_of(rows) for name, rows in together.items()} == apart
    assert all(apart.values())


def test_it_is_one_statement_and_joins_are_in_it() -> None:
    make_complaint()
    joined = Complaint.objects.select_related("reporter", "opd", "kelurahan__kecamatan").annotate(
        told=Exists(Message.objects.filter(complaint=OuterRef("pk"))), clocks_open=Count("clocks")
    )
    with CaptureQueriesContext(connection) as queries:
        found = fetch_together(
            cases=joined,
            numbers=Complaint.objects.values_list("number", flat=True),
            nobody=Complaint.objects.none(),
        )
        case = found["cases"][0]
        read = (case.reporter.name, case.told, case.opd)

    assert len(queries) == 1
    assert read == (joined[0].reporter.name, True, joined[0].opd)
    assert case.clocks_open == joined[0].clocks_open
    assert (found["numbers"], found["nobody"]) == ([case.number], [])


def test_an_empty_joined_row_is_no_object() -> None:
    user = petugas_pupr()
    Membership.objects.create(user=user, role="admin")

    found = fetch_together(roles=Membership.objects.filter(user=user).select_related("opd").order_by("pk"))

    assert [membership.opd for membership in found["roles"]] == [unit("PUPRK"), None]


def test_what_json_would_change_is_refused() -> None:
    exact = Opd.objects.annotate(share=Cast(F("pk"), DecimalField(max_digits=20, decimal_places=5)))
    with pytest.raises(TypeError, match="DecimalField"):
        fetch_together(units=exact)
    assert fetch_together(units=Opd.objects.annotate(share=Cast(F("pk"), FloatField())))["units"]


def test_what_is_remembered_is_not_asked_again() -> None:
    first, second = make_complaint(), make_complaint(phone="6281200000002")
    found = fetch_together(events=first.events.all(), messages=Message.objects.all())
    remember(first, "events", found["events"])
    remember_below([first, second], "messages", found["messages"])

    with CaptureQueriesContext(connection) as queries:
        known = [event.complaint.number for event in first.events.all()]
        said = [[message.complaint for message in case.messages.all()] for case in (first, second)]

    assert len(queries) == 0
    assert known == [first.number] * len(found["events"])
    assert said == [[first], [second]]


def test_a_statement_is_written_once_and_asked_for_each_value() -> None:
    cases = [make_complaint(at=now()), make_complaint(phone="+6281200000002", at=now() - timedelta(hours=5))]
    case, moment = Slot("case", BigIntegerField()), Slot("moment", DateTimeField())
    together = Together(
        {
            "events": ComplaintEvent.objects.filter(complaint=case).exclude(pk=case).select_related("actor"),
            "clocks": SlaClock.objects.filter(complaint=case, due_at__gt=moment - timedelta(days=1)),
            "first": Complaint.objects.filter(created_at__lt=moment)[:1],
        }
    )
    with CaptureQueriesContext(connection) as queries:
        found = [together.fetch(case=each.pk, moment=each.created_at) for each in cases]

    assert len(queries) == 2
    for each, rows in zip(cases, found, strict=True):
        assert fields_of(rows["events"]) == fields_of(list(each.events.select_related("actor")))
        assert rows["clocks"] == list(each.clocks.all())
    assert [rows["first"] for rows in found] == [[cases[1]], []]


def test_a_slot_without_its_value_is_refused() -> None:
    together = Together({"cases": Complaint.objects.filter(pk=Slot("case", BigIntegerField()))})

    with pytest.raises(KeyError, match="case"):
        together.fetch()


def test_a_date_stays_a_date() -> None:
    found = fetch_together(days=Holiday.objects.values_list("date", flat=True))

    assert {type(day) for day in found["days"]} == {date}
