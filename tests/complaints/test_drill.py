"""Latihan: the shipped cases hold together, and an officer's answer touches nothing that is real."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from complaints.coaching import read_coaching
from complaints.drill import drill_cases, find_case, remarks_on
from complaints.errors import FindingsError, InvalidInputError
from complaints.guard import check_word
from complaints.models import Complaint, ComplaintEvent, DrillAnswer, Reply
from complaints.services import replies
from complaints.services.drilling import answer_drill
from opd.models import Membership, Opd, Role, User
from sla.models import SlaClock
from tests.factories import MONDAY_MORNING, make_complaint

DATE = "Kamis, 26 November 2026"
GOOD = "Terima kasih laporannya. Lubang di tikungan kami periksa hari ini, kabarnya Kamis, 26 November 2026."
CODES = list(drill_cases())


def test_there_are_ten_cases() -> None:
    assert len(CODES) == 10


@pytest.mark.parametrize("code", CODES)
def test_every_model_answer_passes_the_check_and_has_every_point(code: str) -> None:
    case = find_case(code, DATE)

    assert case is not None
    assert check_word(case.model, public=case.is_public) == ()
    assert [remark.words for remark in remarks_on(case, case.model, case.kind) if not remark.is_good] == []


@pytest.mark.parametrize("code", CODES)
def test_an_empty_phrase_is_told_what_is_missing(code: str) -> None:
    case = find_case(code, DATE)

    assert case is not None
    assert not all(remark.is_good for remark in remarks_on(case, "Oke.", "answer"))


@pytest.fixture
def officer(reference_data: None) -> User:
    user = User.objects.create_user("petugas.latihan", first_name="Sari", last_name="Contoh")
    Membership.objects.create(user=user, opd=Opd.objects.get(code="PUPRK"), role=Role.PETUGAS)
    return user


def _answer(user: User, text: str, reason: str = "") -> DrillAnswer:
    case = drill_cases()["lubang-tikungan"]
    return answer_drill(case=case, text=text, kind="answer", override_reason=reason, user=user, now=MONDAY_MORNING)


def test_what_the_check_found_on_the_way_is_kept(officer: User) -> None:
    with pytest.raises(FindingsError):
        _answer(officer, "Terima kasih. Hubungi 0812-3456-7890.")

    answer = _answer(officer, GOOD)

    assert (answer.tries, answer.flags, answer.done_at) == (2, ["phone"], MONDAY_MORNING)


def test_an_answer_may_be_given_again(officer: User) -> None:
    first, second = _answer(officer, GOOD), _answer(officer, GOOD + " Balas bila belum.")

    assert first.pk != second.pk


@pytest.mark.parametrize("text", ["", "  ", "a" * 5000])
def test_words_that_cannot_be_sent_are_refused(officer: User, text: str) -> None:
    with pytest.raises(InvalidInputError):
        _answer(officer, text)

    assert not DrillAnswer.objects.exists()


def test_nothing_real_is_made(officer: User, client: Client) -> None:
    client.force_login(officer)
    for code in CODES:
        client.get(reverse("drill_case", args=[code]))
        client.post(reverse("drill_case", args=[code]), {"kind": "answer", "text": GOOD})

    assert DrillAnswer.objects.filter(done_at__isnull=False).count() == 10
    made = [model.objects.count() for model in (Complaint, Reply, SlaClock, ComplaintEvent)]
    assert made == [0, 0, 0, 0]


def test_the_page_shows_findings_repairs_them_and_compares(officer: User, client: Client) -> None:
    client.force_login(officer)
    path = reverse("drill_case", args=["lubang-tikungan"])

    refused = client.post(path, {"kind": "answer", "text": "Akan kami perbaiki."})
    repaired = client.post(path, {"kind": "answer", "text": "Akan kami perbaiki.", "fix": "promise:0"})
    done = client.post(path, {"kind": "answer", "text": GOOD}, follow=True)

    assert refused.status_code == 422
    assert "Periksa sebelum kirim" in refused.content.decode()
    assert "Akan kami perbaiki paling lambat" in repaired.content.decode()
    page = done.content.decode()
    assert "Contoh jawaban" in page
    assert "janji tanpa tanggal" in page


def test_progress_is_the_officers_own(officer: User, client: Client) -> None:
    other = User.objects.create_user("petugas.lain")
    _answer(officer, GOOD)
    client.force_login(other)

    page = client.get(reverse("drill_list")).content.decode()
    result = client.get(reverse("drill_result", args=["lubang-tikungan"]))

    assert "0 dari 10 dijawab" in page
    assert result.status_code == 302


def test_an_unknown_case_is_not_found(officer: User, client: Client) -> None:
    client.force_login(officer)

    assert client.get(reverse("drill_case", args=["tidak-ada"])).status_code == 404


def test_coaching_counts_own_answers_in_office_time(officer: User) -> None:
    colleague = User.objects.create_user("rekan")
    Membership.objects.create(user=colleague, opd=Opd.objects.get(code="PUPRK"), role=Role.PETUGAS)
    for number in range(4):
        case = make_complaint(phone=f"+628120000010{number}")
        Complaint.objects.filter(pk=case.pk).update(opd=Opd.objects.get(code="PUPRK"), status="forwarded")
        case.refresh_from_db()
        author, hours = (colleague, 5) if number == 3 else (officer, 2)
        at = MONDAY_MORNING + timedelta(hours=hours)
        replies.answer(
            complaint=case,
            text="Lubang itu kami periksa hari ini.",
            kind="answer",
            user=author,
            version=case.version,
            now=at,
        )

    coaching = read_coaching(officer, MONDAY_MORNING + timedelta(days=1))

    assert (coaching.acknowledged, coaching.answered, coaching.cases) == ("1 jam 59 mnt", "1 jam 59 mnt", 3)
    assert read_coaching(colleague, MONDAY_MORNING + timedelta(days=1)).answered == ""
