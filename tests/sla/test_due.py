"""`manage.py due`: what a complaint received at a moment is promised."""

import json
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from opd.models import Opd
from sla.holidays import add_holiday
from tests.sla.kit import wita

LOADED_AT = wita("2026-01-05 08:00")


def due(*arguments: str) -> list[dict[str, Any]]:
    """The lines that the command prints, read back."""
    out = StringIO()
    call_command("due", *arguments, stdout=out, stderr=StringIO())
    return [json.loads(line) for line in out.getvalue().splitlines()]


@pytest.mark.usefixtures("loaded")
def test_one_line_says_every_clock() -> None:
    [line] = due("--at", "2026-04-07T09:00:00+08:00")

    promised = {kind: line[kind] for kind in ("acknowledge", "verify", "accept", "first_answer", "resolve")}
    assert promised == {
        "acknowledge": "2026-04-07T14:00:00+08:00",
        "verify": "2026-04-10T16:30:00+08:00",
        "accept": "2026-04-07T14:00:00+08:00",
        "first_answer": "2026-04-14T16:00:00+08:00",
        "resolve": "2026-04-27T16:00:00+08:00",
    }


@pytest.mark.usefixtures("loaded")
def test_the_steps_stand_beside_their_clock() -> None:
    [line] = due("--at", "2026-04-07T09:00")

    assert line["steps"]["accept"] == [
        {"level": "petugas", "at": "2026-04-07T11:00:00+08:00"},
        {"level": "kepala_bidang", "at": "2026-04-07T12:00:00+08:00"},
        {"level": "kepala_opd", "at": "2026-04-07T14:00:00+08:00"},
        {"level": "koordinator", "at": "2026-04-08T16:00:00+08:00"},
        {"level": "sekda", "at": "2026-04-10T16:30:00+08:00"},
        {"level": "wali_kota", "at": "2026-04-14T16:00:00+08:00"},
    ]


@pytest.mark.usefixtures("loaded")
def test_lines_come_in_the_order_of_the_moments() -> None:
    lines = due("--at", "2026-04-08T09:00", "--at", "2026-04-07T01:00:00Z")

    assert [line["at"] for line in lines] == ["2026-04-08T09:00:00+08:00", "2026-04-07T09:00:00+08:00"]


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(
    ("kind", "resolve"),
    [
        ("informasi", "2026-04-14T16:00:00+08:00"),
        ("aspirasi", "2026-04-27T16:00:00+08:00"),
        ("tidak_berkadar", "2026-04-27T16:00:00+08:00"),
        # 60 working days would end in July: the 60 calendar days of UU 25/2009 come first.
        ("berkadar", "2026-06-06T23:59:59+08:00"),
    ],
)
def test_the_kind_decides_the_time_to_resolve(kind: str, resolve: str) -> None:
    [line] = due("--at", "2026-04-07T09:00", "--kind", kind)

    assert line["resolve"] == resolve


@pytest.mark.django_db
def test_an_empty_database_gives_the_shipped_defaults() -> None:
    [line] = due("--at", "2026-03-16T14:00")

    # Ramadan hours on 16 and 17 March; for Idul Fitri the offices stay closed from 18 to 24 March.
    assert (line["verify"], line["acknowledge"]) == ("2026-03-26T16:00:00+08:00", "2026-03-17T11:00:00+08:00")


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("arguments", [("--at", "kemarin"), ("--at", "2026-04-07T09:00", "--opd", "TIDAK_ADA")])
def test_what_cannot_be_read_ends_with_code_2(arguments: tuple[str, ...]) -> None:
    with pytest.raises(CommandError) as refusal:
        due(*arguments)

    assert refusal.value.returncode == 2


@pytest.mark.usefixtures("loaded")
def test_the_unit_is_repeated_in_the_line(dishub: Opd) -> None:
    [line] = due("--at", "2026-04-07T09:00", "--opd", "DISHUB")

    assert line["opd"] == "DISHUB"


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("kind", ["informasi", "aspirasi", "tidak_berkadar", "berkadar"])
def test_the_keys_come_in_their_order_for_every_kind(kind: str) -> None:
    [line] = due("--at", "2026-04-07T09:00", "--kind", kind)

    clocks = ["acknowledge", "verify", "accept", "first_answer", "resolve"]
    assert list(line) == ["at", "kind", "opd", *clocks, "internal", "legal", "steps"]
    assert list(line["steps"]) == clocks
    assert {tuple(step) for steps in line["steps"].values() for step in steps} == {("level", "at")}


@pytest.mark.usefixtures("loaded")
def test_without_a_kind_a_complaint_counts_as_tidak_berkadar() -> None:
    assert due("--at", "2026-04-07T09:00") == due("--at", "2026-04-07T09:00", "--kind", "tidak_berkadar")


@pytest.mark.usefixtures("loaded")
def test_the_internal_aim_and_the_laws_own_date_stand_beside_the_limit() -> None:
    [line] = due("--at", "2026-04-07T09:00")

    assert line["internal"] == {"verify": "2026-04-08T16:00:00+08:00"}
    assert line["legal"] == {"resolve": "2026-06-06T23:59:59+08:00"}


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(
    ("words", "at", "minutes_end", "verify", "first_answer"),
    [
        ("exactly at the opening", "2026-04-06T07:30", "2026-04-06T11:30", "2026-04-09T16:00", "2026-04-13T16:00"),
        ("a second before", "2026-04-06T07:29:59", "2026-04-06T11:30", "2026-04-09T16:00", "2026-04-13T16:00"),
        ("exactly at closing", "2026-04-06T16:00", "2026-04-07T11:30", "2026-04-09T16:00", "2026-04-13T16:00"),
        ("as lunch begins", "2026-04-06T12:00", "2026-04-07T08:30", "2026-04-09T16:00", "2026-04-13T16:00"),
        ("in Friday's lunch", "2026-04-10T11:45", "2026-04-13T08:00", "2026-04-15T16:00", "2026-04-17T16:30"),
        ("Friday after hours", "2026-04-10T16:45", "2026-04-13T11:30", "2026-04-15T16:00", "2026-04-17T16:30"),
        ("Friday exactly at closing", "2026-04-10T16:30", "2026-04-13T11:30", "2026-04-15T16:00", "2026-04-17T16:30"),
        (
            "Monday here, Sunday there",
            "2026-04-12T23:30+07:00",
            "2026-04-13T11:30",
            "2026-04-16T16:00",
            "2026-04-20T16:00",
        ),
        ("before Good Friday", "2026-04-02T15:00", "2026-04-06T10:30", "2026-04-08T16:00", "2026-04-10T16:30"),
        ("before Ramadan opens", "2026-02-19T07:30", "2026-02-19T12:00", "2026-02-24T15:00", "2026-02-26T15:00"),
        ("the last day before Ramadan", "2026-02-18T15:00", "2026-02-19T11:00", "2026-02-23T15:00", "2026-02-25T15:00"),
        ("before a week of holidays", "2026-03-17T14:30", "2026-03-25T11:00", "2026-03-27T16:30", "2026-03-31T16:00"),
        ("on cuti bersama", "2026-03-18T09:00", "2026-03-25T11:30", "2026-03-27T16:30", "2026-03-31T16:00"),
        ("in the middle of the run", "2026-03-22T12:00", "2026-03-25T11:30", "2026-03-27T16:30", "2026-03-31T16:00"),
        ("cuti bersama of Christmas", "2026-12-24T08:00", "2026-12-28T11:30", "2026-12-30T16:00", "2027-01-04T16:00"),
        ("31 December", "2026-12-31T15:30", "2027-01-04T11:00", "2027-01-07T16:00", "2027-01-11T16:00"),
        ("its last second", "2026-12-31T23:59:59", "2027-01-04T11:30", "2027-01-07T16:00", "2027-01-11T16:00"),
    ],
)
def test_the_edges_of_the_calendar(words: str, at: str, minutes_end: str, verify: str, first_answer: str) -> None:
    [line] = due("--at", at)

    promised = [line[kind] for kind in ("acknowledge", "accept", "verify", "first_answer")]
    minute = f"{minutes_end}:00+08:00"
    assert promised == [minute, minute, f"{verify}:00+08:00", f"{first_answer}:00+08:00"], words


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(
    ("words", "at", "informasi", "fourteen_days", "sixty_days"),
    [
        ("Friday after hours", "2026-04-10T16:45", "2026-04-17T16:30", "2026-04-30T16:00", "2026-06-09"),
        (
            "cuti bersama in a week of holidays",
            "2026-03-18T09:00",
            "2026-03-31T16:00",
            "2026-04-14T16:00",
            "2026-05-17",
        ),
        ("31 December", "2026-12-31T15:30", "2027-01-11T16:00", "2027-01-22T16:30", "2027-03-01"),
        ("Ramadan", "2026-02-19T07:30", "2026-02-26T15:00", "2026-03-11T15:00", "2026-04-20"),
        ("out of Ramadan over the run", "2026-03-09T10:00", "2026-03-16T15:00", "2026-04-06T16:00", "2026-05-08"),
    ],
)
def test_the_edges_of_resolving_for_every_kind(
    words: str, at: str, informasi: str, fourteen_days: str, sixty_days: str
) -> None:
    kinds = ("informasi", "aspirasi", "tidak_berkadar", "berkadar")

    resolve = [due("--at", at, "--kind", kind)[0]["resolve"] for kind in kinds]

    fourteen = f"{fourteen_days}:00+08:00"
    assert resolve == [f"{informasi}:00+08:00", fourteen, fourteen, f"{sixty_days}T23:59:59+08:00"], words


@pytest.mark.usefixtures("loaded")
def test_the_steps_of_a_promise_step_over_a_week_of_holidays() -> None:
    [line] = due("--at", "2026-03-17T14:30")

    # Half an hour is left of the day: 120 and 180 of 240 minutes end on the first working day after Idul Fitri.
    assert line["steps"]["accept"] == [
        {"level": "petugas", "at": "2026-03-25T09:00:00+08:00"},
        {"level": "kepala_bidang", "at": "2026-03-25T10:00:00+08:00"},
        {"level": "kepala_opd", "at": "2026-03-25T11:00:00+08:00"},
        {"level": "koordinator", "at": "2026-03-26T16:00:00+08:00"},
        {"level": "sekda", "at": "2026-03-30T16:00:00+08:00"},
        {"level": "wali_kota", "at": "2026-04-01T16:00:00+08:00"},
    ]


@pytest.mark.usefixtures("loaded")
def test_the_steps_of_sixty_calendar_days_start_from_midnight_of_a_saturday() -> None:
    [line] = due("--at", "2026-04-07T09:00", "--kind", "berkadar")

    # Due on Saturday, 6 June, 23.59.59: the next working days are those of the week after.
    late = [(step["level"], step["at"]) for step in line["steps"]["resolve"][2:]]
    assert late == [
        ("kepala_opd", "2026-06-06T23:59:59+08:00"),
        ("koordinator", "2026-06-08T16:00:00+08:00"),
        ("sekda", "2026-06-10T16:00:00+08:00"),
        ("wali_kota", "2026-06-12T16:30:00+08:00"),
    ]


@pytest.mark.usefixtures("loaded")
def test_a_holiday_by_decree_is_in_the_next_answer() -> None:
    before = due("--at", "2026-04-07T09:00")[0]["first_answer"]
    add_holiday(day=date(2026, 4, 9), name="Hari Jadi Kota", kind="local", source="SK 12/2026", now=LOADED_AT)

    after = due("--at", "2026-04-07T09:00")[0]["first_answer"]

    assert (before, after) == ("2026-04-14T16:00:00+08:00", "2026-04-15T16:00:00+08:00")
