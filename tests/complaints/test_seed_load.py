"""`manage.py seed_load`: made-up cases for measuring, and only where there is nothing that could be real."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from complaints.listing import Selection, list_complaints
from complaints.models import Complaint, ComplaintEvent, Reply, Reporter
from complaints.seeding.bulk import bare_tables
from opd.models import User
from sla.models import SlaClock
from tests.factories import MONDAY_MORNING, make_complaint

pytestmark = pytest.mark.django_db


def test_the_cases_are_whole() -> None:
    call_command("seed_load", 400, stdout=StringIO())

    assert Complaint.objects.count() == 400
    assert Reporter.objects.count() == 134
    assert Complaint.objects.filter(clocks__kind="resolve", clocks__is_open=True).count() == 40
    assert not Complaint.objects.filter(messages=None).exists()
    assert not Complaint.objects.filter(events=None).exists()
    assert Reply.objects.filter(kind="acknowledgement").count() == 400
    officer = Complaint.objects.exclude(assignee=None).latest("pk").assignee
    assert isinstance(officer, User)
    assert list_complaints(officer, Selection(view="semua"), MONDAY_MORNING).groups


def test_a_real_case_forbids_it(reference_data: None) -> None:
    make_complaint()

    with pytest.raises(CommandError, match="sudah berisi aduan"):
        call_command("seed_load", 10, stdout=StringIO())

    assert Complaint.objects.count() == 1


def test_rows_go_on_after_the_seeded_ones() -> None:
    call_command("seed_load", 10, stdout=StringIO())

    case = Complaint.objects.latest("pk")
    event = ComplaintEvent.objects.create(complaint=case, type="complaint.taken", created_at=case.created_at)
    assert event.pk > 10


def test_tables_have_their_keys_and_indexes_again() -> None:
    tables = [Complaint._meta.db_table, SlaClock._meta.db_table]
    before = _definitions(tables)

    with bare_tables(tables):
        meanwhile = _definitions(tables)

    assert _definitions(tables) == before
    assert len(meanwhile) < len(before)


def _definitions(tables: list[str]) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE tablename = ANY(%s)", [tables])
        indexes = {row[0] for row in cursor.fetchall()}
        cursor.execute(
            "SELECT conname || pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid::regclass::text = ANY(%s)",
            [tables],
        )
        return indexes | {row[0] for row in cursor.fetchall()}
