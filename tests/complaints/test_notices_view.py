"""An officer's notices over HTTP: his own, the way to the case, marks and their undo."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from complaints.models import Complaint
from complaints.noticeboard import PAGE_SIZE, count_unread, count_words, list_notices
from opd.models import Notice, User
from opd.notices import notify
from tests.cast import koordinator, petugas_lain, petugas_pupr, unit
from tests.factories import MONDAY_MORNING, make_complaint

pytestmark = pytest.mark.usefixtures("reference_data")

HTMX = {"HX-Request": "true"}


def tell(user: User, *, url: str = "", key: str = "uji", minutes: int = 0) -> Notice:
    made = notify(
        recipients=[user],
        subject=f"Perihal {key}",
        body="Isi",
        url=url,
        dedupe_key=key,
        now=MONDAY_MORNING + timedelta(minutes=minutes),
    )
    return made[0]


def case_of(code: str, phone: str = "+6281200000001") -> Complaint:
    complaint = make_complaint(phone=phone)
    Complaint.objects.filter(pk=complaint.pk).update(opd=unit(code), status="forwarded")
    Notice.objects.all().delete()
    return complaint


@pytest.fixture
def officer(client: Client) -> Client:
    client.force_login(petugas_pupr())
    return client


def subjects(client: Client, query: str = "") -> list[str]:
    return [line.notice.subject for line in client.get(f"/pemberitahuan/{query}").context["page"].lines]


def test_his_own_newest_first_and_nobody_elses(officer: Client) -> None:
    tell(petugas_pupr(), key="lama")
    tell(petugas_pupr(), key="baru", minutes=5)
    tell(petugas_lain(), key="orang lain", minutes=9)

    assert subjects(officer) == ["Perihal baru", "Perihal lama"]


def test_visitors_are_sent_to_the_login(client: Client) -> None:
    assert client.get("/pemberitahuan/").headers["Location"] == "/masuk/?next=/pemberitahuan/"


def test_unread_is_said_in_words(officer: Client) -> None:
    read, unread = tell(petugas_pupr(), key="a"), tell(petugas_pupr(), key="b")
    Notice.objects.filter(pk=read.pk).update(read_at=MONDAY_MORNING)

    page = officer.get("/pemberitahuan/").content.decode()

    assert (page.count("Belum dibaca</b>"), page.count("1 belum dibaca")) == (1, 1)
    assert page.count("Tandai belum dibaca<") == 1
    assert page.index(f'id="notice-{unread.pk}"') < page.index("Belum dibaca</b>")


def test_a_notice_leads_to_its_case_and_is_read_by_going_there(officer: Client) -> None:
    url = f"/aduan/{case_of('PUPRK').number}/"
    notice = tell(petugas_pupr(), url=url)

    answer = officer.get(f"/pemberitahuan/{notice.pk}/")

    notice.refresh_from_db()
    assert (answer.status_code, answer.headers["Location"], notice.read_at is None) == (302, url, False)


def test_a_case_that_went_to_another_agency_has_no_link_any_more(officer: Client) -> None:
    notice = tell(petugas_pupr(), url=f"/aduan/{case_of('DISHUB').number}/")

    page = officer.get("/pemberitahuan/").content.decode()

    assert page.count(f'href="/pemberitahuan/{notice.pk}/"') == 0
    assert page.count("Aduan ini tidak lagi ditangani OPD Anda.") == 1
    assert officer.get(f"/pemberitahuan/{notice.pk}/").status_code == 404
    notice.refresh_from_db()
    assert notice.read_at is None


def test_a_notice_about_no_case_keeps_its_own_link(officer: Client) -> None:
    notice = tell(petugas_pupr(), url="/pantau/")
    bare = tell(petugas_pupr(), key="tanpa tautan")

    lines = {line.notice.pk: line.leads_somewhere for line in list_notices(petugas_pupr()).lines}

    assert lines == {notice.pk: True, bare.pk: False}


def test_marked_and_unmarked_by_a_plain_form(officer: Client) -> None:
    notice = tell(petugas_pupr())

    answer = officer.post(f"/pemberitahuan/{notice.pk}/dibaca/?sesudah=kunci")

    assert answer.headers["Location"] == f"/pemberitahuan/?sesudah=kunci#notice-{notice.pk}"
    assert count_unread(petugas_pupr()) == 0
    officer.post(f"/pemberitahuan/{notice.pk}/belum-dibaca/")
    assert count_unread(petugas_pupr()) == 1


def test_by_htmx_the_row_and_both_counts_come_back(officer: Client) -> None:
    tell(petugas_pupr(), key="lain")
    notice = tell(petugas_pupr())

    page = officer.post(f"/pemberitahuan/{notice.pk}/dibaca/", headers=HTMX).content.decode()

    assert page.count("<li ") == 1
    assert page.count("Tandai belum dibaca<") == 1
    swap = 'hx-swap="innerHTML"><span class="unread">1<span'
    assert [page.count(f'hx-target="#{place}-notices" {swap}') for place in ("rail", "tab")] == [1, 1]


@pytest.mark.parametrize("act", ["", "dibaca/", "belum-dibaca/"])
def test_the_notices_of_others_are_not_there(officer: Client, act: str) -> None:
    notice = tell(petugas_lain(), url="/pantau/")
    Notice.objects.filter(pk=notice.pk).update(read_at=MONDAY_MORNING if act == "belum-dibaca/" else None)

    path = f"/pemberitahuan/{notice.pk}/{act}"

    assert (officer.post(path) if act else officer.get(path)).status_code == 404
    assert count_unread(petugas_lain()) == (0 if act == "belum-dibaca/" else 1)


def test_all_at_once_and_taken_back(officer: Client) -> None:
    early = tell(petugas_pupr(), key="dulu")
    officer.post(f"/pemberitahuan/{early.pk}/dibaca/")
    shown = tell(petugas_pupr(), key="b")
    tell(petugas_pupr(), key="sesudah halaman dibuka")

    page = officer.post("/pemberitahuan/dibaca/", {"newest": shown.pk}, follow=True)

    assert (page.context["undo"] != "", count_unread(petugas_pupr())) == (True, 1)
    again = officer.post("/pemberitahuan/urungkan/", {"read_at": page.context["undo"]}, follow=True)
    assert (again.context["undo"], count_unread(petugas_pupr())) == ("", 2)
    early.refresh_from_db()
    assert early.read_at is not None


@pytest.mark.parametrize("moment", ["", "kemarin", "2026-11-24T09:00:00"])
def test_an_undo_that_names_no_moment_changes_nothing(officer: Client, moment: str) -> None:
    notice = tell(petugas_pupr())
    officer.post(f"/pemberitahuan/{notice.pk}/dibaca/")

    assert officer.post("/pemberitahuan/urungkan/", {"read_at": moment}).status_code == 302
    assert count_unread(petugas_pupr()) == 0


def test_pages_continue_behind_the_last_row_also_within_one_moment(officer: Client) -> None:
    made = [tell(petugas_pupr(), key=str(number)).subject for number in range(PAGE_SIZE + 2)]

    first = officer.get("/pemberitahuan/").context["page"]
    rest = officer.get("/pemberitahuan/", {"sesudah": first.next_key}, headers=HTMX).content.decode()

    seen = [line.notice.subject for line in first.lines] + re.findall(r"<h2>(Perihal \d+)</h2>", rest)
    assert seen == made[::-1]
    assert (rest.count("<html"), rest.count("Muat lagi")) == (0, 0)


@pytest.mark.parametrize("key", ["x", "x_1", "2026-11-24T09:00:00_x", "0001-01-01T00:00:00+14:00_1"])
def test_a_broken_key_gives_the_first_page(officer: Client, key: str) -> None:
    tell(petugas_pupr())

    assert subjects(officer, f"?sesudah={key.replace('+', '%2B')}") == ["Perihal uji"]


@pytest.mark.parametrize(("count", "words"), [(0, ""), (7, "7"), (99, "99"), (100, "99+")])
def test_the_badge_stops_at_99(count: int, words: str) -> None:
    assert count_words(count) == words


def test_counting_stops_behind_the_last_number_that_is_shown() -> None:
    Notice.objects.bulk_create(
        Notice(
            recipient=petugas_pupr(),
            subject="x",
            dedupe_key=str(number),
            created_at=MONDAY_MORNING,
            next_attempt_at=MONDAY_MORNING,
        )
        for number in range(120)
    )

    assert count_unread(petugas_pupr()) == 100


def test_the_badge_stands_on_other_pages_too(client: Client) -> None:
    tell(koordinator())
    client.force_login(koordinator())

    page = client.get("/pantau/").content.decode()

    unread = 'data-count="notices"><span class="unread">1<span class="sr"> belum dibaca</span>'
    assert page.count(f'id="rail-notices" {unread}') == 1
    assert page.count(f'id="tab-notices" {unread}') == 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries_for_any_length(
    django_assert_num_queries: pytest.FixtureRequest, count: int
) -> None:
    for number in range(count):
        complaint = case_of("PUPRK", f"+628120000000{number}")
    for number in range(count):
        tell(petugas_pupr(), url=f"/aduan/{complaint.number}/", key=str(number))
    user = petugas_pupr()

    with django_assert_num_queries(4):  # type: ignore[operator]  # notices, memberships, cases, unread
        list_notices(user)
        count_unread(user)


@pytest.mark.parametrize("count", [1, 3])
def test_the_whole_page_takes_the_same_queries_for_any_length(
    officer: Client, django_assert_num_queries: pytest.FixtureRequest, count: int
) -> None:
    complaint = case_of("PUPRK")
    for number in range(count):
        tell(petugas_pupr(), url=f"/aduan/{complaint.number}/", key=str(number))

    # Session; user and memberships; notices and cases; all that the rail counts.
    with django_assert_num_queries(5):  # type: ignore[operator]
        officer.get("/pemberitahuan/")
