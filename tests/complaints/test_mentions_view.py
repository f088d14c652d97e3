"""The queue Sebutan as plain pages."""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from bontang_pengaduan.lib.inbound import Sender
from complaints.mention_board import MOST_SHOWN, SHOWN
from complaints.models import CityPost, Complaint, Mention, MentionDecision, Message
from complaints.queries import waiting_mentions
from opd.models import RoutingLabel
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

    with django_assert_num_queries(13):
        officer.get("/sebutan/")


def fill_post(count: int, post: str = f"{PAGE}_77", start: int = 0) -> None:
    """So many people talk under one post."""
    for number in range(start, start + count):
        make_comment(
            f"mantap pak wali {number}",
            sender=Sender(account_id=f"facebook:7{number:04}", name=f"Warga {number}"),
            at=MONDAY_MORNING + timedelta(minutes=number),
            thread_external_id=post,
        )


def all_of_first(officer: Client) -> tuple[str, dict[str, str]]:
    """The form that dismisses everything under the first post, as the page has it."""
    [thread, *_] = officer.get("/sebutan/").context["threads"]
    return f"/sebutan/{thread.rows[0].mention.pk}/semua/", {"sampai": str(thread.newest)}


def test_one_press_dismisses_a_whole_post_and_another_takes_it_back(officer: Client, queue: list[Mention]) -> None:
    other = queue[1]
    officer.post(*all_of_first(officer))
    decided = list(waiting_mentions())
    page = officer.get("/sebutan/")
    batch = page.context["last"].batch

    officer.post(f"/sebutan/keputusan/{batch}/urungkan/")

    assert decided == [other]
    assert (page.context["together"], "2 komentar sekaligus" in page.content.decode()) == (2, True)
    assert [mention.pk for mention in waiting_mentions()] == [mention.pk for mention in queue]
    assert RoutingLabel.objects.count() == 0


def test_a_whole_post_reaches_beyond_what_is_shown(officer: Client) -> None:
    fill_post(SHOWN + 5)

    officer.post(*all_of_first(officer))

    assert waiting_mentions().count() == 0
    assert MentionDecision.objects.values("batch").distinct().count() == 1


def test_what_came_after_the_officer_looked_still_waits(officer: Client, queue: list[Mention]) -> None:
    form = all_of_first(officer)
    fill_post(1, start=90)

    officer.post(*form)

    assert [mention.message.text for mention in waiting_mentions()] == [TALKS[1], "mantap pak wali 90"]


def test_what_a_colleague_decided_meanwhile_stays_his(officer: Client, queue: list[Mention]) -> None:
    form = all_of_first(officer)
    officer.post(f"/sebutan/{queue[0].pk}/", {"outcome": "complaint"})

    officer.post(*form)
    batch = MentionDecision.objects.exclude(batch=None).get().batch
    officer.post(f"/sebutan/keputusan/{batch}/urungkan/")

    assert Mention.objects.get(pk=queue[0].pk).outcome == "complaint"
    assert Complaint.objects.get().status != "rejected"


def test_one_of_them_can_be_taken_back_alone(officer: Client, queue: list[Mention]) -> None:
    officer.post(*all_of_first(officer))
    decision = MentionDecision.objects.get(mention=queue[0])

    officer.post(f"/sebutan/keputusan/{decision.pk}/urungkan/")

    assert {mention.pk for mention in waiting_mentions()} == {queue[0].pk, queue[1].pk}


def test_a_single_comment_and_one_without_a_post_have_no_button_for_all(officer: Client) -> None:
    fill_post(1)
    for number in range(2):
        make_comment(f"halo kota {number}", thread_external_id=None)

    assert [thread.dismissible for thread in officer.get("/sebutan/").context["threads"]] == [0, 0, 0]


def test_all_of_no_post_is_404_and_an_empty_press_says_so(officer: Client, queue: list[Mention]) -> None:
    alone = Mention.objects.get(message=make_comment("halo kota", thread_external_id=None))

    missing = officer.post(f"/sebutan/{alone.pk}/semua/", {"sampai": str(alone.pk)})
    officer.post(f"/sebutan/{queue[0].pk}/semua/", {"sampai": "x"})

    assert missing.status_code == 404
    assert waiting_mentions().count() == 4


def test_people_of_one_agency_dismiss_no_post(client: Client, queue: list[Mention]) -> None:
    client.force_login(petugas_pupr())

    refused = client.post(f"/sebutan/{queue[0].pk}/semua/", {"sampai": str(queue[2].pk)})

    assert (refused.status_code, waiting_mentions().count()) == (403, 3)


def test_fifty_more_are_loaded_and_a_press_keeps_them(officer: Client) -> None:
    fill_post(SHOWN + 3)
    first = officer.get("/sebutan/")
    address = first.context["look"].more

    more = officer.get(f"/sebutan/{address}")
    [thread] = more.context["threads"]
    done = officer.post(f"/sebutan/{thread.rows[0].mention.pk}/", {"outcome": "none", "lihat": "100"})

    assert (first.context["rest"], more.context["rest"], len(thread.rows)) == (3, 0, SHOWN + 3)
    assert "Muat 50 lagi" in first.content.decode()
    assert "lihat=100" in done.headers["Location"]


def test_a_press_keeps_search_and_channel(officer: Client, queue: list[Mention]) -> None:
    done = officer.post(f"/sebutan/{queue[0].pk}/", {"outcome": "none", "cari": "kota", "kanal": "facebook"})

    assert done.headers["Location"] == f"/sebutan/?cari=kota&kanal=facebook&di={queue[2].pk}#sebutan-{queue[2].pk}"


@pytest.mark.parametrize("wanted", ["7", "x", "99999999", "-3"])
def test_how_much_is_shown_is_held_within_bounds(officer: Client, queue: list[Mention], wanted: str) -> None:
    assert SHOWN <= officer.get(f"/sebutan/?lihat={wanted}").context["look"].shown <= MOST_SHOWN
