"""A mention on Instagram: the webhook tells an id, the words are asked for, and only then a case may open."""

from datetime import timedelta

import orjson
import pytest
from pytest_django import Settings

from channels_intake.ledger import append
from channels_intake.lookups import MAX_ATTEMPTS, look_up
from channels_intake.models import InboundRequest, Lookup
from channels_intake.process import drain_all
from channels_intake.simulators.meta import MetaSimulator
from complaints.models import Complaint, Conversation, Mention, Message, Reporter
from tests.channels_intake.meta.kit import act, behave
from tests.factories import MONDAY_MORNING as NOW
from tests.factories import ROAD
from tests.reference import load_reference_data

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def reference_data(db: None, meta: MetaSimulator) -> None:
    load_reference_data()


def mention(meta: MetaSimulator, text: str = ROAD, *, in_caption: bool = False) -> str:
    """Named by a citizen; the webhook has been taken in."""
    name = str(act(meta, "mention", text=text, in_caption=in_caption)["id"])
    take_in(meta)
    return name


def take_in(meta: MetaSimulator) -> None:
    append(channel="meta", body=orjson.dumps(meta.world.events[-1]), headers={}, now=NOW)
    drain_all(now=NOW)


def waiting_with_officers() -> list[str]:
    return list(Mention.objects.filter(outcome="").values_list("message__external_id", flat=True))


def message() -> Message:
    return Message.objects.select_related("conversation__reporter").get()


def test_until_its_words_are_here_a_mention_opens_nothing(meta: MetaSimulator) -> None:
    mention(meta)

    assert Complaint.objects.count() == 0
    assert Lookup.objects.get().status == Lookup.Status.PENDING


@pytest.mark.parametrize("in_caption", [False, True])
def test_words_author_and_time_are_asked_for_and_then_it_is_a_case(meta: MetaSimulator, in_caption: bool) -> None:
    name = mention(meta, in_caption=in_caption)

    asked = look_up(now=NOW)
    drain_all(now=NOW)

    found, written = message(), meta.world.written[name]
    assert (asked, found.text, found.is_placeholder) == (1, ROAD, False)
    assert found.sent_at == written.at.replace(microsecond=0)
    assert found.conversation.reporter.username == "warga6001"
    assert Complaint.objects.get().text == ROAD
    assert Complaint.objects.get().reporter == found.conversation.reporter


def test_the_nameless_stand_in_is_gone_afterwards(meta: MetaSimulator) -> None:
    mention(meta)

    look_up(now=NOW)
    drain_all(now=NOW)

    assert (Reporter.objects.count(), Conversation.objects.count()) == (1, 1)


def test_a_mention_without_words_opens_nothing(meta: MetaSimulator) -> None:
    mention(meta, "👍 @kota.bontang")

    look_up(now=NOW)
    drain_all(now=NOW)

    assert (message().text, Complaint.objects.count()) == ("👍 @kota.bontang", 0)


def test_what_is_gone_lands_with_an_officer_without_words(meta: MetaSimulator) -> None:
    name = mention(meta)
    meta.world.written.pop(name)

    look_up(now=NOW)
    drain_all(now=NOW)

    assert Lookup.objects.get().status == Lookup.Status.LOST
    assert (message().text, waiting_with_officers()) == ("", [message().external_id])


def test_trouble_of_theirs_is_asked_again_later_and_not_for_ever(meta: MetaSimulator) -> None:
    mention(meta)
    behave(meta, refusals=[[500, 2, 0]] * MAX_ATTEMPTS)

    tried = [look_up(now=NOW + number * 3 * HOUR) for number in range(MAX_ATTEMPTS + 2)]

    assert sum(tried) == MAX_ATTEMPTS
    assert Lookup.objects.get().status == Lookup.Status.LOST


def test_after_trouble_the_words_come_all_the_same(meta: MetaSimulator) -> None:
    mention(meta)
    behave(meta, refusals=[[400, 613, 0]])
    at_once = (look_up(now=NOW), look_up(now=NOW))

    look_up(now=NOW + HOUR)
    drain_all(now=NOW + HOUR)

    assert at_once == (1, 0)
    assert Complaint.objects.get().text == ROAD


def test_twice_told_is_once(meta: MetaSimulator) -> None:
    mention(meta)
    look_up(now=NOW)
    body = bytes(InboundRequest.objects.get(channel="instagram").body)

    append(channel="instagram", body=body, headers={}, now=NOW)
    drain_all(now=NOW)

    assert (Message.objects.count(), Complaint.objects.count()) == (1, 1)


def test_the_same_mention_pushed_twice_is_asked_for_once(meta: MetaSimulator) -> None:
    mention(meta)
    take_in(meta)

    assert look_up(now=NOW) == 1


def test_without_a_token_an_officer_gets_it_at_once(meta: MetaSimulator, settings: Settings) -> None:
    settings.FACEBOOK_PAGE_TOKEN = ""
    mention(meta)

    look_up(now=NOW)

    assert (waiting_with_officers(), meta.world.asked) == ([message().external_id], [])
