"""Many rows by COPY into tables that have neither foreign keys nor indexes meanwhile."""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models
from psycopg2.extras import Json

FLUSH = 4_000_000  # letters kept before they are sent
_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})

# What is put back exactly as it was: the database writes the definitions itself.
_KEYS = """
    SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint
    WHERE contype = 'f' AND conparentid = 0 AND conrelid::regclass::text = ANY(%s)
"""
_INDEXES = """
    SELECT quote_ident(relname), pg_get_indexdef(indexrelid) FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
    WHERE indrelid::regclass::text = ANY(%s) AND NOT indisprimary
    AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid)
"""


class Sheet:
    """The rows of one table on their way. `columns` are given with each row, all others have the default."""

    def __init__(self, model: type[models.Model], *columns: str) -> None:
        fields = {field.attname: field for field in model._meta.concrete_fields}
        rest = [field for name, field in fields.items() if name not in columns and not field.has_db_default()]
        self.table, self.size = model._meta.db_table, 0
        self.pending: list[str] = []
        self._names = ", ".join(str(fields[name].column) for name in columns) + "".join(
            f", {field.column}" for field in rest
        )
        self._rest = "".join(f"\t{_written(_default(field))}" for field in rest) + "\n"

    def add(self, *values: Any) -> None:
        """One row, in the order of the columns."""
        line = "\t".join([_written(value) for value in values]) + self._rest
        self.pending.append(line)
        self.size += len(line)
        if self.size > FLUSH:
            self.flush()

    def flush(self) -> None:
        """Sends what is pending."""
        with connection.cursor() as cursor:
            copied = io.StringIO("".join(self.pending))
            cursor.copy_expert(f"COPY {self.table} ({self._names}) FROM STDIN", copied)
        self.pending, self.size = [], 0


@contextmanager
def bare_tables(tables: Sequence[str]) -> Iterator[None]:
    """Inside, the tables have no triggers, no foreign keys and no indexes but those of their unique constraints;
    afterwards they have them again, the keys checked over every row. In the caller's transaction: nobody else ever
    sees them bare."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(_KEYS, [list(tables)])
        keys = cursor.fetchall()
        cursor.execute(_INDEXES, [list(tables)])
        indexes = cursor.fetchall()
        for table, name, _ in keys:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        for name, _ in indexes:
            cursor.execute(f"DROP INDEX {name}")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        for _, definition in indexes:
            cursor.execute(definition)
        for table, name, definition in keys:
            cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")


def go_on_counting(tables: Iterable[str]) -> None:
    """Lets the next row of each table have the key after the highest one."""
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"  # noqa: S608
            )


def _default(field: "models.Field[Any, Any]") -> Any:
    if field.primary_key:
        raise ValueError(f"{field.model.__name__} needs its key")
    value = field.get_default()
    return Json(value, dumps=DjangoJSONEncoder().encode) if isinstance(value, dict | list) else value


def _written(value: Any) -> str:
    if type(value) is str:
        return value.translate(_ESCAPED)
    if value is None:
        return "\\N"
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping | list):
        return DjangoJSONEncoder().encode(value).translate(_ESCAPED)
    if isinstance(value, Json):
        return DjangoJSONEncoder().encode(value.adapted).translate(_ESCAPED)
    return str(value)
