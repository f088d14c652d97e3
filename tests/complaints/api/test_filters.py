"""Each filter with a row that fits and one that does not; what cannot be meant is refused."""

from datetime import UTC, datetime, timedelta

import pytest

from complaints.models import Complaint
from complaints.services import classify
from opd.models import Kelurahan
from tests.api_caller import Caller, caller, kind_of
from tests.cast import koordinator, unit
from tests.factories import MONDAY_MORNING, make_complaint


@pytest.fixture(autouse=True)
def rows(reference_data: None, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Two complaints that differ in every filtered column; the second came a day later."""
    monkeypatch.setattr("complaints.api.views.now", lambda: MONDAY_MORNING + timedelta(days=1, minutes=5))
    road = make_complaint()
    lamp = make_complaint("Lampu jalan mati total", phone="+6281200000002", at=MONDAY_MORNING + timedelta(days=1))
    Complaint.objects.filter(pk=road.pk).update(
        opd=unit("PUPRK"), status="forwarded", kelurahan=Kelurahan.objects.get(name="Api-Api")
    )
    Complaint.objects.filter(pk=lamp.pk).update(
        opd=unit("DISHUB"), status="in_progress", kind="informasi", channel="telegram", kelurahan=None
    )
    return [road.number, lamp.number]


@pytest.fixture
def system() -> Caller:
    return caller(koordinator())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("status", "forwarded"),
        ("kind", "tidak_berkadar"),
        ("opd", "PUPRK"),
        ("channel", "whatsapp"),
        ("kelurahan", "api-api"),
        ("kelurahan", "Api-Api"),
        ("q", "aspal mengelupas"),
        ("created_before", "2026-11-24T09:00:00+08:00"),
        ("created_before", "2026-11-24"),
    ],
)
def test_a_filter_keeps_what_fits(rows: list[str], system: Caller, name: str, value: str) -> None:
    assert system.numbers(**{name: value}) == [rows[0]]


def test_the_kemendagri_code_is_as_good_as_the_name(rows: list[str], system: Caller) -> None:
    assert system.numbers(kelurahan=Kelurahan.objects.get(name="Api-Api").code) == [rows[0]]


def test_after_takes_its_own_moment_in_and_before_leaves_it_out(rows: list[str], system: Caller) -> None:
    moment = Complaint.objects.get(number=rows[1]).created_at.isoformat()

    assert system.numbers(created_after=moment) == [rows[1]]
    assert system.numbers(created_before=moment) == [rows[0]]


def test_conditions_hold_together(rows: list[str], system: Caller) -> None:
    assert system.numbers(status="in_progress", opd="DISHUB", q="lampu") == [rows[1]]
    assert system.numbers(status="in_progress", opd="PUPRK") == []


def test_an_empty_value_asks_for_nothing(rows: list[str], system: Caller) -> None:
    names = ("status", "opd", "channel", "overdue", "kind", "kelurahan", "created_after", "created_before", "q")

    assert system.numbers(**dict.fromkeys(names, ""), cursor="") == [rows[1], rows[0]]


@pytest.mark.parametrize("yes", ["true", "1", "True"])
def test_overdue_is_a_promise_of_the_citys_that_is_broken_and_open(
    rows: list[str], system: Caller, monkeypatch: pytest.MonkeyPatch, yes: str
) -> None:
    # The road was to be acknowledged on Monday; the lamp has just come in.
    assert system.numbers(overdue=yes) == [rows[0]]
    assert system.numbers(overdue="false") == [rows[1]]

    monkeypatch.setattr("complaints.api.views.now", lambda: datetime(2027, 12, 1, tzinfo=UTC))
    assert system.numbers(overdue=yes) == [rows[1], rows[0]]


def test_a_name_that_is_hidden_finds_nothing(rows: list[str], system: Caller) -> None:
    assert system.numbers(q="Warga Contoh") == [rows[1], rows[0]]

    classify.set_secrecy(
        complaint=Complaint.objects.get(number=rows[0]),
        is_anonymous=True,
        is_secret=False,
        reason="Diminta pelapor",
        user=koordinator(),
        now=MONDAY_MORNING,
    )

    assert system.numbers(q="Warga Contoh") == [rows[1]]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("status", "terbuka"),
        ("kind", "keluhan"),
        ("overdue", "ya"),
        ("created_after", "kemarin"),
        ("created_before", "2026-02-30"),
        ("q", "x" * 101),
        ("q", "a\x00b"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_name(system: Caller, name: str, value: str) -> None:
    response = system.get(**{name: value})

    assert kind_of(response) == (400, "invalid")
    assert list(response.json()["errors"]) == [name]


def test_a_unit_that_does_not_exist_has_no_complaints(system: Caller) -> None:
    assert system.numbers(opd="TIDAKADA") == []
