"""What the units of one case say to each other, and how a part ends."""

import pytest

from complaints.errors import InvalidInputError, MoveNotAllowedError, NotAllowedError
from complaints.models import Complaint, Note, Reply
from complaints.services import part_work, resolving
from opd.models import Notice
from sla.models import SlaClock
from tests import cast
from tests.complaints.part_kit import HOUR, LATER, events, fresh, make_lead, make_part, open_clocks

pytestmark = pytest.mark.usefixtures("reference_data")
RESULT = "Tiga lampu sudah diganti."


@pytest.fixture
def lead() -> Complaint:
    return make_lead()


@pytest.fixture
def part(lead: Complaint) -> Complaint:
    return make_part(lead)


def finish(part: Complaint) -> None:
    part_work.finish_part(complaint=part, result=RESULT, user=cast.petugas_lain(), now=LATER)


def subjects_for(username: str) -> list[str]:
    return list(Notice.objects.filter(recipient__username=username).order_by("pk").values_list("subject", flat=True))


def test_a_shared_note_is_the_parts_answer_to_the_lead(lead: Complaint, part: Complaint) -> None:
    cast.petugas_pupr()

    part_work.share_note(complaint=part, text="Kami cek besok.", user=cast.petugas_lain(), now=LATER)

    part = fresh(part)
    assert (part.status, part.assignee, "accept" in open_clocks(part)) == ("in_progress", cast.petugas_lain(), False)
    assert subjects_for("petugas.uji.pupr") == [f"Catatan bersama {lead.number}"]
    assert Reply.objects.filter(author__isnull=False).count() == 0


def test_the_leads_note_changes_no_state(lead: Complaint, part: Complaint) -> None:
    cast.petugas_lain()

    part_work.share_note(complaint=lead, text="Mohon kabar.", user=cast.petugas_pupr(), now=LATER)

    assert (fresh(lead).status, Note.objects.get().is_shared) == ("forwarded", True)
    assert subjects_for("petugas.uji.dishub") == [f"Catatan bersama {part.number}"]


def test_without_another_unit_nothing_is_shared(lead: Complaint) -> None:
    with pytest.raises(MoveNotAllowedError):
        part_work.share_note(complaint=lead, text="Mohon kabar.", user=cast.petugas_pupr(), now=LATER)


def test_who_may_share_what(part: Complaint) -> None:
    with pytest.raises(NotAllowedError):
        part_work.share_note(complaint=part, text="Mohon kabar.", user=cast.petugas_pupr(), now=LATER)
    with pytest.raises(InvalidInputError):
        part_work.share_note(complaint=part, text=" ", user=cast.petugas_lain(), now=LATER)


def test_a_part_ends_with_a_word_to_the_lead_alone(lead: Complaint, part: Complaint) -> None:
    cast.petugas_pupr()

    finish(part)

    part = fresh(part)
    assert (part.status, part.resolution, open_clocks(part)) == ("resolved", RESULT, {})
    assert (events(part)[-1], events(lead)[-1], fresh(lead).status) == (
        "part.result_given",
        "part.finished",
        "forwarded",
    )
    assert Reply.objects.filter(author__isnull=False).count() == 0
    notice = Notice.objects.get(recipient=cast.petugas_pupr())
    assert notice.body.endswith("Semua bagian selesai: sampaikan hasilnya kepada pelapor.")


def test_while_others_run_the_lead_hears_only_of_this_one(lead: Complaint, part: Complaint) -> None:
    cast.petugas_pupr()
    make_part(lead, code="DLH")

    finish(part)

    notice = Notice.objects.get(recipient=cast.petugas_pupr())
    assert notice.body == f"Dinas Perhubungan Kota Bontang menyelesaikan bagian {part.number}."


def test_when_all_parts_are_done_the_lead_solves_the_case(lead: Complaint, part: Complaint) -> None:
    finish(part)

    resolving.resolve(complaint=lead, resolution="Lubang dan lampu beres.", user=cast.petugas_pupr(), now=LATER)

    assert (fresh(lead).status, Reply.objects.get(author__isnull=False).complaint) == ("resolved", lead)


def test_a_result_that_is_returned_runs_on_with_its_promise(lead: Complaint, part: Complaint) -> None:
    due = open_clocks(part)["resolve"]
    told = cast.petugas_lain()
    finish(part)

    part_work.return_part(part=part, reason="Satu lampu masih padam", user=cast.petugas_pupr(), now=LATER + HOUR)

    part, clock = fresh(part), SlaClock.objects.get(complaint=part, kind="resolve")
    assert (part.status, part.resolved_at, events(part)[-1]) == ("in_progress", None, "part.returned")
    assert (clock.is_open, clock.pauses.get().reason, clock.due_at >= due) == (  # type: ignore[operator]
        True,
        "Dikembalikan OPD penanggung jawab",
        True,
    )
    assert subjects_for(told.username)[-1] == f"Bagian {part.number} dikembalikan"


def test_who_may_end_and_return_a_part(lead: Complaint, part: Complaint) -> None:
    facts = {"user": cast.petugas_pupr(), "now": LATER}
    with pytest.raises(NotAllowedError):
        part_work.finish_part(complaint=part, result=RESULT, **facts)  # type: ignore[arg-type]
    with pytest.raises(MoveNotAllowedError):
        part_work.finish_part(complaint=lead, result=RESULT, **facts)  # type: ignore[arg-type]
    with pytest.raises(InvalidInputError):
        part_work.finish_part(complaint=part, result="", user=cast.petugas_lain(), now=LATER)
    with pytest.raises(MoveNotAllowedError):
        part_work.return_part(part=part, reason="Belum", **facts)  # type: ignore[arg-type]
    finish(part)
    with pytest.raises(NotAllowedError):
        part_work.return_part(part=part, reason="Belum", user=cast.petugas_lain(), now=LATER)
    with pytest.raises(InvalidInputError):
        part_work.return_part(part=part, reason="", **facts)  # type: ignore[arg-type]
