"""One answer to all citizens of an incident: each gets his own, or it is said why not."""

from datetime import timedelta

import pytest

from complaints.errors import FindingsError, InvalidInputError, MoveNotAllowedError, NotAllowedError
from complaints.links import view_url
from complaints.models import CommonAnswer, Complaint, Conversation, Incident, Reply
from complaints.services import common_answers, incidents
from sla.models import SlaClock
from tests import cast
from tests.complaints.incident_kit import NOW, fresh, report_hole

pytestmark = pytest.mark.usefixtures("reference_data")
TEXT = "Tim kami sudah di lokasi dan menutup lubang sementara."


@pytest.fixture
def holes() -> list[Complaint]:
    return report_hole()


@pytest.fixture
def incident(holes: list[Complaint]) -> Incident:
    return incidents.join_incident(complaint=holes[0], others=holes[1:], user=cast.petugas_pupr(), now=NOW)


def numbers(holes: list[Complaint]) -> list[str]:
    return [complaint.number for complaint in holes]


def answer(incident: Incident, holes: list[Complaint], **changes: object) -> CommonAnswer:
    facts: dict[str, object] = {"text": TEXT, "user": cast.petugas_pupr(), "now": NOW} | changes
    return common_answers.answer_all(incident=incident, numbers=numbers(holes), **facts)  # type: ignore[arg-type]


def answers() -> list[tuple[str, str]]:
    rows = Reply.objects.filter(kind="answer").order_by("complaint_id")
    return list(rows.values_list("complaint__number", "text"))


def refusals(common: CommonAnswer) -> list[str]:
    return list(common.parts.order_by("complaint_id").values_list("refusal", flat=True))


def test_each_citizen_reads_of_his_own_complaint(incident: Incident, holes: list[Complaint]) -> None:
    common = answer(incident, holes)

    assert answers() == [(each.number, f"{TEXT}\n\nAduan Anda {each.number}: {view_url(each)}") for each in holes]
    assert refusals(common) == ["", "", ""]
    assert [fresh(each).answered_at for each in holes] == [NOW] * 3


def test_only_the_chosen_members_get_it(incident: Incident, holes: list[Complaint]) -> None:
    answer(incident, holes[:1])

    assert [number for number, _ in answers()] == numbers(holes[:1])


def test_a_shut_window_keeps_nobody_else_from_his_answer(incident: Incident, holes: list[Complaint]) -> None:
    Conversation.objects.filter(reporter=holes[1].reporter).update(window_until=NOW - timedelta(hours=1))

    common = answer(incident, holes)

    assert [number for number, _ in answers()] == [holes[0].number, holes[2].number]
    assert [refusal[:38] for refusal in refusals(common)] == ["", "Jendela WhatsApp 24 jam sudah tertutup", ""]
    assert fresh(holes[1]).answered_at is None


def test_where_nobody_can_be_answered_nothing_is_kept(incident: Incident, holes: list[Complaint]) -> None:
    Conversation.objects.update(window_until=NOW - timedelta(hours=1))

    with pytest.raises(MoveNotAllowedError, match="tertutup"):
        answer(incident, holes)
    assert CommonAnswer.objects.count() == 0


def test_in_public_number_and_page_stay_out_of_it(incident: Incident, holes: list[Complaint]) -> None:
    Conversation.objects.filter(reporter=holes[0].reporter).update(is_public=True)

    answer(incident, holes)

    assert [text == TEXT for _, text in answers()] == [True, False, False]


def test_secret_cases_and_those_of_other_units_get_nothing(incident: Incident, holes: list[Complaint]) -> None:
    Complaint.objects.filter(pk=holes[0].pk).update(is_secret=True)
    Complaint.objects.filter(pk=holes[1].pk).update(opd=cast.unit("DISHUB"))

    answer(incident, holes)

    assert [number for number, _ in answers()] == [holes[2].number]


@pytest.mark.parametrize(("text", "chosen"), [("  ", 3), (TEXT, 0)])
def test_without_words_or_members_it_is_refused(
    incident: Incident, holes: list[Complaint], text: str, chosen: int
) -> None:
    with pytest.raises(InvalidInputError):
        answer(incident, holes[:chosen], text=text)


def test_findings_hold_the_whole_answer_until_there_is_a_reason(incident: Incident, holes: list[Complaint]) -> None:
    shouting = "JALAN INI SUDAH KAMI TAMBAL SEMUANYA"

    with pytest.raises(FindingsError):
        answer(incident, holes, text=shouting)
    assert answers() == []

    answer(incident, holes, text=shouting, override_reason="Nama kegiatan memang ditulis begitu")
    assert len(answers()) == 3


def test_all_are_resolved_together_each_with_its_own_clocks(incident: Incident, holes: list[Complaint]) -> None:
    Conversation.objects.filter(reporter=holes[1].reporter).update(window_until=NOW - timedelta(hours=1))

    common = common_answers.resolve_all(
        incident=incident, numbers=numbers(holes), text=TEXT, user=cast.petugas_pupr(), now=NOW
    )

    assert [(fresh(each).status, fresh(each).resolution) for each in holes] == [("resolved", TEXT)] * 3
    assert SlaClock.objects.filter(complaint__in=holes, is_open=True).count() == 0
    rows = Reply.objects.filter(common_part__answer=common).order_by("complaint_id")
    assert list(rows.values_list("status", flat=True)) == ["pending", "held", "pending"]


def test_a_member_that_is_resolved_already_is_left_out(incident: Incident, holes: list[Complaint]) -> None:
    Complaint.objects.filter(pk=holes[0].pk).update(status="closed")

    common = answer(incident, holes)

    assert refusals(common) == ["Aduan ini sudah ditutup.", "", ""]


def test_what_has_not_left_is_taken_back(incident: Incident, holes: list[Complaint]) -> None:
    common = answer(incident, holes)
    Reply.objects.filter(complaint=holes[0], kind="answer").update(status="sent")

    taken = common_answers.take_back_all(answer=common, user=cast.petugas_pupr(), now=NOW)

    assert taken == 2
    assert [fresh(each).answered_at for each in holes] == [NOW, None, None]
    assert list(Reply.objects.filter(kind="answer").order_by("complaint_id").values_list("status", flat=True)) == [
        "sent",
        "cancelled",
        "cancelled",
    ]


def test_only_its_author_takes_it_back_and_only_in_time(incident: Incident, holes: list[Complaint]) -> None:
    common = answer(incident, holes)

    with pytest.raises(NotAllowedError):
        common_answers.take_back_all(answer=common, user=cast.koordinator(), now=NOW)
    Reply.objects.filter(kind="answer").update(status="sent")
    with pytest.raises(MoveNotAllowedError, match="sudah dikirim"):
        common_answers.take_back_all(answer=common, user=cast.petugas_pupr(), now=NOW)
