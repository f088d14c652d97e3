"""The simulated Facebook and Instagram as a visitor of the demo sees them."""

from datetime import timedelta

import orjson
import pytest
from django.test import Client
from pytest_django import Settings

from bontang_pengaduan.lib.clock import now
from channels_intake.ledger import append
from channels_intake.process import drain_all
from channels_intake.replies import send_due
from channels_intake.simulators.meta import MetaSimulator
from channels_intake.simulators.meta.feed import POSTS, publish
from complaints.models import Complaint
from complaints.services import replies
from tests import cast
from tests.factories import ROAD
from tests.reference import load_reference_data

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.channels_intake.simulators.whole_urls")]
BOTH = pytest.mark.parametrize("kind", ["facebook", "instagram"])


@pytest.fixture
def visitor(meta: MetaSimulator, settings: Settings) -> Client:
    settings.SIMULATOR, settings.UNDO_SECONDS = True, {}
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"OPTIONS": {}}]
    publish(meta.world)
    return Client(headers={"host": "localhost"})


def write(visitor: Client, kind: str, post: str = "") -> int:
    post = post or visitor.get(f"/simulator/umpan/{kind}/").context["posts"][0]["id"]
    values = {"post": post, "person": "Budi <b>Uji</b>", "text": ROAD}
    return visitor.post(f"/simulator/umpan/{kind}/komentar/", values).status_code


@BOTH
def test_a_comment_is_pushed_and_the_citys_answer_stands_below_it(
    visitor: Client, meta: MetaSimulator, kind: str
) -> None:
    load_reference_data()
    status = write(visitor, kind)
    append(channel="meta", body=orjson.dumps(meta.world.events[-1]), headers={}, now=now())
    drain_all(now=now())
    complaint = Complaint.objects.get()
    facts = {"user": cast.koordinator(), "version": complaint.version, "now": now()}
    replies.answer(complaint=complaint, text="Kami perbaiki.", kind="answer", **facts)  # type: ignore[arg-type]
    send_due(now=now() + timedelta(minutes=1))

    page = visitor.get(f"/simulator/umpan/{kind}/")

    [comment] = page.context["posts"][0]["comments"]
    assert (status, complaint.channel, complaint.text) == (302, kind, ROAD)
    assert (comment["author"], [said["text"] for said in comment["answers"]]) == ("Budi <b>Uji</b>", ["Kami perbaiki."])
    assert "<b>Uji</b>" not in page.content.decode()


@BOTH
def test_the_feed_begins_with_the_citys_posts(visitor: Client, kind: str) -> None:
    posts = visitor.get(f"/simulator/umpan/{kind}/").context["posts"]

    assert [post["text"] for post in posts] == list(reversed(POSTS[kind]))


@BOTH
def test_a_post_that_is_not_there_takes_no_comment(visitor: Client, kind: str) -> None:
    assert write(visitor, kind, post="77") == 404


def test_the_same_name_is_the_same_person(visitor: Client, meta: MetaSimulator) -> None:
    write(visitor, "facebook")
    write(visitor, "facebook")

    assert len({item.author for item in meta.world.written.values() if item.text == ROAD}) == 1


def test_a_real_provider_has_no_page(visitor: Client, settings: Settings) -> None:
    settings.FACEBOOK_API_BASE = "https://graph.facebook.com/v26.0"

    assert visitor.get("/simulator/umpan/facebook/").status_code == 404
