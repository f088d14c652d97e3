"""The queue Sebutan as plain pages."""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from bontang_pengaduan.lib.inbound import Sender
from complaints.models import CityPost, Complaint, Mention, MentionDecision, Message
from complaints.queries import waiting_mentions
from tests.cast import koordinator, petugas_pupr
from tests.factories import MONDAY_MORNING, PAGE, ROAD, make_comment

pytestmark = pytest.mark.usefixtures("reference_data")
TALKS = ("mantap pak wali", "semoga amanah pak", "Selamat ulang tahun kota Bontang")
OTHER_POST = f"{PAGE}_88"


@pytest.fixture
def officer(client: Client) -> Client:
    client.force_login(koordinator())
    return client


@pytest.fixture
def queue() -> list[Mention]:
    """Two comments under one post around one under another, each by somebody else."""
    for number, text in enumerate(TALKS):
        make_comment(
            text,
            sender=Sender(account_id=f"facebook:60{number}", name=f"Warga {number}"),
            at=MONDAY_MORNING + timedelta(minutes=number),
            thread_external_id=OTHER_POST if number == 1 else f"{PAGE}_77",
        )
    return list(waiting_mentions())


def shown(officer: Client, address: str = "/sebutan/") -> list[list[str]]:
    threads = officer.get(address).context["threads"]
    return [[row.mention.message.text for row in thread.rows] for thread in threads]


def test_comments_stand_together_under_the_post_of_the_city(officer: Client, queue: list[Mention]) -> None:
    CityPost.objects.create(
        channel="facebook", account=PAGE, external_id=OTHER_POST, text="Senam pagi", posted_at=MONDAY_MORNING
    )
    make_comment(ROAD, thread_external_id=OTHER_POST)

    page = officer.get("/sebutan/")

    first, second = page.context["threads"]
    assert shown(officer) == [[TALKS[0], TALKS[2]], [TALKS[1]]]
    assert (first.text, second.text) == ("", "Senam pagi")
    assert second.counts == {"waiting": 1, "complaint": 1}
    assert second.address == f"https://www.facebook.com/{OTHER_POST}"
    assert page.context["current"] == queue[0].pk


def test_one_press_decides_and_the_next_below_takes_the_focus(officer: Client, queue: list[Mention]) -> None:
    first, second, third = queue

    done = officer.post(f"/sebutan/{first.pk}/", {"outcome": "none"})

    # Under the same post, although another came earlier.
    assert done.headers["Location"] == f"/sebutan/?di={third.pk}#sebutan-{third.pk}"
    page = officer.get(f"/sebutan/?di={third.pk}")
    assert (page.context["current"], page.context["last"].mention) == (third.pk, first)
    assert set(waiting_mentions()) == {second, third}


def test_a_press_makes_a_complaint_and_another_takes_it_back(officer: Client, queue: list[Mention]) -> None:
    officer.post(f"/sebutan/{queue[1].pk}/", {"outcome": "complaint"})
    assert Complaint.objects.get().text == TALKS[1]

    back = officer.post(f"/sebutan/keputusan/{MentionDecision.objects.get().pk}/urungkan/")

    assert back.headers["Location"] == f"/sebutan/?di={queue[1].pk}#sebutan-{queue[1].pk}"
    assert Complaint.objects.get().status == "rejected"
    assert waiting_mentions().count() == 3


def test_its_authors_case_is_offered_as_a_choice(officer: Client) -> None:
    talk = make_comment(TALKS[0])
    complaint = make_comment(ROAD, at=MONDAY_MORNING + timedelta(hours=1)).complaint
    mention = Mention.objects.get(message=talk)
    assert complaint is not None

    [row] = officer.get("/sebutan/").context["threads"][0].rows
    officer.post(f"/sebutan/{mention.pk}/", {"case": complaint.number})

    assert row.cases == [complaint]
    assert Message.objects.get(pk=talk.pk).complaint == complaint


def test_any_case_is_joined_by_its_number(officer: Client, queue: list[Mention]) -> None:
    complaint = make_comment(ROAD).complaint
    page = f"/sebutan/{queue[0].pk}/gabung/"
    assert complaint is not None

    refused = officer.post(page, {"number": "BTG-9999-0001"})
    officer.post(page, {"number": complaint.number})

    assert (refused.status_code, refused.context["form"].errors["number"]) == (
        422,
        ["Tidak ada aduan dengan nomor itu."],
    )
    assert list(complaint.mentions.filter(outcome="joined")) == [queue[0]]


def test_what_was_decided_is_counted_and_found(officer: Client, queue: list[Mention]) -> None:
    make_comment(ROAD)
    officer.post(f"/sebutan/{queue[0].pk}/", {"outcome": "none"})

    tabs = [(key, count) for key, _, count in officer.get("/sebutan/").context["tabs"]]
    assert tabs == [("menunggu", 2), ("bukan-aduan", 1), ("aduan", 1), ("gabungan", 0)]
    assert shown(officer, "/sebutan/?tab=bukan-aduan") == [[TALKS[0]]]
    assert shown(officer, "/sebutan/?tab=aduan&cari=aspal") == [[ROAD]]
    assert shown(officer, "/sebutan/?cari=ulang+tahun") == [[TALKS[2]]]
    assert shown(officer, "/sebutan/?kanal=x") == []


def test_what_its_author_deleted_is_not_shown(officer: Client, queue: list[Mention]) -> None:
    Message.objects.filter(mention=queue[0]).update(revoked_at=MONDAY_MORNING)

    assert shown(officer) == [[TALKS[1]], [TALKS[2]]]
    assert officer.post(f"/sebutan/{queue[0].pk}/", {"outcome": "none"}).status_code == 404


def test_hostile_text_is_escaped(officer: Client) -> None:
    make_comment("mantap <script>alert(1)</script>")

    html = officer.get("/sebutan/").content.decode()

    assert html.count("&lt;script&gt;alert(1)") == 1
    assert "<script>alert" not in html


def test_agencies_have_no_part_in_it(client: Client, queue: list[Mention]) -> None:
    client.force_login(petugas_pupr())
    decision = MentionDecision.objects.create(
        mention=queue[0], outcome="none", decided_by=koordinator(), decided_at=MONDAY_MORNING
    )

    answers = [
        client.get("/sebutan/"),
        client.get(f"/sebutan/{queue[1].pk}/gabung/"),
        client.post(f"/sebutan/{queue[1].pk}/", {"outcome": "complaint"}),
        client.post(f"/sebutan/keputusan/{decision.pk}/urungkan/"),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403, 403]
    assert Complaint.objects.count() == 0


@pytest.mark.parametrize("posts", [1, 3])
def test_the_page_takes_the_same_queries_for_any_length(
    officer: Client, posts: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(posts):
        make_comment(
            TALKS[number],
            sender=Sender(account_id=f"facebook:60{number}", name=f"Warga {number}"),
            thread_external_id=f"{PAGE}_{number}",
        )

    with django_assert_num_queries(19):
        officer.get("/sebutan/")
