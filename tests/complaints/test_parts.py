"""Pecah: a part at another unit, with the citizen's one number, and back."""

from datetime import timedelta

import pytest

from complaints.errors import InvalidInputError, MoveNotAllowedError, NotAllowedError
from complaints.links import view_url
from complaints.models import Complaint, RoutingDecision
from complaints.queries import find_conversation, own_cases, readable_threads, siblings_of, visible_to
from complaints.services import classify, declining, handling, moving, parts, replies, resolving
from complaints.services.promising import tell_new_promise
from complaints.services.routing import verify
from complaints.services.withdrawal import withdraw
from opd.models import Notice, Role, RoutingLabel
from sla.models import ClockPause, SlaClock
from tests import cast
from tests.complaints.part_kit import HOUR, LATER, MATTER, events, fresh, make_lead, make_part, open_clocks
from tests.factories import MONDAY_MORNING, make_complaint, make_event, receive

pytestmark = pytest.mark.usefixtures("reference_data")


@pytest.fixture
def lead() -> Complaint:
    return make_lead()


@pytest.fixture
def part(lead: Complaint) -> Complaint:
    return make_part(lead)


def test_a_part_has_unit_state_and_words_of_its_own(lead: Complaint, part: Complaint) -> None:
    assert (part.number, part.part_of, part.opd) == (f"{lead.number}-B", lead, cast.unit("DISHUB"))
    assert (part.status, part.text, part.assignee) == ("forwarded", MATTER, None)
    assert (part.reporter, part.channel, part.kelurahan) == (lead.reporter, lead.channel, lead.kelurahan)
    assert (events(part)[:2], events(lead)[-1]) == (["part.opened", "complaint.routed"], "part.added")


def test_the_lead_stays_as_it_was(lead: Complaint) -> None:
    before = (lead.opd, lead.status, open_clocks(lead))

    make_part(lead)

    lead = fresh(lead)
    assert (lead.opd, lead.status, open_clocks(lead)) == before


def test_a_part_is_promised_for_the_same_day(lead: Complaint, part: Complaint) -> None:
    """Splitting buys no time; the citizen is answered by the lead, so a part has no clock for that."""
    clocks = open_clocks(part)

    assert (set(clocks), clocks["resolve"]) == ({"resolve", "accept"}, open_clocks(lead)["resolve"])
    assert SlaClock.objects.get(complaint=part, kind="resolve").started_at == MONDAY_MORNING + timedelta(seconds=1)


def test_what_was_paused_before_the_split_is_paused_in_the_part(lead: Complaint) -> None:
    promise = SlaClock.objects.get(complaint=lead, kind="resolve")
    ended = MONDAY_MORNING + 25 * HOUR
    ClockPause.objects.create(clock=promise, reason="Menunggu pelapor", started_at=LATER, ended_at=ended)

    part = parts.open_part(
        complaint=lead, opd=cast.unit("DISHUB"), matter=MATTER, user=cast.petugas_pupr(), now=LATER + 48 * HOUR
    )

    clock = SlaClock.objects.get(complaint=part, kind="resolve")
    assert (clock.pauses.get().reason, clock.due_at > promise.due_at) == ("Menunggu pelapor", True)


def test_handing_a_part_on_moves_no_due_time(part: Complaint) -> None:
    due = open_clocks(part)["resolve"]

    facts = {"opd": cast.unit("DLH"), "reason": "Tiang milik DLH", "user": cast.petugas_lain(), "now": LATER}
    handling.forward(complaint=part, **facts)  # type: ignore[arg-type]

    assert (open_clocks(part)["resolve"], fresh(part).opd) == (due, cast.unit("DLH"))


def test_a_part_that_is_declined_waits_for_its_route(lead: Complaint, part: Complaint) -> None:
    declining.decline(complaint=part, reason="Lampu taman, bukan PJU", user=cast.petugas_lain(), now=LATER)

    assert (fresh(part).status, fresh(part).opd, fresh(lead).status) == ("new", None, "forwarded")


def test_the_new_unit_is_told(lead: Complaint) -> None:
    told = cast.petugas_lain()

    part = make_part(lead)

    assert Notice.objects.get(recipient=told).subject == f"Aduan baru {part.number}"


def test_the_second_unit_sees_its_part_and_not_the_case(lead: Complaint, part: Complaint) -> None:
    seen = set(visible_to(cast.petugas_lain()))

    assert (seen, set(visible_to(cast.petugas_pupr()))) == ({part}, {lead})
    assert set(readable_threads(cast.petugas_lain())) == {lead, part}


def test_of_a_secret_case_the_second_unit_reads_its_part_alone() -> None:
    lead = make_lead(is_secret=True, is_anonymous=True)
    part = make_part(lead, cast.koordinator())
    head = cast.member("kepala.dishub", Role.PIMPINAN, cast.unit("DISHUB"))

    assert (part.is_secret, part.is_anonymous, set(visible_to(cast.petugas_lain()))) == (True, True, set())
    assert (set(visible_to(head)), set(readable_threads(head))) == ({part}, {part})


def test_secrecy_and_kind_are_the_whole_cases(lead: Complaint, part: Complaint) -> None:
    facts = {"reason": "Diminta pelapor", "now": LATER}
    flags = {"is_anonymous": True, "is_secret": True}
    with pytest.raises(MoveNotAllowedError):
        classify.set_secrecy(complaint=part, user=cast.petugas_lain(), **flags, **facts)  # type: ignore[arg-type]

    classify.set_secrecy(complaint=lead, user=cast.petugas_pupr(), **flags, **facts)  # type: ignore[arg-type]
    classify.change_kind(complaint=lead, kind="aspirasi", user=cast.koordinator(), **facts)  # type: ignore[arg-type]

    part = fresh(part)
    assert (part.is_secret, part.is_anonymous, part.kind) == (True, True, "aspirasi")


def test_the_citizen_has_one_case(lead: Complaint, part: Complaint) -> None:
    assert list(own_cases(lead.reporter)) == [lead]
    assert (part.joined(), view_url(part) is not None) == (lead, True)


def test_what_the_citizen_writes_is_a_word_of_the_case(lead: Complaint, part: Complaint) -> None:
    message = receive(make_event("Lampunya juga masih padam", at=LATER + HOUR))

    assert message.complaint == lead


def test_a_part_is_not_merged_and_is_nobodys_sibling(lead: Complaint, part: Complaint) -> None:
    other = make_complaint("Sampah di TPS Loktuan tidak diangkut tiga hari", at=MONDAY_MORNING + 2 * HOUR)

    with pytest.raises(MoveNotAllowedError):
        moving.merge_cases(source=part, target=lead, user=cast.koordinator(), now=LATER)
    with pytest.raises(MoveNotAllowedError):
        moving.merge_cases(source=other, target=part, user=cast.koordinator(), now=LATER)
    with pytest.raises(MoveNotAllowedError):
        moving.merge_cases(source=lead, target=other, user=cast.koordinator(), now=LATER)
    assert set(siblings_of(cast.koordinator(), other)) == {lead}


def test_its_unit_writes_to_the_citizen_only_when_it_may(lead: Complaint, part: Complaint) -> None:
    words = {"complaint": part, "text": "Lampu kami ganti besok.", "kind": "answer", "user": cast.petugas_lain()}
    with pytest.raises(NotAllowedError):
        replies.answer(**words, version=part.version, now=LATER)  # type: ignore[arg-type]
    assert find_conversation(part) is None

    parts.let_speak(part=part, may_speak=True, user=cast.petugas_pupr(), now=LATER)
    reply = replies.answer(**words, version=part.version, now=LATER)  # type: ignore[arg-type]

    assert (reply.complaint, reply.conversation) == (part, find_conversation(lead))
    assert (fresh(part).status, fresh(lead).answered_at) == ("in_progress", None)


def test_the_permission_is_the_leads_to_give_and_to_take(part: Complaint) -> None:
    with pytest.raises(NotAllowedError):
        parts.let_speak(part=part, may_speak=True, user=cast.petugas_lain(), now=LATER)
    parts.let_speak(part=part, may_speak=True, user=cast.petugas_pupr(), now=LATER)
    with pytest.raises(MoveNotAllowedError):
        parts.let_speak(part=part, may_speak=True, user=cast.petugas_pupr(), now=LATER)

    parts.let_speak(part=part, may_speak=False, user=cast.petugas_pupr(), now=LATER)

    assert (fresh(part).may_speak, events(part)[-2:]) == (False, ["part.may_speak", "part.silenced"])


def test_the_citizens_answer_ends_the_wait_of_a_part(lead: Complaint, part: Complaint) -> None:
    parts.let_speak(part=part, may_speak=True, user=cast.petugas_pupr(), now=LATER)
    asked = {"complaint": part, "text": "Tiang nomor berapa?", "kind": "question", "user": cast.petugas_lain()}
    replies.answer(**asked, version=part.version, now=LATER)  # type: ignore[arg-type]
    waiting = fresh(part).status

    receive(make_event("Tiang nomor 12", at=LATER + HOUR))

    assert (waiting, fresh(part).status, "citizen" in open_clocks(part)) == ("waiting", "in_progress", False)


def test_the_case_is_not_solved_before_its_parts(lead: Complaint, part: Complaint) -> None:
    facts = {"resolution": "Lubang sudah ditambal.", "user": cast.petugas_pupr(), "now": LATER}
    with pytest.raises(MoveNotAllowedError) as refusal:
        resolving.resolve(complaint=lead, **facts)  # type: ignore[arg-type]
    with pytest.raises(MoveNotAllowedError):
        resolving.resolve(complaint=part, **facts | {"user": cast.petugas_lain()})  # type: ignore[arg-type]

    assert str(refusal.value) == "Bagian yang belum selesai: Dishub. Aduan selesai bila semua selesai."


def test_undone_nothing_is_left_to_do(lead: Complaint, part: Complaint) -> None:
    told = cast.petugas_lain()

    parts.take_back_part(part=part, user=cast.petugas_pupr(), now=LATER)

    part = fresh(part)
    assert (part.status, part.merged_into, open_clocks(part)) == ("merged", lead, {})
    assert (events(part)[-1], events(lead)[-1]) == ("part.taken_back", "part.taken_back")
    assert Notice.objects.get(recipient=told).subject == f"Bagian {part.number} diurungkan"
    assert set(readable_threads(told)) == {part}
    assert make_part(fresh(lead)).number == f"{lead.number}-C"


def test_what_a_unit_works_on_only_the_coordinator_takes_back(part: Complaint) -> None:
    handling.take(complaint=part, user=cast.petugas_lain(), now=LATER)
    part = fresh(part)
    with pytest.raises(NotAllowedError):
        parts.take_back_part(part=part, user=cast.petugas_pupr(), now=LATER)
    with pytest.raises(NotAllowedError):
        parts.take_back_part(part=part, user=cast.petugas_lain(), now=LATER)

    parts.take_back_part(part=part, user=cast.koordinator(), now=LATER)

    assert fresh(part).status == "merged"
    with pytest.raises(MoveNotAllowedError):
        parts.take_back_part(part=part, user=cast.koordinator(), now=LATER)


def test_who_may_split_what(lead: Complaint, part: Complaint) -> None:
    with pytest.raises(NotAllowedError):
        make_part(lead, cast.petugas_lain(), "DLH")
    with pytest.raises(MoveNotAllowedError):
        make_part(part, cast.petugas_lain(), "DLH")
    with pytest.raises(InvalidInputError):
        make_part(lead, code="DISHUB")
    with pytest.raises(InvalidInputError):
        make_part(lead, code="PUPRK")
    with pytest.raises(InvalidInputError):
        parts.open_part(complaint=lead, opd=cast.unit("DLH"), matter=" ", user=cast.petugas_pupr(), now=LATER)
    Complaint.objects.filter(pk=lead.pk).update(status="resolved")
    with pytest.raises(MoveNotAllowedError):
        make_part(lead, code="DLH")


def test_no_more_hands_than_five(lead: Complaint) -> None:
    for code in ("DISHUB", "DLH", "PERKIMTAN", "SATPOLPP", "BPBD"):
        make_part(lead, code=code)

    with pytest.raises(MoveNotAllowedError):
        make_part(lead, code="DAMKAR")


def test_a_case_that_ends_takes_its_parts_along(lead: Complaint, part: Complaint) -> None:
    withdraw(complaint=lead, now=LATER)

    assert (fresh(part).status, open_clocks(part), events(part)[-1]) == ("closed", {}, "complaint.withdrawn")


def test_closing_for_silence_takes_the_parts_along(lead: Complaint, part: Complaint) -> None:
    Complaint.objects.filter(pk=lead.pk).update(status="waiting")

    handling.close_unanswered(complaint=fresh(lead), now=LATER)

    assert (fresh(part).status, events(part)[-1]) == ("closed", "complaint.closed_unanswered")


def test_a_case_leaves_the_city_only_without_parts(lead: Complaint, part: Complaint) -> None:
    declining.decline(complaint=lead, reason="Bukan kami", user=cast.petugas_pupr(), now=LATER)
    facts = {"outcome": "none", "opd": None, "external_body": None, "reason": "Salah kirim", "now": LATER}

    with pytest.raises(MoveNotAllowedError):
        verify(complaint=fresh(lead), user=cast.koordinator(), **facts)  # type: ignore[arg-type]

    assert fresh(lead).status == "new"


def test_an_officers_words_teach_the_router_nothing(part: Complaint) -> None:
    handling.take(complaint=part, user=cast.petugas_lain(), now=LATER)

    assert RoutingLabel.objects.filter(case=part.number).count() == 0
    assert RoutingDecision.objects.get(complaint=part).decided_by == cast.petugas_pupr()


def test_the_date_of_a_part_is_no_promise_to_the_citizen(part: Complaint) -> None:
    parts.let_speak(part=part, may_speak=True, user=cast.petugas_pupr(), now=LATER)

    told = tell_new_promise(complaint=fresh(part), due_at=LATER + 48 * HOUR, reason="Bahan belum tiba", now=LATER)

    assert told is None
