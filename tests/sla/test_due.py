"""`manage.py due`: what a complaint received at a moment is promised."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from opd.models import Opd


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
        {"level": "petugas", "at": "2026-04-07T12:00:00+08:00"},
        {"level": "kepala_opd", "at": "2026-04-07T14:00:00+08:00"},
        {"level": "koordinator", "at": "2026-04-08T16:00:00+08:00"},
        {"level": "sekda", "at": "2026-04-10T16:30:00+08:00"},
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
