"""The command `try_rule`: an old case that a rule would change, and a rule that fails."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from bontang_pengaduan.lib.clock import now
from complaints.models import Complaint
from opd.routing import rules, trial
from opd.routing.rules import Rule, load_rules
from tests.factories import make_complaint

pytestmark = pytest.mark.usefixtures("reference_data")
BRIBE = "oknum petugas minta suap supaya aspal jalan di depan rumah saya diperbaiki"


def test_it_shows_numbers_and_codes_and_changes_nothing() -> None:
    complaint = make_complaint(BRIBE, at=now())
    make_complaint(phone="+6281200000002", at=now())
    output = StringIO()

    call_command("try_rule", "dugaan pungutan oleh pegawai", stdout=output)

    lines = output.getvalue().splitlines()
    assert lines[0].startswith(f"{complaint.number}  ")
    assert lines[0].endswith(" held")
    assert lines[1:] == ["1 of 2 cases would change, 0 because the rule fails"]
    assert (BRIBE in output.getvalue(), Complaint.objects.get(pk=complaint.pk).version) == (False, complaint.version)


def test_a_rule_that_fails_ends_with_exit_code_1(monkeypatch: pytest.MonkeyPatch) -> None:
    make_complaint(at=now())
    broken = Rule("rusak", {"words": ["("]}, {}, is_on=False)
    for module in (rules, trial):
        monkeypatch.setattr(module, "load_rules", lambda: (*load_rules(), broken))
    output = StringIO()

    with pytest.raises(CommandError, match=r"^the rule 'rusak' fails; do not switch it on$") as failure:
        call_command("try_rule", "rusak", stdout=output)

    assert failure.value.returncode == 1
    assert output.getvalue().splitlines()[-1] == "1 of 1 cases would change, 1 because the rule fails"


def test_an_unknown_rule_ends_with_exit_code_2() -> None:
    with pytest.raises(CommandError) as refusal:
        call_command("try_rule", "tidak ada")

    assert refusal.value.returncode == 2
