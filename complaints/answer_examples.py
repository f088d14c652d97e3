"""The examples of approved answers that ship with the application."""

from datetime import datetime
from pathlib import Path
from typing import TypeVar

from django.db import models, transaction

from opd.loading import LoadReport
from opd.models import Category, Opd
from opd.records import Record, read_records, refuse_repeats

from .models import AnswerVersion, ApprovedAnswer

Row = TypeVar("Row", bound=models.Model)
ANSWERS_FILE = Path(__file__).parent / "data" / "answer_examples.yaml"


@transaction.atomic
def load_answers(*, now: datetime, path: Path = ANSWERS_FILE) -> LoadReport:
    """Each example as a draft that nobody wrote and nobody approved. What is there already stays as people left it.

    Units and categories come first. Raises DataFileError with file, line and reason; nothing is then changed.
    """
    records = read_records(path).records("answers")
    refuse_repeats(records, "code")
    report, known = LoadReport(), set(ApprovedAnswer.objects.values_list("code", flat=True))
    for record in records:
        code = record.text("code", limit=60)
        if code in known:
            report.unchanged += 1
            continue
        _create(code, record, now)
        report.created.append(code)
    return report


def _create(code: str, record: Record, now: datetime) -> None:
    answer = ApprovedAnswer.objects.create(
        code=code,
        title=record.text("title", limit=120),
        opd=_known(record, Opd, "opd"),
        category=_known(record, Category, "category"),
        stage=record.choice("stage", ApprovedAnswer.Stage.values),
        created_at=now,
    )
    public = record.optional_text("public", limit=280)
    AnswerVersion.objects.create(
        answer=answer,
        number=1,
        text=record.text("text", limit=2000),
        variants={"public": public} if public else {},
        legal_basis=record.optional_text("basis", limit=200),
        written_at=now,
    )


def _known(record: Record, model: type[Row], key: str) -> Row | None:
    code = record.optional_text(key)
    row = model._default_manager.filter(code=code).first() if code else None
    if code and row is None:
        raise record.wrong(f"`{key}` is {code!r}, which is not known")
    return row
