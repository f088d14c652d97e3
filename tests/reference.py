"""The reference data of a fresh installation, loaded once a run and copied in for every test that needs them."""

import io
from functools import cache

from django.apps import apps
from django.core.management import call_command
from django.db import connection, models, transaction
from django.db.backends.utils import CursorWrapper

Table = tuple[str, str]  # its name and its rows as COPY writes them


def load_reference_data() -> None:
    """Units, kelurahan, categories, calendar and policies, in an empty database: what `load_all` writes."""
    with connection.cursor() as cursor:
        for name, rows in _tables():
            cursor.copy_expert(f"COPY {name} FROM STDIN", io.StringIO(rows))


@cache
def _tables() -> tuple[Table, ...]:
    """Every table that `load_all` fills. It is undone at once; numbers that it took are not given again."""
    with transaction.atomic(), connection.cursor() as cursor:
        call_command("load_all", verbosity=0)
        tables = tuple((model._meta.db_table, _rows(cursor, model._meta.db_table)) for model in _models())
        transaction.set_rollback(True)
    return tuple(table for table in tables if table[1])


def _models() -> list[type[models.Model]]:
    return [model for label in ("opd", "sla") for model in apps.get_app_config(label).get_models()]


def _rows(cursor: CursorWrapper, table: str) -> str:
    rows = io.StringIO()
    cursor.copy_expert(f"COPY {table} TO STDOUT", rows)
    return rows.getvalue()
