"""The end of a case and its beginning again: who is told, and what the clocks say."""

from datetime import timedelta

import pytest

from complaints.errors import InvalidInputError, MoveNotAllowedError, NotAllowedError
from complaints.models import Complaint, Reply
from complaints.services import handling, resolving
from opd.models import Notice, Role, User
from sla.models import ClockKind
from tests import cast
from tests.factories import MONDAY_MORNING, make_complaint, make_event, receive

pytestmark = pytest.mark.usefixtures("reference_data")
LATER = MONDAY_MORNING + timedelta(hours=2)
NEXT_DAY = MONDAY_MORNING + timedelta(days=1)


@pytest.fixture
def complaint() -> Complaint:
    """A complaint at PUPRK that nobody has taken."""
    made = make_complaint()
    Complaint.objects.filter(pk=made.pk).update(opd=cast.unit("PUPRK"), status="forwarded", assignee=None)
    made.refresh_from_db()
    return made


def resolve(complaint: Complaint, user: User) -> Reply:
    return resolving.resolve(complaint=complaint, resolution="Sudah ditambal.", user=user, now=LATER)


def told(cause: str) -> list[str]:
    rows = Notice.objects.filter(dedupe_key__startswith=cause).order_by("recipient__username")
    return list(rows.values_list("recipient__username", flat=True))


def test_result_is_told_to_the_citizen_and_stops_every_clock(complaint: Complaint) -> None:
    reply = resolve(complaint, cast.petugas_pupr())

    assert (reply.kind, reply.text, reply.status) == ("answer", "Sudah ditambal.", "pending")
    assert complaint.clocks.filter(is_open=True).count() == 0


def test_another_agency_resolves_nothing(complaint: Complaint) -> None:
    with pytest.raises(NotAllowedError):
        resolve(complaint, cast.petugas_lain())

    assert Reply.objects.filter(kind="answer").count() == 0


def test_a_result_of_blanks_is_refused(complaint: Complaint) -> None:
    with pytest.raises(InvalidInputError):
        resolving.resolve(complaint=complaint, resolution=" \n ", user=cast.petugas_pupr(), now=LATER)


def test_reopening_tells_the_holder_alone(complaint: Complaint) -> None:
    """FixMyStreet: a reopened report reached nobody."""
    cast.member("petugas.uji.kedua", Role.PETUGAS, cast.unit("PUPRK"))
    handling.take(complaint=complaint, user=cast.petugas_pupr(), now=LATER)
    resolve(complaint, cast.petugas_pupr())

    receive(make_event("Belum beres, masih berlubang", at=NEXT_DAY))

    complaint.refresh_from_db()
    assert (complaint.status, told("reopened:")) == ("in_progress", ["petugas.uji.pupr"])


def test_reopening_tells_the_unit_when_its_holder_has_left(complaint: Complaint) -> None:
    holder, colleague = cast.petugas_pupr(), cast.member("petugas.uji.kedua", Role.PETUGAS, cast.unit("PUPRK"))
    cast.petugas_lain()
    resolve(complaint, holder)
    User.objects.filter(pk=holder.pk).update(is_active=False)
    complaint.refresh_from_db()

    resolving.reopen(complaint=complaint, now=NEXT_DAY)

    assert told("reopened:") == [colleague.username]


def test_reopening_a_secret_case_tells_the_head_and_not_the_officers(complaint: Complaint) -> None:
    resolve(complaint, cast.petugas_pupr())
    head = cast.pimpinan()
    Complaint.objects.filter(pk=complaint.pk).update(is_secret=True, assignee=None)
    complaint.refresh_from_db()

    resolving.reopen(complaint=complaint, now=NEXT_DAY)

    assert told("reopened:") == [head.username]


def test_reopening_at_night_disturbs_nobody_before_the_office_opens(complaint: Complaint) -> None:
    resolve(complaint, cast.petugas_pupr())
    night = MONDAY_MORNING + timedelta(hours=14)  # 23.00 WITA
    complaint.refresh_from_db()

    resolving.reopen(complaint=complaint, now=night)

    notice = Notice.objects.get(dedupe_key__startswith="reopened:")
    assert notice.next_attempt_at == MONDAY_MORNING + timedelta(hours=22, minutes=30)  # Tuesday 07.30 WITA


def test_the_days_in_which_it_counted_as_done_are_nobodys_delay(complaint: Complaint) -> None:
    friday = complaint.clocks.get(kind="resolve").due_at
    resolve(complaint, cast.petugas_pupr())
    complaint.refresh_from_db()

    resolving.reopen(complaint=complaint, now=NEXT_DAY + timedelta(hours=2))

    clock = complaint.clocks.get(kind="resolve", is_open=True)
    monday_at_four = friday + timedelta(days=3) - timedelta(minutes=30)  # one office day of 7.5 hours later
    assert clock.due_at == monday_at_four


def test_a_case_closed_without_an_answer_gets_a_new_promise(complaint: Complaint) -> None:
    Complaint.objects.filter(pk=complaint.pk).update(status="waiting")
    complaint.refresh_from_db()
    handling.close_unanswered(complaint=complaint, now=LATER)

    resolving.reopen(complaint=complaint, now=NEXT_DAY)

    complaint.refresh_from_db()
    assert (complaint.status, complaint.closed_at) == ("in_progress", None)
    assert complaint.clocks.get(is_open=True).kind == ClockKind.RESOLVE


def test_an_open_case_is_not_reopened(complaint: Complaint) -> None:
    with pytest.raises(MoveNotAllowedError):
        resolving.reopen(complaint=complaint, now=LATER)
