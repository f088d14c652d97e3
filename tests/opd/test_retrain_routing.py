"""The command `retrain_routing`: what it prints, and its exit codes."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from bontang_pengaduan.lib.clock import now
from opd.models import RoutingModelChoice, RoutingTraining, User
from tests.opd.routing_kit import case_numbers, label

pytestmark = pytest.mark.django_db


def test_it_prints_what_came_of_the_training() -> None:
    output = StringIO()

    call_command("retrain_routing", stdout=output)

    assert output.getvalue() == "Dilewati: Baru 0 aduan berlabel, 0 di antaranya untuk menguji; perlu 30.\n"


def test_while_another_one_runs_it_ends_with_exit_code_2() -> None:
    RoutingTraining.objects.create(started_at=now())

    with pytest.raises(CommandError, match=r"^Pelatihan lain sedang berjalan\.$") as refusal:
        call_command("retrain_routing")

    assert (refusal.value.returncode, RoutingTraining.objects.count()) == (2, 1)


@pytest.mark.usefixtures("caplog")
def test_a_training_that_fails_ends_with_exit_code_1() -> None:
    user, numbers = User.objects.create(username="petugas.uji"), case_numbers(measured=True)
    for _ in range(30):
        label(next(numbers), "lampu jalan padam", "DISHUB", user=user, at=now())
    broken = RoutingTraining.objects.create(started_at=now(), outcome="promoted", content=b"rusak")
    RoutingModelChoice.objects.create(training=broken, chosen_at=now())
    label(next(numbers), "lampu jalan padam", "DISHUB", user=user, at=now())

    with pytest.raises(CommandError) as failure:
        call_command("retrain_routing")

    assert (failure.value.returncode, RoutingTraining.objects.order_by("-pk")[0].outcome) == (1, "failed")
