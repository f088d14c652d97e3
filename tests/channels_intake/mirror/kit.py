"""What the tests of the mirror share: an export brought, read and applied."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from channels_intake.mirror.importing import advance_imports, approve_import, bring_export
from channels_intake.mirror.models import Sp4nImport, Sp4nReport
from channels_intake.mirror.opening import open_cases
from complaints.models import Complaint
from tests.cast import koordinator
from tests.channels_intake.mirror.exports import make_csv
from tests.factories import MONDAY_MORNING

NOW = MONDAY_MORNING


def bring(rows: Sequence[Sequence[Any]], *, at: datetime = NOW) -> Sp4nImport:
    """An export of that moment, read and compared."""
    file = bring_export(body=make_csv(rows), filename="ekspor.csv", exported_at=at, user=koordinator(), now=at)
    advance_imports(now=at)
    file.refresh_from_db()
    return file


def take_in(rows: Sequence[Sequence[Any]], *, at: datetime = NOW) -> Sp4nImport:
    """An export of that moment, applied, its cases opened."""
    file = bring(rows, at=at)
    approve_import(file=file, user=koordinator(), now=at)
    advance_imports(now=at)
    open_cases(now=at + timedelta(seconds=1))
    file.refresh_from_db()
    return file


def case_of(tracking_id: str) -> Complaint:
    """The case of a report."""
    complaint = Sp4nReport.objects.get(tracking_id=tracking_id).complaint
    assert complaint is not None
    return complaint


def counts(file: Sp4nImport) -> tuple[int, int, int, int, int]:
    """New, changed, same, older, bad."""
    return file.added, file.changed, file.same, file.older, file.bad
