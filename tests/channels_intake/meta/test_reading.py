"""Asking the Page and the Instagram account: everything once, whatever the webhook brought, and never too often."""

import json
from datetime import timedelta
from typing import Any

import pytest
from pytest_django import Settings

from channels_intake import pull
from channels_intake.channels.meta import reading
from channels_intake.channels.meta.reading import Place, read_place
from channels_intake.channels.pulling import usage_pause
from channels_intake.ledger import append
from channels_intake.models import InboundRequest, PullCursor
from channels_intake.process import drain_all
from channels_intake.pull import LEASE, pull_due
from channels_intake.registry import CHANNELS
from channels_intake.simulators.meta import MetaSimulator
from channels_intake.simulators.meta.webhooks import of_comment
from complaints.models import Complaint, Message
from tests.channels_intake.meta.kit import behave
from tests.factories import MONDAY_MORNING as NOW
from tests.factories import ROAD
from tests.reference import load_reference_data

pytestmark = pytest.mark.django_db
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
BOTH = pytest.mark.parametrize("channel", ["facebook", "instagram"])


@pytest.fixture(autouse=True)
def one_channel(meta: MetaSimulator, settings: Settings, request: pytest.FixtureRequest) -> None:
    """Only the channel of the test is set up."""
    chosen = request.node.callspec.params if hasattr(request.node, "callspec") else {}
    if chosen.get("channel", "facebook") == "facebook":
        settings.INSTAGRAM_ACCOUNT_ID = ""
    else:
        settings.FACEBOOK_PAGE_ID = ""


def fill(meta: MetaSimulator, channel: str, count: int, post: str = "", **more: Any) -> list[str]:
    """So many comments, the newest first."""
    post = post or meta.world.post(channel, "Kerja bakti", at=NOW - 2 * HOUR).id
    return [
        meta.world.comment(post, f"{ROAD} {number}", author=f"5{number:03}", at=NOW - number * MINUTE, **more).id
        for number in range(1, count + 1)
    ]


def in_ledger(channel: str) -> list[str]:
    rows = InboundRequest.objects.filter(channel=channel).order_by("pk")
    return [event.external_id for row in rows for event in CHANNELS[channel].parse(bytes(row.body), row.received_at)]


def cursor() -> PullCursor:
    """That of the posts with their comments; the mentions elsewhere have one of their own."""
    return PullCursor.objects.exclude(stream="tagged").get()


def asked(meta: MetaSimulator) -> list[str]:
    return [path for path in meta.world.asked if not path.endswith("/tagged")]


@BOTH
def test_all_comments_of_all_posts_are_fetched_once(meta: MetaSimulator, channel: str) -> None:
    load_reference_data()
    names = fill(meta, channel, 7) + fill(meta, channel, 3)
    behave(meta, page_size=2)

    pull_due(now=NOW)
    drain_all(now=NOW)

    assert set(Message.objects.values_list("external_id", flat=True)) == set(names)
    assert Message.objects.count() == len(names)
    assert cursor().high == (NOW - MINUTE).isoformat()
    assert cursor().page_token == ""


@BOTH
def test_a_quiet_page_costs_one_question_and_no_row(meta: MetaSimulator, channel: str) -> None:
    fill(meta, channel, 2)
    pull_due(now=NOW)
    rows, questions = InboundRequest.objects.count(), len(asked(meta))

    pull_due(now=NOW + 2 * HOUR)

    assert (InboundRequest.objects.count(), len(asked(meta))) == (rows, questions + 1)


@BOTH
def test_what_the_webhook_lost_is_found_and_what_it_brought_is_not_doubled(meta: MetaSimulator, channel: str) -> None:
    load_reference_data()
    [lost, pushed] = fill(meta, channel, 2)
    body = json.dumps(pushed_event(meta, pushed)).encode()
    append(channel="meta", body=body, headers={}, now=NOW)
    drain_all(now=NOW)

    pull_due(now=NOW)
    drain_all(now=NOW)

    assert set(Message.objects.values_list("external_id", flat=True)) == {lost, pushed}
    assert Message.objects.filter(external_id=pushed).count() == 1


def pushed_event(meta: MetaSimulator, name: str) -> dict[str, Any]:
    return of_comment(meta.world, meta.world.written[name])


@BOTH
def test_an_answer_to_a_comment_and_the_citys_own_word_come_along(meta: MetaSimulator, channel: str) -> None:
    load_reference_data()
    [first] = fill(meta, channel, 1)
    post = meta.world.written[first].post
    own = meta.world.comment(post, "Kami cek.", author=meta.world.own_id(channel), parent=first, at=NOW)

    pull_due(now=NOW)
    drain_all(now=NOW)

    assert Message.objects.get(is_outbound=True).external_id == own.id
    assert Complaint.objects.count() == 1


@BOTH
def test_what_was_said_before_the_city_listened_opens_nothing(meta: MetaSimulator, channel: str) -> None:
    load_reference_data()
    post = meta.world.post(channel, "Kerja bakti", at=NOW - timedelta(days=20)).id
    meta.world.comment(post, ROAD, at=NOW - timedelta(days=10))
    recent = meta.world.comment(post, ROAD, author="5002", at=NOW - MINUTE)

    pull_due(now=NOW)
    drain_all(now=NOW)

    assert list(Message.objects.values_list("external_id", flat=True)) == [recent.id]


def test_a_visitors_post_is_a_message_and_the_citys_own_is_none(meta: MetaSimulator) -> None:
    load_reference_data()
    meta.world.post("facebook", "Kerja bakti", at=NOW - MINUTE)
    visitor = meta.world.post("facebook", ROAD, author="5009", at=NOW - 2 * MINUTE)

    pull_due(now=NOW)
    drain_all(now=NOW)

    assert list(Message.objects.values_list("external_id", flat=True)) == [visitor.id]


@BOTH
def test_a_post_that_was_deleted_between_two_pages_costs_no_other(
    meta: MetaSimulator, channel: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    behave(meta, page_size=2)
    posts = {meta.world.written[fill(meta, channel, 5)[0]].post for _ in range(2)}
    monkeypatch.setattr(pull, "MAX_PAGES", 1)
    pull_due(now=NOW)
    first = json.loads(cursor().page_token)[0][0][0]
    meta.world.written.pop(first)

    monkeypatch.setattr(pull, "MAX_PAGES", 20)
    pull_due(now=NOW + MINUTE)

    [other] = posts - {first}
    assert {comment.id for comment in meta.world.written.values() if comment.post == other} <= set(in_ledger(channel))
    assert cursor().failures == 0


def test_a_page_that_meta_forgot_begins_the_round_anew(meta: MetaSimulator, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        fill(meta, "facebook", 1)
    behave(meta, page_size=1)
    monkeypatch.setattr(pull, "MAX_PAGES", 1)
    pull_due(now=NOW)
    behave(meta, refusals=[[400, 100, 0]])
    pull_due(now=NOW + MINUTE)

    forgotten = cursor()
    monkeypatch.setattr(pull, "MAX_PAGES", 20)
    pull_due(now=NOW + 30 * MINUTE)

    assert (forgotten.page_token, forgotten.round_high) == ("", "")
    assert len(set(in_ledger("facebook"))) == 3


@pytest.mark.parametrize("code", [4, 32, 613, 80001])
def test_a_refusal_by_rate_waits_as_long_as_the_header_says(meta: MetaSimulator, code: int) -> None:
    behave(meta, refusals=[[400, code, 0]], wait_minutes=47)

    pull_due(now=NOW)

    waiting = cursor()
    assert waiting.next_allowed_at >= NOW + 47 * MINUTE
    assert waiting.trouble == "Penyedia meminta kita menunggu."


@pytest.mark.parametrize(("usage", "least"), [(96, 47), (80, 2)])
def test_near_the_limit_the_next_question_waits(meta: MetaSimulator, usage: int, least: int) -> None:
    behave(meta, usage=usage, wait_minutes=47, page_size=1)
    fill(meta, "facebook", 3)

    pull_due(now=NOW)

    assert len(asked(meta)) == 1
    assert cursor().next_allowed_at >= NOW + least * MINUTE


def test_an_expired_token_is_not_hammered(meta: MetaSimulator) -> None:
    behave(meta, is_token_dead=True)

    for hours in (0, 2, 4, 6, 8):
        pull_due(now=NOW + hours * HOUR)

    assert len(asked(meta)) == 4
    assert cursor().trouble == "Token atau izin ditolak penyedia. Perbarui di server."


def test_a_worker_that_died_costs_nothing(meta: MetaSimulator) -> None:
    names = fill(meta, "facebook", 3)
    pull.ensure_cursors(now=NOW)
    assert pull.claim(now=NOW) is not None

    pull_due(now=NOW + LEASE)

    assert in_ledger("facebook") == names[::-1]


def test_without_a_token_nothing_is_asked(meta: MetaSimulator, settings: Settings) -> None:
    settings.FACEBOOK_PAGE_TOKEN = ""

    assert pull_due(now=NOW) == 0
    assert meta.world.asked == []


def test_older_posts_than_a_month_are_left_to_the_webhook(meta: MetaSimulator) -> None:
    behave(meta, page_size=1)
    for days in (1, 40, 50):
        meta.world.post("facebook", "Pengumuman", at=NOW - timedelta(days=days))

    pull_due(now=NOW)

    assert len(asked(meta)) == 2


@pytest.mark.parametrize(
    "headers",
    [{}, {"X-App-Usage": "no json"}, {"X-App-Usage": '{"call_count":74}'}, {"X-Page-Usage": '{"call_count":null}'}],
)
def test_headers_that_say_nothing_hold_nothing_up(headers: dict[str, str]) -> None:
    assert usage_pause(headers, NOW) is None


def test_a_place_is_read_as_it_was_written() -> None:
    place = Place((("77_1", "abc"),), "def")

    assert read_place(place.write()) == place
    assert (Place().write(), read_place("")) == ("", Place())
    assert reading.FACEBOOK.comments_asked("x")["after"] == "x"
