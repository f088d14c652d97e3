"""The commands `route` and `evaluate_routing`, by their files."""

import csv
import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

LABELLED = """text,gold,gold_alt,refer_to,location,difficulty
lampu jalan padam,DISHUB,,,,easy
token listrik tidak bisa diisi,REFER,,REF-PLN,,easy
halo min,NONE,,,,greeting
pak lurah tidak pernah ada di kantor,KELURAHAN,,,KEL-LT,easy
aspal berlubang di jalan MT Haryono,REFER,PUPRK,REF-BBPJN,,road
lampu jalan padam,DLH,,,,wrong
"""


def test_route_writes_one_decision_a_row(tmp_path: Path) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text(
        "id,text,location\n"
        "a,lampu jalan padam,\n"
        "b,token listrik tidak bisa diisi,\n"
        "c,halo min,\n"
        "d,pak lurah tidak pernah ada di kantor,KEL-LT\n"
    )

    call_command("route", source=source, target=target, stdout=StringIO())

    with target.open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert list(rows[0]) == ["id", "code", "refer_to", "confidence", "top3", "second", "danger", "reason"]
    assert [(row["id"], row["code"], row["refer_to"]) for row in rows] == [
        ("a", "DISHUB", ""),
        ("b", "REFER", "REF-PLN"),
        ("c", "NONE", ""),
        ("d", "KEL-LT", ""),
    ]
    assert rows[1]["top3"].startswith("REFER:")


def test_evaluate_prints_and_writes_the_figures(tmp_path: Path) -> None:
    source, target, output = tmp_path / "rows.csv", tmp_path / "figures.json", StringIO()
    source.write_text(LABELLED)

    call_command("evaluate_routing", source, target=target, stdout=output)

    figures = json.loads(target.read_text())
    assert figures.pop("ms_per_text") > 0
    assert figures.pop("coverage_at_90") < 0.9
    assert figures == {
        "rows": 6,
        "top1": 0.6667,
        "top1_with_alternatives": 0.8333,
        "top3": 0.8333,
        "none_recall": 1.0,
        "per_difficulty": {"easy": 1.0, "greeting": 1.0, "road": 1.0, "wrong": 0.0},
    }
    assert output.getvalue().splitlines()[0].split() == ["rows", "6"]


def test_route_refuses_a_missing_column_with_exit_code_2(tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text("id,isi\n1,halo\n")

    with pytest.raises(CommandError, match=r"in\.csv: the column text is missing") as refusal:
        call_command("route", source=source, target=tmp_path / "out.csv")

    assert refusal.value.returncode == 2


def test_evaluate_refuses_a_missing_file_with_exit_code_2(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"rows\.csv cannot be read") as refusal:
        call_command("evaluate_routing", tmp_path / "rows.csv")

    assert refusal.value.returncode == 2
