"""Oper to a colleague, and colleagues named in internal notes."""

from datetime import timedelta

import pytest
from django.test import Client

from complaints.colleagues import notes_naming
from complaints.errors import InvalidInputError, MoveNotAllowedError, NotAllowedError
from complaints.models import Complaint
from complaints.services import handling
from opd.models import Notice, Role
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


def subjects(username: str) -> list[str]:
    return list(Notice.objects.filter(recipient__username=username).values_list("subject", flat=True))


def test_the_colleague_holds_it_and_is_told(complaint: Complaint, client: Client) -> None:
    cast.pimpinan()
    client.force_login(cast.petugas_pupr())
    path = f"/aduan/{complaint.number}/oper/"
    assert client.get(path).status_code == 200

    client.post(path, {"colleague": cast.pimpinan().pk})

    complaint.refresh_from_db()
    assert (complaint.assignee, complaint.status) == (cast.pimpinan(), "accepted")
    assert subjects("pimpinan.uji.pupr") == [f"Aduan {complaint.number} dioper kepada Anda"]
    assert complaint.events.filter(type="complaint.handed_on").count() == 1


def test_nobody_outside_the_unit_gets_it_or_gives_it(complaint: Complaint) -> None:
    with pytest.raises(InvalidInputError):
        handling.hand_on(complaint=complaint, colleague=cast.petugas_lain(), user=cast.petugas_pupr(), now=LATER)
    with pytest.raises(NotAllowedError):
        handling.hand_on(complaint=complaint, colleague=cast.petugas_pupr(), user=cast.petugas_lain(), now=LATER)


def test_what_a_colleague_holds_only_he_or_his_head_hands_on(complaint: Complaint) -> None:
    other = cast.member("rekan.uji.pupr", Role.PETUGAS, cast.unit("PUPRK"))
    handling.take(complaint=complaint, user=other, now=LATER)
    with pytest.raises(NotAllowedError):
        handling.hand_on(complaint=complaint, colleague=cast.petugas_pupr(), user=cast.petugas_pupr(), now=LATER)

    handling.hand_on(complaint=complaint, colleague=cast.petugas_pupr(), user=cast.pimpinan(), now=LATER)

    assert complaint.assignee == cast.petugas_pupr()


def test_of_two_who_hand_on_at_once_one_wins(complaint: Complaint) -> None:
    stale = Complaint.objects.get(pk=complaint.pk)
    handling.hand_on(complaint=complaint, colleague=cast.pimpinan(), user=cast.petugas_pupr(), now=LATER)

    with pytest.raises(MoveNotAllowedError):
        handling.hand_on(complaint=stale, colleague=cast.petugas_pupr(), user=cast.petugas_pupr(), now=LATER)


def test_who_is_named_is_told_once_he_may_see_the_case(complaint: Complaint, client: Client) -> None:
    cast.pimpinan(), cast.petugas_lain()
    text = "Mohon dilihat @pimpinan.uji.pupr. dan @petugas.uji.dishub, akun @ruko.kita, a@pimpinan.uji.pupr"

    handling.add_note(complaint=complaint, text=text, user=cast.petugas_pupr(), now=LATER)

    assert subjects("pimpinan.uji.pupr") == [f"Anda disebut pada aduan {complaint.number}"]
    assert subjects("petugas.uji.dishub") == []
    client.force_login(cast.pimpinan())
    assert f"/aduan/{complaint.number}/" in client.get("/disebut/").content.decode()
    client.force_login(cast.petugas_lain())
    assert complaint.number not in client.get("/disebut/").content.decode()


def test_a_note_of_a_case_that_went_elsewhere_is_listed_no_more(complaint: Complaint) -> None:
    cast.pimpinan()
    handling.add_note(complaint=complaint, text="@pimpinan.uji.pupr", user=cast.petugas_pupr(), now=LATER)
    assert notes_naming(cast.pimpinan()).count() == 1

    Complaint.objects.filter(pk=complaint.pk).update(opd=cast.unit("DISHUB"))

    assert notes_naming(cast.pimpinan()).count() == 0
