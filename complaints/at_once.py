"""Several small questions in one statement: what stands around a page is many counts, and each way to the database
costs more than most of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet


@dataclass(frozen=True)
class Question:
    """A SELECT that gives one value, with its parameters."""

    sql: str
    params: Sequence[Any] = ()


def counted(rows: "QuerySet[Any]", most: int) -> Question:
    """How many rows there are; more than `most` are counted as one more than that, and no further."""
    return _about(rows.order_by().values("pk")[: most + 1], "SELECT count(*) FROM ({}) counted", "SELECT 0")


def listed(rows: "QuerySet[Any]") -> Question:
    """The rows in their order, each as a dict: for a handful that fills a choice."""
    return _about(rows, "SELECT coalesce(json_agg(listed), '[]') FROM ({}) listed", "SELECT '[]'::json")


def ask(questions: Mapping[str, Question]) -> dict[str, Any]:
    """The answers under the names of their questions, in one statement."""
    columns = ", ".join(f'({question.sql}) AS "{name}"' for name, question in questions.items())
    params = [value for question in questions.values() for value in question.params]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns}", params)
        return dict(zip(questions, cursor.fetchone(), strict=True))


def _about(rows: "QuerySet[Any]", frame: str, empty: str) -> Question:
    try:
        sql, params = rows.query.sql_with_params()
    except EmptyResultSet:
        # A condition that nothing can meet: Django would not ask at all.
        return Question(empty)
    return Question(frame.format(sql), params)
