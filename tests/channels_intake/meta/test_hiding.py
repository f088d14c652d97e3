"""Comments that are hidden on the simulated Meta, from the row to what it tells of it, over HTTP at both ends."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from bontang_pengaduan.lib.clock import now
from channels_intake.hidings import MAX_ATTEMPTS, hide_comments
from channels_intake.process import drain_all
from channels_intake.registry import CHANNELS
from channels_intake.simulators.meta import Account, MetaSimulator
from complaints.models import ComplaintEvent, Hiding, Message
from complaints.services.hiding import hide_comment, show_comment
from tests import cast
from tests.channels_intake.meta.kit import act, behave, connect
from tests.factories import ROAD
from tests.reference import load_reference_data

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def meta(db: None, settings: Settings, live_server: LiveServer) -> Iterator[MetaSimulator]:
    """A Meta that pushes to the platform."""
    load_reference_data()
    with MetaSimulator(Account(webhook_url=f"{live_server.url}/webhooks/meta/")) as simulator:
        connect(settings, simulator)
        yield simulator


def comment(meta: MetaSimulator, channel: str = "facebook") -> Message:
    post = act(meta, "post", channel=channel, text="Kerja bakti di Api-api")["id"]
    act(meta, "comment", post=post, text=ROAD)
    drain_all(now=now())
    return Message.objects.get()


def ask(message: Message) -> Hiding:
    return hide_comment(message=message, reason="privacy", user=cast.koordinator(), now=now())


def is_hidden(meta: MetaSimulator, message: Message) -> bool:
    return meta.world.written[message.external_id].is_hidden


def state(hiding: Hiding) -> tuple[str, int, str]:
    hiding.refresh_from_db()
    return hiding.status, hiding.attempts, hiding.last_error


@pytest.mark.parametrize("channel", ["facebook", "instagram"])
def test_a_comment_is_hidden_and_shown_again(meta: MetaSimulator, channel: str) -> None:
    message = comment(meta, channel)
    before = is_hidden(meta, message)

    hiding = ask(message)
    tried = hide_comments(now=now()), hide_comments(now=now())
    hidden = is_hidden(meta, message)
    show_comment(message=message, user=cast.koordinator(), now=now())
    hide_comments(now=now())

    assert tried == (1, 0)
    assert (before, hidden, is_hidden(meta, message)) == (False, True, False)
    assert state(hiding) == ("done", 1, "")


def test_what_facebook_tells_of_it_takes_no_word_from_its_author(meta: MetaSimulator) -> None:
    message = comment(meta)
    ask(message)

    hide_comments(now=now())
    drain_all(now=now())

    told = [event["entry"][0]["changes"][0]["value"]["verb"] for event in meta.world.events]
    message.refresh_from_db()
    assert told[-1] == "hide"
    assert (message.text, message.revoked_at) == (ROAD, None)


def test_a_lost_answer_is_asked_again_and_counts_once(meta: MetaSimulator) -> None:
    message = comment(meta)
    behave(meta, lost_answers=1)
    hiding = ask(message)

    hide_comments(now=now())
    first = state(hiding)
    hide_comments(now=now() + timedelta(minutes=2))

    assert first == ("pending", 1, "Facebook tidak menjawab.")
    assert (state(hiding), is_hidden(meta, message)) == (("done", 2, ""), True)
    assert ComplaintEvent.objects.filter(type="comment.hidden").count() == 1


def test_without_an_answer_it_is_given_up_after_a_while(meta: MetaSimulator, settings: Settings) -> None:
    hiding = ask(comment(meta))
    settings.FACEBOOK_API_BASE = "http://127.0.0.1:1/v25.0"

    tried = [hide_comments(now=now() + timedelta(minutes=10 * number)) for number in range(MAX_ATTEMPTS + 1)]

    assert tried == [1] * MAX_ATTEMPTS + [0]
    assert state(hiding) == ("failed", MAX_ATTEMPTS, "Facebook tidak terjangkau.")


def test_a_comment_that_is_gone_is_given_up_at_once(meta: MetaSimulator) -> None:
    message = comment(meta)
    hiding = ask(message)
    Message.objects.filter(pk=message.pk).update(external_id="99_404")

    hide_comments(now=now())

    assert state(hiding) == ("failed", 1, "Komentar ini sudah dihapus atau disembunyikan di Facebook.")


def test_without_a_token_it_says_so(meta: MetaSimulator, settings: Settings) -> None:
    hiding = ask(comment(meta))
    settings.FACEBOOK_PAGE_TOKEN = ""

    hide_comments(now=now())

    assert state(hiding) == ("failed", 1, "Token Facebook belum diatur.")


def test_whoever_says_that_he_hides_can_do_it() -> None:
    assert {kind for kind, channel in CHANNELS.items() if channel.ways.hides_comments} == {"facebook", "instagram"}
    can = {kind for kind, channel in CHANNELS.items() if channel.hide.__module__.endswith("meta.hiding")}
    assert can == {"facebook", "instagram"}
