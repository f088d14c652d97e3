"""CSV files of texts in, CSV files of decisions out, in the columns that administrators and checks rely on."""

import csv
import random
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

from .decide import Decision, decide
from .evaluate import Row

COLUMNS = ("id", "code", "refer_to", "confidence", "top3", "second", "danger", "reason")


class TableError(ValueError):
    """A CSV file that lacks what is needed; the message says what."""


def read_table(path: Path, required: Iterable[str]) -> list[dict[str, str]]:
    """The rows of a CSV file with a header. Raises TableError when it cannot be read or a column is missing."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream)
            missing = [name for name in required if name not in (reader.fieldnames or [])]
            if missing:
                raise TableError(f"{path.name}: the column {missing[0]} is missing")
            return [{name: value or "" for name, value in row.items() if name is not None} for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise TableError(f"{path.name} cannot be read: {error}") from error


def labelled_rows(path: Path, label: str = "gold") -> list[Row]:
    """Rows to measure with: text, the column `label` and, where there are such columns, gold_alt, refer_to, location,
    difficulty. A row without a label is left out."""
    return [
        Row(
            text=record["text"],
            gold=record[label],
            alternatives=tuple(filter(None, record.get("gold_alt", "").split("|"))),
            refer_to=record.get("refer_to", ""),
            location=record.get("location", ""),
            difficulty=record.get("difficulty", ""),
        )
        for record in read_table(path, ("text", label))
        if record[label]
    ]


def split_sample(rows: Iterable[Row], size: int, seed: int) -> tuple[list[Row], list[Row]]:
    """`size` rows drawn by `seed`, and the others in the order of the same draw. The same seed draws the same rows."""
    drawn = list(rows)
    random.Random(seed).shuffle(drawn)  # noqa: S311 - a sample, no secret
    return drawn[:size], drawn[size:]


def routed(records: Iterable[Mapping[str, str]], now: datetime) -> Iterator[dict[str, str]]:
    """One row of COLUMNS for each record of id, text and, where there is one, location."""
    for record in records:
        yield _row(record["id"], decide(record["text"], record.get("location") or None, now))


def write_table(path: Path, rows: Iterable[Mapping[str, str]]) -> None:
    """Writes rows of COLUMNS with a header."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)


def _row(number: str, decision: Decision) -> dict[str, str]:
    pseudo = {"none": "NONE", "refer": "REFER"}
    return {
        "id": number,
        "code": pseudo.get(decision.outcome) or decision.code or decision.top[0][0],
        "refer_to": decision.refer_to or "",
        "confidence": f"{decision.score:.4f}",
        "top3": "|".join(f"{_pseudo(code)}:{score:.2f}" for code, score in decision.top),
        "second": _pseudo(decision.second or ""),
        "danger": "1" if decision.danger else "0",
        "reason": decision.reason,
    }


def _pseudo(code: str) -> str:
    return "REFER" if code.startswith("REF-") else code
