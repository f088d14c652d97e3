"""Demo accounts: who they are, one password, repeatable."""

import stat
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from opd.demo import load_demo_accounts
from opd.loading import load_opd
from opd.models import Membership, User

pytestmark = pytest.mark.django_db

ACCOUNTS = [
    ("admin", "admin", None),
    ("kabid.pupr", "kepala_bidang", "PUPRK"),
    ("koordinator", "koordinator", None),
    ("petugas.dishub", "petugas", "DISHUB"),
    ("petugas.pupr", "petugas", "PUPRK"),
    ("pimpinan.pupr", "pimpinan", "PUPRK"),
    ("sekda", "sekda", None),
    ("walikota", "wali_kota", None),
]


def test_the_accounts_with_their_roles(tmp_path: Path) -> None:
    load_opd()
    password_file = tmp_path / "made" / "password"

    call_command("load_demo", password_file=str(password_file), verbosity=0)

    rows = Membership.objects.order_by("user__username").values_list("user__username", "role", "opd__code")
    assert list(rows) == ACCOUNTS
    assert stat.S_IMODE(password_file.stat().st_mode) == 0o600
    assert User.objects.get(username="petugas.pupr").check_password(password_file.read_text())


def test_a_second_run_changes_nothing() -> None:
    load_opd()
    load_demo_accounts(password="rahasia-contoh")
    before = list(User.objects.order_by("pk").values_list("pk", "password"))

    load_demo_accounts(password="rahasia-contoh")

    assert list(User.objects.order_by("pk").values_list("pk", "password")) == before
    assert Membership.objects.count() == len(ACCOUNTS)


def test_a_new_password_is_taken_over() -> None:
    load_opd()
    load_demo_accounts(password="rahasia-lama")

    load_demo_accounts(password="rahasia-baru")

    assert User.objects.get(username="koordinator").check_password("rahasia-baru")


def test_without_units_it_refuses_and_makes_nobody(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"demo\.yaml, line 3: `opd` is 'PUPRK', which is no known unit") as refusal:
        call_command("load_demo", password_file=str(tmp_path / "password"))

    assert refusal.value.returncode == 2
    assert User.objects.count() == 0
