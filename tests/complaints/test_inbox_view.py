"""The list over HTTP: who sees what, which view holds it, and the refresh that changes nothing."""

import pytest
from django.test import Client

from complaints.listing import Selection, count_views, list_complaints
from complaints.models import Complaint
from complaints.services import classify, handling
from complaints.word_list import learn_words
from tests.cast import koordinator, petugas_lain, petugas_pupr, unit
from tests.factories import MONDAY_MORNING, make_complaint

pytestmark = pytest.mark.usefixtures("reference_data")


def at_pupr(phone: str = "+6281200000001") -> Complaint:
    complaint = make_complaint(phone=phone)
    Complaint.objects.filter(pk=complaint.pk).update(opd=unit("PUPRK"), status="forwarded")
    complaint.refresh_from_db()
    return complaint


def numbers(client: Client, query: str = "") -> list[str]:
    page = client.get(f"/aduan/?tampilan=semua{query}").context["page"]
    return [row.complaint.number for group in page.groups for row in group.rows]


def test_an_agency_sees_its_own_complaints_and_no_others(client: Client) -> None:
    complaint = at_pupr()

    client.force_login(petugas_pupr())
    assert numbers(client) == [complaint.number]
    client.force_login(petugas_lain())
    assert numbers(client) == []
    assert client.get(f"/aduan/{complaint.number}/").status_code == 404


def test_visitors_are_sent_to_the_login(client: Client) -> None:
    assert client.get("/aduan/").headers["Location"] == "/masuk/?next=/aduan/"


def test_views_count_what_they_hold() -> None:
    first, _ = at_pupr(), at_pupr("+6281200000002")
    handling.take(complaint=first, user=petugas_pupr(), now=MONDAY_MORNING)

    counts = count_views(petugas_pupr(), MONDAY_MORNING)

    assert counts == {"perlu": 2, "telat": 0, "saya": 1, "belum": 1, "menunggu": 0, "ditunda": 0, "semua": 2}


def test_search_finds_by_number_and_never_an_anonymous_name(client: Client) -> None:
    complaint = at_pupr()
    client.force_login(petugas_pupr())
    assert numbers(client, f"&q={complaint.number}") == [complaint.number]
    assert numbers(client, "&q=Warga") == [complaint.number]

    classify.set_secrecy(
        complaint=complaint, is_anonymous=True, is_secret=False, reason="Uji", user=koordinator(), now=MONDAY_MORNING
    )

    assert numbers(client, "&q=Warga") == []


def test_search_finds_by_the_phones_last_digits_and_never_an_anonymous_one(client: Client) -> None:
    complaint, _ = at_pupr("+6281234567890"), at_pupr("+6281200000002")
    client.force_login(petugas_pupr())
    assert [numbers(client, f"&q={said}") for said in ("7890", "081234567890", "890")] == [[complaint.number]] * 2 + [
        []
    ]

    classify.set_secrecy(
        complaint=complaint, is_anonymous=True, is_secret=False, reason="Uji", user=koordinator(), now=MONDAY_MORNING
    )

    assert numbers(client, "&q=7890") == []


def test_search_forgives_a_slip_in_a_word_of_the_title(client: Client) -> None:
    complaint = at_pupr()
    Complaint.objects.filter(pk=complaint.pk).update(subject="Jembatan ulin rusak", text="-")
    assert learn_words(now=MONDAY_MORNING) >= 3
    client.force_login(petugas_pupr())

    assert (numbers(client, "&q=jembatn"), numbers(client, "&q=sampah")) == ([complaint.number], [])
    page = client.get("/aduan/?tampilan=semua&q=jembatn").content.decode()
    assert "Tidak ada yang cocok dengan “jembatn”. Ini hasil untuk “jembatan”." in page


def test_a_mended_word_tells_nobody_of_cases_that_are_not_his(client: Client) -> None:
    complaint = at_pupr()
    Complaint.objects.filter(pk=complaint.pk).update(subject="Jembatan ulin rusak", text="-")
    learn_words(now=MONDAY_MORNING)
    client.force_login(petugas_lain())

    page = client.get("/aduan/?tampilan=semua&q=jembatn").content.decode()

    assert "“jembatan”" not in page
    assert "Tidak ada aduan yang cocok." in page


def test_pages_continue_behind_the_last_row(monkeypatch: pytest.MonkeyPatch) -> None:
    made = [at_pupr(f"+628120000000{number}").number for number in (1, 2, 3)]
    monkeypatch.setattr("complaints.listing.PAGE_SIZE", 2)
    user = petugas_pupr()

    first = list_complaints(user, Selection("semua"), MONDAY_MORNING)
    second = list_complaints(user, Selection("semua", after=first.next_key), MONDAY_MORNING)

    rows = [row.complaint.number for page in (first, second) for group in page.groups for row in group.rows]
    assert (rows, second.next_key) == (made, "")


def test_refresh_without_news_is_empty(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("complaints.views.inbox.now", lambda: MONDAY_MORNING)
    at_pupr()
    client.force_login(petugas_pupr())
    first = client.get("/aduan/", headers={"HX-Request": "true"})
    etag = first.headers["ETag"]

    same = client.get("/aduan/", headers={"HX-Request": "true", "If-None-Match": etag})
    at_pupr("+6281200000002")
    other = client.get("/aduan/", headers={"HX-Request": "true", "If-None-Match": etag})

    assert (same.status_code, same.content, other.status_code) == (304, b"", 200)
    assert same.headers["Vary"].split(", ") == ["HX-Request", "Cookie"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries_for_any_length(
    client: Client, django_assert_num_queries: pytest.FixtureRequest, count: int
) -> None:
    for number in range(count):
        at_pupr(f"+628120000000{number}")
    user = petugas_pupr()

    with django_assert_num_queries(2):  # type: ignore[operator]  # memberships; rows with the calendar's version
        list_complaints(user, Selection("semua"), MONDAY_MORNING)
