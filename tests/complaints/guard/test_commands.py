"""check_reply and evaluate_guard, and the floors that the rules hold on the labelled texts."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from complaints.guard.figures import measure
from opd.routing.tables import read_table

DATA = Path(__file__).parent / "data"
IDENTIFIERS = ("identity_number", "phone", "email", "plate", "account")


def written(folder: Path, text: str) -> Path:
    file = folder / "in.csv"
    file.write_text(text, encoding="utf-8")
    return file


def test_flags_are_written_beside_the_ids(tmp_path: Path) -> None:
    source = written(
        tmp_path, 'id,text,public\n7,"Nanti kami kabari, [nama]",ya\n8,Sudah kami tambal.,\n9,Itu gara-gara PDAM!!,1\n'
    )

    call_command("check_reply", "--in", str(source), "--out", str(tmp_path / "out.csv"))

    lines = (tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()
    assert lines == ["id,flags", "7,promise|placeholder", "8,", "9,blame|shouting"]


@pytest.mark.parametrize("content", ["text\nBaik\n", "id\n1\n"])
def test_a_file_without_the_columns_is_refused(tmp_path: Path, content: str) -> None:
    with pytest.raises(CommandError) as refusal:
        call_command("check_reply", "--in", str(written(tmp_path, content)), "--out", str(tmp_path / "out.csv"))

    assert refusal.value.returncode == 2


def test_the_figures_are_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = "1,Nanti kami kabari.,promise\n2,Itu gara-gara PDAM.,promise\n3,Sudah!!,\n4,Sudah kami tambal.,\n"

    call_command("evaluate_guard", str(written(tmp_path, f"id,text,flags\n{rows}")))

    lines = {line.split()[0]: line.split()[1:] for line in capsys.readouterr().out.splitlines()}
    assert (lines["promise"], lines["blame"]) == (["1.000", "0.500", "2"], ["0.000", "-", "0"])
    assert (lines["clean"], lines["false"]) == (["texts", "flagged", "1", "of", "2"], ["alarms", "0.500"])


def test_a_flag_that_there_is_not_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="'rude' is no flag"):
        call_command("evaluate_guard", str(written(tmp_path, "id,text,flags\n1,Sudah.,rude\n")))


@pytest.mark.parametrize("name", ["dev", "held_out", "fresh", "later"])
def test_the_rules_hold_their_floors(name: str) -> None:
    rows = read_table(DATA / f"{name}.csv", ("id", "text", "flags"))

    figures = measure((row["text"], frozenset(filter(None, row["flags"].split("|")))) for row in rows)

    assert [figures.shares[flag].recall for flag in IDENTIFIERS] == [1.0] * 5
    assert (figures.false_alarms or 0) < 0.03
    assert min(share.recall or 0 for share in figures.shares.values()) >= 0.9
