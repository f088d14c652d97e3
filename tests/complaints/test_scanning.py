"""The drain of files for clamd, with a small clamd that speaks its protocol."""

from datetime import timedelta

import pytest
from pytest_django import Settings

from complaints.models import Attachment
from complaints.scanning import scan_due
from tests.clamd_fixture import EICAR, Clamd, clamd
from tests.complaints.attachment_kit import PDF, make_stored
from tests.factories import MONDAY_MORNING

__all__ = ["clamd"]

pytestmark = pytest.mark.usefixtures("reference_data")

PDF_TYPE = "application/pdf"


def scans() -> list[str]:
    return list(Attachment.objects.order_by("pk").values_list("scan", flat=True))


def test_clean_and_infected_files_are_told_apart(clamd: Clamd, settings: Settings) -> None:
    settings.CLAMD_URL = clamd.address
    make_stored(PDF, PDF_TYPE, kind="document")
    make_stored(PDF + EICAR, PDF_TYPE, kind="document")

    assert scan_due(now=MONDAY_MORNING) == 2

    assert scans() == ["clean", "infected"]
    assert Attachment.objects.get(scan="infected").virus == "Eicar-Test-Signature"
    assert clamd.scanned == [PDF, PDF + EICAR]


def test_a_file_is_scanned_once(clamd: Clamd, settings: Settings) -> None:
    settings.CLAMD_URL = clamd.address
    make_stored()

    assert [scan_due(now=MONDAY_MORNING), scan_due(now=MONDAY_MORNING + timedelta(days=1))] == [1, 0]


def test_without_a_scanner_files_stay_unchecked(settings: Settings) -> None:
    settings.CLAMD_URL = ""
    make_stored()

    assert (scan_due(now=MONDAY_MORNING), scans()) == (0, ["unchecked"])


def test_files_wait_for_a_scanner_that_is_down(clamd: Clamd, settings: Settings) -> None:
    settings.CLAMD_URL = "tcp://127.0.0.1:1"
    make_stored()
    make_stored(PDF, PDF_TYPE, kind="document")
    assert [scan_due(now=MONDAY_MORNING), scan_due(now=MONDAY_MORNING)] == [0, 0]
    assert scans() == ["unchecked", "unchecked"]

    settings.CLAMD_URL = clamd.address

    assert scan_due(now=MONDAY_MORNING + timedelta(minutes=1)) == 2
    assert scans() == ["clean", "clean"]


def test_down_for_a_day_it_is_asked_every_ten_minutes(settings: Settings) -> None:
    settings.CLAMD_URL = "tcp://127.0.0.1:1"
    attachment = make_stored()
    Attachment.objects.update(attempts=500)

    scan_due(now=MONDAY_MORNING)

    attachment.refresh_from_db()
    assert attachment.next_attempt_at == MONDAY_MORNING + timedelta(minutes=10)


def test_a_file_that_is_too_long_for_it_holds_up_no_other(clamd: Clamd, settings: Settings) -> None:
    settings.CLAMD_URL, clamd.limit = clamd.address, 1000
    make_stored(PDF + bytes(2_000_000), PDF_TYPE, kind="document")
    make_stored(PDF, PDF_TYPE, kind="document")

    checked = [scan_due(now=MONDAY_MORNING), scan_due(now=MONDAY_MORNING + timedelta(seconds=1))]

    assert (checked, scans()) == ([0, 1], ["unchecked", "clean"])
