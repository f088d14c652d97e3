"""The search: what finds a case, who finds it, and what a common word may cost."""

import re

import pytest
from django.test import Client

from complaints.listing import Selection, list_complaints
from complaints.models import CaseWords, Complaint, Reporter
from complaints.seeding.texts import NAMES
from complaints.services import classify
from complaints.word_list import write_words
from opd.models import Kelurahan, User
from tests.cast import koordinator, petugas_lain, petugas_pupr, unit
from tests.factories import MONDAY_MORNING, make_complaint

pytestmark = pytest.mark.usefixtures("reference_data")
SELECTED = Selection("semua")


def at_pupr(phone: str = "+6281200000001", **facts: object) -> Complaint:
    complaint = make_complaint(phone=phone)
    Complaint.objects.filter(pk=complaint.pk).update(opd=unit("PUPRK"), status="forwarded", **facts)
    complaint.refresh_from_db()
    return complaint


def found(query: str, user: User | None = None, view: str = "semua") -> list[str]:
    page = list_complaints(user or petugas_pupr(), Selection(view, query=query), MONDAY_MORNING)
    return [row.complaint.number for group in page.groups for row in group.rows]


@pytest.mark.parametrize(
    "query",
    [
        "TALANG",
        "talang bocor",
        "bocorkan",  # by its stem
        "tala",  # as the beginning of a word
        "0812-3456-7890",
        "+6281234567890",
        "7890",
        "gang mawar",
        "Lok Tuan",
        "budi",
    ],
)
def test_each_thing_that_is_known_of_a_case_finds_it_and_no_other(query: str) -> None:
    other = at_pupr("+6281200000002", subject="Lampu padam", text="Gelap sejak kemarin")
    Reporter.objects.filter(complaints=other).update(name="Siti")
    case = at_pupr(
        "+6281234567890",
        subject="Talang air bocor",
        text="Kebocoran di atap pasar",
        place="Gang Mawar 3",
        kelurahan=Kelurahan.objects.get(name="Lok Tuan"),
    )
    Reporter.objects.filter(complaints=case).update(name="Budi Contoh")

    assert found(query) == [case.number]
    assert found(query, petugas_lain()) == []


def test_a_number_is_found_whole_and_by_its_last_part() -> None:
    case, _ = at_pupr(), at_pupr("+6281200000002")

    assert found(case.number.lower()) == [case.number]
    assert found(case.number.rpartition("-")[2]) == [case.number]


def test_all_words_have_to_be_there_and_the_newest_case_comes_first() -> None:
    older = at_pupr(text="Lubang di depan posyandu", subject="Lubang")
    newer = at_pupr("+6281200000002", text="Lubang di depan sekolah", subject="Lubang")

    assert found("lubang depan") == [newer.number, older.number]
    assert found("lubang posyandu") == [older.number]
    assert found("lubang pasar") == found("?!") == []


def test_a_hidden_name_is_out_of_the_words_with_the_statement_that_hides_it() -> None:
    case = at_pupr()
    Reporter.objects.filter(complaints=case).update(name="Budi Contoh")
    assert found("budi") == [case.number]

    classify.set_secrecy(
        complaint=case, is_anonymous=True, is_secret=False, reason="Uji", user=koordinator(), now=MONDAY_MORNING
    )

    assert found("budi") == found("budi", koordinator()) == []
    assert not CaseWords.objects.filter(vector="budi").exists()
    Reporter.objects.filter(complaints=case).update(name="Budi Lain")
    assert not CaseWords.objects.filter(vector="budi").exists()


def test_a_part_whose_unit_does_not_write_to_the_citizen_is_not_found_by_his_name() -> None:
    case = at_pupr()
    Reporter.objects.filter(complaints=case).update(name="Budi Contoh")
    other = at_pupr("+6281200000002")
    Complaint.objects.filter(pk=other.pk).update(part_of=case, reporter=case.reporter)
    assert found("budi") == [case.number]

    Complaint.objects.filter(pk=other.pk).update(may_speak=True)

    assert found("budi") == [other.number, case.number]


def test_words_past_which_rows_were_copied_are_written_anew() -> None:
    case = at_pupr(text="Talang bocor", subject="Talang")
    CaseWords.objects.all().delete()
    assert found("talang") == []

    write_words()

    assert found("talang") == [case.number]


def test_a_common_word_is_looked_for_among_the_newest_cases_and_the_page_says_so(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("complaints.listing.COMMON", -1.0)
    monkeypatch.setattr("complaints.searching.LOOKED_THROUGH", 2)
    cases = [at_pupr(f"+628120000000{number}", text="Talang bocor", subject="Talang") for number in range(5)]
    client.force_login(petugas_pupr())
    seen, path = [], "/aduan/?tampilan=semua&q=talang"

    while path:
        page = client.get(path)
        seen.append([row.complaint.number for group in page.context["page"].groups for row in group.rows])
        older = re.search(r'href="([^"]*sesudah=[^"]*)"[^>]*>Cari di aduan yang lebih lama', page.content.decode())
        assert bool(older) == ("yang diperiksa" in page.content.decode())
        path = older[1].replace("&amp;", "&") if older else ""

    newest = [case.number for case in reversed(cases)]
    assert seen == [newest[:2], newest[2:4], newest[4:]]


def test_a_search_goes_on_behind_its_last_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("complaints.listing.PAGE_SIZE", 2)
    cases = [at_pupr(f"+628120000000{number}", text="Talang bocor", subject="Talang") for number in range(3)]
    first = list_complaints(petugas_pupr(), Selection("semua", query="talang"), MONDAY_MORNING)

    second = list_complaints(petugas_pupr(), Selection("semua", query="talang", after=first.next_key), MONDAY_MORNING)

    rows = [row.complaint.number for page in (first, second) for group in page.groups for row in group.rows]
    assert (rows, second.next_key) == ([case.number for case in reversed(cases)], "")


@pytest.mark.parametrize("query", ["a" * 100, "'", "a & b | !", "\\", "ï ß", "1234", "\x00", *NAMES[:3]])
def test_no_query_is_an_error(client: Client, query: str) -> None:
    client.force_login(petugas_pupr())

    assert client.get("/aduan/", {"tampilan": "semua", "q": query}).status_code == 200
