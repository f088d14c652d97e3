"""The commands `route`, `evaluate_routing` and `simulate_learning`, by their files."""

import csv
import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from opd.routing.evaluate import Row
from opd.routing.tables import split_sample

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
    assert figures.pop("ms_p95") >= figures.pop("ms_per_text") > 0
    assert figures == {
        "rows": 6,
        "top1": 0.6667,
        "top1_with_alternatives": 0.8333,
        "top3": 0.8333,
        "units_top1_with_alternatives": 0.5,
        "units_top3": 0.5,
        "macro_f1": 0.7778,
        "coverage_at_90": 0.1667,
        "coverage_at_95": 0.1667,
        "none_recall": 1.0,
        "false_none": 0.0,
        "per_difficulty": {"easy": 1.0, "greeting": 1.0, "road": 1.0, "wrong": 0.0},
        "worst_pairs": [{"gold": "DLH", "answer": "DISHUB", "rows": 1}],
    }
    lines = output.getvalue().splitlines()
    assert lines[0].split() == ["rows", "6"]
    assert lines[-1].split() == ["worst_pairs", "DLH", "as", "DISHUB", "1"]


def test_evaluate_takes_another_column_and_a_sample_that_stays_the_same(tmp_path: Path) -> None:
    source, target = tmp_path / "rows.csv", tmp_path / "figures.json"
    source.write_text("text,opd_code\n" + "lampu jalan padam,DISHUB\nsampah menumpuk,PUPRK\n,\n" * 10)

    runs = []
    for _ in range(2):
        call_command("evaluate_routing", source, label="opd_code", sample=12, target=target, stdout=StringIO())
        runs.append(json.loads(target.read_text()))

    assert [(run["rows"], run["top1"]) for run in runs] == [(12, runs[0]["top1"])] * 2
    assert 0 < runs[0]["top1"] < 1


def test_a_sample_and_the_others_are_all_the_rows() -> None:
    rows = [Row(str(place), "DLH") for place in range(20)]

    sample, others = split_sample(rows, 5, seed=7)

    assert (len(sample), sorted(int(row.text) for row in [*sample, *others])) == (5, list(range(20)))
    assert split_sample(rows, 5, seed=7) == (sample, others)
    assert split_sample(rows, 5, seed=8)[0] != sample


def test_simulated_corrections_teach_a_new_matter_and_store_nothing(tmp_path: Path) -> None:
    source, output = tmp_path / "rows.csv", StringIO()
    source.write_text("text,gold\n" + "kereta gantung zirkon di bukit macet,DISPOPAREKRAF\n" * 60)

    call_command("simulate_learning", source, every=40, sample=20, stdout=output)

    steps = [line.split()[:3] for line in output.getvalue().splitlines()[1:]]
    assert steps == [["0", "0.000", steps[0][2]], ["40", "1.000", "1.000"]]


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
