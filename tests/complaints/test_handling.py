"""What officers do with a case besides answering: taking and handing on."""

from datetime import timedelta

import pytest

from complaints.models import Complaint, RoutingDecision
from complaints.services import handling
from tests import cast
from tests.factories import MONDAY_MORNING, make_complaint

pytestmark = pytest.mark.usefixtures("reference_data")
LATER = MONDAY_MORNING + timedelta(hours=2)


@pytest.fixture
def complaint() -> Complaint:
    """A complaint at PUPRK that nobody has taken."""
    made = make_complaint()
    Complaint.objects.filter(pk=made.pk).update(opd=cast.unit("PUPRK"), status="forwarded")
    made.refresh_from_db()
    return made


def test_disposisi_is_kept_as_a_correction_of_the_route(complaint: Complaint) -> None:
    """A re-route after a correction is a training label."""
    handling.forward(
        complaint=complaint, opd=cast.unit("DISHUB"), reason="Lampu jalan", user=cast.petugas_pupr(), now=LATER
    )

    decision = RoutingDecision.objects.filter(complaint=complaint).last()
    assert decision is not None
    assert (decision.outcome, decision.opd, decision.decided_by, decision.reason) == (
        "unit",
        cast.unit("DISHUB"),
        cast.petugas_pupr(),
        "Lampu jalan",
    )
