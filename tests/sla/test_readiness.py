"""What /readyz says beside yes and no."""

import pytest
from django.test import Client

from bontang_pengaduan.lib.clock import now
from opd.models import Opd
from tests.sla.kit import WARNED, MakeComplaint, promise


@pytest.mark.usefixtures("cast")
def test_the_lag_of_the_sweep_is_a_figure_and_makes_nothing_unready(
    client: Client, make_complaint: MakeComplaint, dishub: Opd
) -> None:
    before = client.get("/readyz")
    promise(make_complaint(opd=dishub))

    after = client.get("/readyz")

    waited = (now() - WARNED).total_seconds()
    assert before.json()["sweep_lag_seconds"] == 0.0
    assert after.json()["sweep_lag_seconds"] == pytest.approx(waited, abs=60)
    assert after.status_code == before.status_code
