"""Who holds a case, and whom its clocks therefore tell."""

from datetime import timedelta

import pytest

from complaints.services import replies
from sla.models import SlaClock
from tests import cast
from tests.factories import MONDAY_MORNING, make_complaint
from tests.reference import load_reference_data


@pytest.mark.django_db
def test_who_answers_a_case_that_nobody_held_is_the_one_whom_escalations_tell() -> None:
    load_reference_data()
    complaint, officer = make_complaint(), cast.petugas_pupr()

    replies.answer(
        complaint=complaint,
        text="Kami perbaiki besok.",
        kind="answer",
        user=officer,
        version=complaint.version,
        now=MONDAY_MORNING + timedelta(hours=1),
    )

    # The channel's window is nobody's promise.
    promises = SlaClock.objects.filter(complaint=complaint, is_open=True).exclude(kind="window")
    assert set(promises.values_list("holder", flat=True)) == {officer.pk}
