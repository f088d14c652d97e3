"""The Page is named elsewhere: what the webhook lost of it is found by asking, once."""

from datetime import timedelta

import orjson
import pytest
from pytest_django import Settings

from channels_intake import pull
from channels_intake.channels.facebook.parse import parse
from channels_intake.channels.pages import wrap_page
from channels_intake.ledger import append
from channels_intake.models import PullCursor
from channels_intake.process import drain_all
from channels_intake.pull import pull_due
from channels_intake.simulators.meta import MetaSimulator
from channels_intake.simulators.meta.webhooks import of_tag
from complaints.models import Message
from tests.channels_intake.meta.kit import act, behave
from tests.factories import MONDAY_MORNING as NOW
from tests.factories import ROAD
from tests.reference import load_reference_data

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
PAGE = "700000000000021"


@pytest.fixture(autouse=True)
def facebook_alone(meta: MetaSimulator, settings: Settings) -> None:
    settings.INSTAGRAM_ACCOUNT_ID = ""
    load_reference_data()


def pull_all(minutes: int = 0) -> None:
    pull_due(now=NOW + minutes * MINUTE)
    drain_all(now=NOW + minutes * MINUTE)


def stored() -> list[str]:
    return sorted(Message.objects.values_list("external_id", flat=True))


def cursor() -> PullCursor:
    return PullCursor.objects.get(stream="tagged")


def test_what_the_webhook_lost_is_found_and_what_it_brought_is_not_doubled(meta: MetaSimulator) -> None:
    lost, pushed = (meta.world.tag(ROAD, author=f"600{n}", at=NOW - n * MINUTE) for n in (1, 2))
    append(channel="meta", body=orjson.dumps(of_tag(meta.world, pushed)), headers={}, now=NOW)
    drain_all(now=NOW)

    pull_all()

    assert stored() == sorted([lost.id, pushed.id])


def test_all_pages_are_read_and_the_mark_moves_with_the_last(
    meta: MetaSimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    behave(meta, page_size=2)
    names = sorted(meta.world.tag(ROAD, author=f"600{n}", at=NOW - n * MINUTE).id for n in range(1, 6))
    monkeypatch.setattr(pull, "MAX_PAGES", 2)  # one of the feed, one of the mentions
    pull_all()
    interrupted = cursor()

    monkeypatch.setattr(pull, "MAX_PAGES", 20)
    pull_all(1)

    assert (interrupted.high, interrupted.page_token != "") == ("", True)
    assert stored() == names
    assert (cursor().high, cursor().page_token) == ((NOW - MINUTE).isoformat(), "")


def test_what_is_known_is_not_read_again(meta: MetaSimulator) -> None:
    behave(meta, page_size=1)
    for hours in (1, 30, 60):
        meta.world.tag(ROAD, at=NOW - timedelta(hours=hours))

    pull_all()

    assert sum(path.endswith("/tagged") for path in meta.world.asked) == 2
    assert Message.objects.count() == 1


@pytest.mark.parametrize("author", [{"from": {"id": PAGE}}, {}])
def test_the_citys_own_word_is_no_mention(author: dict[str, object]) -> None:
    post = {"id": f"{PAGE}_9", "message": ROAD, "created_time": "2026-11-02T01:00:00+0000"} | author

    events = parse(wrap_page(orjson.dumps({"data": [post]}), account=PAGE, stream="tagged"), NOW)

    assert [event.action for event in events] == (["ignore"] if author else [])  # type: ignore[union-attr]


def test_a_post_without_an_author_and_a_part_that_is_none_are_read() -> None:
    posts = [{"id": "6001_9", "message": ROAD, "created_time": "2026-11-02T01:00:00+0000"}, 5]

    message, problem = parse(wrap_page(orjson.dumps({"data": posts}), account=PAGE, stream="tagged"), NOW)

    assert (message.external_id, message.sender.account_id) == ("6001_9", None)  # type: ignore[union-attr]
    assert problem.pointer == "/page/data/1"  # type: ignore[union-attr]


def test_a_citizen_of_the_simulator_names_the_page(meta: MetaSimulator) -> None:
    meta.world.now = lambda: NOW - MINUTE
    name = act(meta, "mention", channel="facebook", text=ROAD, is_pushed=False)["id"]

    pull_all()

    assert stored() == [name]
