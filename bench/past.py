"""Complaints of the past beside those that are measured: as many rows as a city gathers in years, copied by SQL."""

from collections.abc import Mapping

from django.db import connection, models

from complaints.models import Complaint
from sla.models import EscalationStep, SlaClock

LONG_AGO = "now() - interval '200 days'"
# Indexes of words take most of the time to fill, and no sweep reads them.
WITHOUT_WORDS = """
    DO $$ DECLARE name text; BEGIN
        FOR name IN SELECT indexname FROM pg_indexes
            WHERE tablename = 'complaints_complaint' AND indexdef LIKE '%USING gin%'
        LOOP EXECUTE 'DROP INDEX ' || name; END LOOP;
    END $$
"""
TIMES = {"created_at": LONG_AGO, "citizen_wrote_at": LONG_AGO}


def seed_past(count: int) -> None:
    """`count` closed complaints, each with a stopped clock and its fired steps, made like one that is there."""
    if not count:
        return
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(WITHOUT_WORDS)
        cursor.execute(_cases(count))
        cursor.execute(_clocks())
        cursor.execute(_steps())


def _cases(count: int) -> str:
    changed = TIMES | {
        "number": "'BTG-2501-' || lpad(n::text, 7, '0')",
        "token_digest": "md5(n::text) || md5('past' || n)",
        "status": "'closed'",
        "closed_at": LONG_AGO,
    }
    names, values = _columns(Complaint, changed)
    table = Complaint._meta.db_table
    return (
        f"INSERT INTO {table} ({names}) SELECT {values} FROM generate_series(1, {count}) n, "
        f"(SELECT * FROM {table} ORDER BY id LIMIT 1) model"
    )


def _clocks() -> str:
    changed = {
        "complaint_id": "past.id",
        "is_open": "false",
        "started_at": LONG_AGO,
        "due_at": LONG_AGO,
        "stopped_at": LONG_AGO,
    }
    names, values = _columns(SlaClock, changed)
    table = SlaClock._meta.db_table
    return (
        f"INSERT INTO {table} ({names}) SELECT {values} FROM {Complaint._meta.db_table} past, "
        f"(SELECT * FROM {table} ORDER BY id LIMIT 1) model WHERE past.number LIKE 'BTG-2501-%'"
    )


def _steps() -> str:
    changed = {"clock_id": "past.id", "fires_at": LONG_AGO, "fired_at": LONG_AGO}
    names, values = _columns(EscalationStep, changed)
    table = EscalationStep._meta.db_table
    return (
        f"INSERT INTO {table} ({names}) SELECT {values} FROM {SlaClock._meta.db_table} past, "
        f"(SELECT * FROM {table} ORDER BY id LIMIT 4) model WHERE NOT past.is_open"
    )


def _columns(model: type[models.Model], changed: Mapping[str, str]) -> tuple[str, str]:
    columns = {field.column: field.primary_key for field in model._meta.concrete_fields}
    names = [str(column) for column, is_key in columns.items() if not is_key]
    return ", ".join(names), ", ".join(changed.get(name, f"model.{name}") for name in names)
