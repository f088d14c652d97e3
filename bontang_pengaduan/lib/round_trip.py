"""Several querysets in one round trip to the database: the rows of each come back as one JSON value of a single
statement, and become the objects that Django itself would have made of them. Writing twenty statements costs more than
asking them, so it is done once where the values are left open."""

import copy
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Expression, QuerySet
from django.db.models.sql import Query
from django.db.models.sql.compiler import SQLCompiler

# What JSON writes otherwise than the driver gives it. What it would lose (bytes, decimals, spans) is refused.
READERS: dict[str, Callable[[Any], Any]] = {
    "DateTimeField": datetime.fromisoformat,
    "DateField": date.fromisoformat,
    "JSONField": json.dumps,  # Django's own reading expects the text
}
REFUSED = frozenset({"BinaryField", "DecimalField", "DurationField", "TimeField", "UUIDField"})
Row = list[Any]


class _AnsweredQuery(Query):
    """A query whose rows are there already."""

    answer: SQLCompiler

    def get_compiler(self, *args: Any, **kwargs: Any) -> SQLCompiler:
        """The compiler that wrote the statement, with its answer."""
        return self.answer


class Slot(Expression):
    """The place of a value that comes with each fetch. It stands in a queryset where the value would."""

    def __init__(self, name: str, output_field: Any) -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Any:
        """Itself in the place of its value."""
        return "%s", [self]


class Together:
    """Querysets that are asked together, written into one statement when this is made.

    Order, select_related, annotations and values_list hold; prefetch_related is not followed. Raises TypeError for a
    column whose type JSON would change. May be used by several threads.
    """

    def __init__(self, querysets: Mapping[str, QuerySet[Any]]) -> None:
        self._names = tuple(querysets)
        self._asked: list[_Part] = []
        self._params: list[Any] = []
        for name, queryset in querysets.items():
            compiler = queryset.query.get_compiler(queryset.db)
            try:
                sql, params = compiler.as_sql()
            except EmptyResultSet:
                continue
            self._asked.append(
                _Part(name, queryset, compiler, _part_sql(sql, len(compiler.select)), _readers(compiler))
            )
            self._params += params
        self._statement = f"SELECT {', '.join(part.sql for part in self._asked)}"

    def fetch(self, **values: Any) -> dict[str, list[Any]]:
        """The results of each queryset by its name, as `list` would give them, with these values in the slots."""
        found: dict[str, list[Any]] = {name: [] for name in self._names}
        if self._asked:
            params = [values[each.name] if isinstance(each, Slot) else each for each in self._params]
            with connections[self._asked[0].queryset.db].cursor() as cursor:
                cursor.execute(self._statement, params)
                answers = cursor.fetchone()
            for part, answer in zip(self._asked, answers, strict=True):
                found[part.name] = part.objects(json.loads(answer)) if answer else []
        return found


@dataclass(frozen=True)
class _Part:
    """One queryset of the statement."""

    name: str
    queryset: Any
    compiler: Any
    sql: str
    readers: list[Callable[[Any], Any] | None]

    def objects(self, rows: list[dict[str, Any]]) -> list[Any]:
        answer = [_read(row, self.readers) for row in rows]
        compiler = copy.copy(self.compiler)
        compiler.execute_sql = lambda *args, **kwargs: [answer]
        own = self.queryset.all()
        own.query = own.query.chain(klass=_AnsweredQuery)
        own.query.answer = compiler
        return list(self.queryset._iterable_class(own))


def fetch_together(**querysets: QuerySet[Any]) -> dict[str, list[Any]]:
    """Together for querysets without slots, asked once."""
    return Together(querysets).fetch()


def remember(instance: models.Model, name: str, rows: Iterable[Any]) -> None:
    """Keeps `rows` as all that the reverse relation `name` of the instance holds, as prefetch_related would."""
    manager, kept = getattr(instance, name), list(rows)
    for row in kept:
        setattr(row, manager.field.name, instance)
    _keep(instance, name, _known(manager.all(), kept))


def remember_below(parents: Sequence[models.Model], name: str, rows: Iterable[Any]) -> None:
    """remember for the children of many: each of `rows` with the parent that it points at."""
    if not parents:
        return
    manager = getattr(parents[0], name)
    children: dict[int, list[Any]] = {}
    for row in rows:
        children.setdefault(getattr(row, manager.field.attname), []).append(row)
    nothing = _known(manager.all(), [])
    for parent in parents:
        if parent.pk in children:
            remember(parent, name, children[parent.pk])
        else:
            _keep(parent, name, nothing)


def _known(queryset: Any, rows: list[Any]) -> QuerySet[Any]:
    known: QuerySet[Any] = queryset
    queryset._result_cache, queryset._prefetch_done = rows, True
    return known


def _keep(instance: models.Model, name: str, known: QuerySet[Any]) -> None:
    kept = getattr(instance, "_prefetched_objects_cache", {})
    instance._prefetched_objects_cache = {**kept, name: known}  # type: ignore[attr-defined]  # Django's own place


def _part_sql(sql: str, columns: int) -> str:
    names = ", ".join(f"c{number}" for number in range(columns))
    # A row of its own and not the part itself: two joined tables both have an `id`, and a JSON object keeps one.
    return f"(SELECT json_agg(ROW({names}))::text FROM ({sql}) AS part({names}))"  # noqa: S608  # Django wrote it


def _readers(compiler: SQLCompiler) -> list[Callable[[Any], Any] | None]:
    return [_reader(column[0]) for column in compiler.select]


def _read(row: dict[str, Any], readers: Sequence[Callable[[Any], Any] | None]) -> Row:
    return [
        reader(value) if reader is not None and value is not None else value
        for value, reader in zip(row.values(), readers, strict=True)
    ]


def _reader(expression: Any) -> Callable[[Any], Any] | None:
    kind = expression.output_field.get_internal_type()
    if kind in REFUSED:
        raise TypeError(f"{kind} does not come back from JSON as it was")
    return READERS.get(kind)
