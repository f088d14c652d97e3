"""The public pages of a demo over the real simulators: a citizen comments, the city answers below."""

from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest
from django.test import Client
from pytest_django import Settings

from bontang_pengaduan.lib.clock import now
from bontang_pengaduan.lib.inbound import Message
from channels_intake.models import InboundRequest
from channels_intake.process import drain_all
from channels_intake.pull import pull_due
from channels_intake.registry import CHANNELS
from channels_intake.replies import send_due
from channels_intake.simulators.public import Accounts, serve_public
from channels_intake.tokens import renew_tokens
from complaints.models import Complaint
from complaints.services import replies
from tests import cast
from tests.factories import ROAD
from tests.reference import load_reference_data

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.channels_intake.simulators.whole_urls")]
SARI = "/simulator/telegram/41001/"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def visitor(settings: Settings) -> Iterator[Client]:
    """A visitor of the pages, with the three simulators running and the channels pointed at them."""
    accounts = Accounts("201", "akses", "UCuji", "kunci", ("klien", "rahasia"), "penyegar-uji", "900:uji")
    settings.SIMULATOR, settings.ACK_QUIET_SECONDS = True, 0
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"OPTIONS": {}}]
    with serve_public(accounts, port=0, telegram_port=0, now=now, started_at=now()) as addresses:
        settings.X_USER_ID, settings.X_ACCESS_TOKEN, settings.X_API_BASE = "201", "akses", f"{addresses.public}/x"
        settings.YOUTUBE_CHANNEL_ID, settings.YOUTUBE_API_KEY = "UCuji", "kunci"
        settings.YOUTUBE_API_BASE = f"{addresses.public}/youtube"
        settings.YOUTUBE_TOKEN_URL = f"{addresses.public}/youtube/token"
        settings.YOUTUBE_OAUTH_CLIENT_ID, settings.YOUTUBE_OAUTH_CLIENT_SECRET = "klien", "rahasia"
        settings.YOUTUBE_REFRESH_TOKEN = "penyegar-uji"
        settings.TELEGRAM_BOT_TOKEN, settings.TELEGRAM_API_BASE = "900:uji", addresses.telegram
        yield Client(headers={"host": "localhost"})


def first_post(visitor: Client, kind: str) -> str:
    return str(visitor.get(f"/simulator/umpan/{kind}/").context["posts"][0]["id"])


def write(visitor: Client, kind: str, **more: str) -> int:
    values = {"post": first_post(visitor, kind), "person": "Budi <b>Uji</b>", "text": ROAD} | more
    return visitor.post(f"/simulator/umpan/{kind}/komentar/", values).status_code


@pytest.mark.parametrize("kind", ["x", "youtube"])
def test_a_comment_becomes_a_complaint_and_the_answer_stands_below_it(visitor: Client, kind: str) -> None:
    load_reference_data()
    renew_tokens(now=now())

    status = write(visitor, kind)
    pull_due(now=now())
    drain_all(now=now())
    complaint = Complaint.objects.get()
    facts = {"user": cast.koordinator(), "version": complaint.version, "now": now()}
    replies.answer(complaint=complaint, text="Kami perbaiki & kabari.", kind="answer", **facts)  # type: ignore[arg-type]
    send_due(now=now() + MINUTE)

    page = visitor.get(f"/simulator/umpan/{kind}/")
    [comment] = page.context["posts"][0]["comments"]
    assert (status, complaint.channel) == (302, kind)
    assert [answer["text"] for answer in comment["answers"]] == ["Kami perbaiki & kabari."]
    assert "<b>Uji</b>" not in page.content.decode()


def test_a_page_that_is_open_asks_for_the_posts_alone(visitor: Client) -> None:
    page = visitor.get("/simulator/umpan/x/", headers={"HX-Request": "true"})

    assert [template.name for template in page.templates] == ["simulator/feed_posts.html"]


@pytest.mark.parametrize(
    ("field", "sentence"), [("person", "Nama warga masih kosong."), ("text", "Tulis komentar dulu.")]
)
def test_an_empty_field_is_named_and_what_was_written_stays(visitor: Client, field: str, sentence: str) -> None:
    values = {"post": first_post(visitor, "x"), "person": "Budi", "text": ROAD} | {field: ""}

    page = visitor.post("/simulator/umpan/x/komentar/", values)

    other = "Budi" if field == "text" else ROAD
    assert (page.status_code, page.context["error"]) == (422, sentence)
    assert f'value="{other}"' in page.content.decode()


def test_a_chat_shows_both_sides(visitor: Client) -> None:
    load_reference_data()

    visitor.post(f"{SARI}pesan/", {"text": ROAD})
    pull_due(now=now())
    drain_all(now=now())
    send_due(now=now() + MINUTE)

    own, answer = visitor.get(SARI).context["said"]
    assert (own.text, own.is_from_city, answer.is_from_city) == (ROAD, False, True)
    assert Complaint.objects.get().number in answer.text


def test_a_button_of_the_bot_can_be_tapped(visitor: Client, settings: Settings) -> None:
    visitor.post(f"{SARI}pesan/", {"text": "Halo"})
    keyboard = {"inline_keyboard": [[{"text": "Sudah", "callback_data": "yes"}]]}
    asked = {"chat_id": 41001, "text": "Sudah selesai?", "reply_markup": keyboard}
    httpx.post(f"{settings.TELEGRAM_API_BASE}/bot900:uji/sendMessage", json=asked, trust_env=False)
    shown = visitor.get(SARI).context["said"][-1].choices

    visitor.post(f"{SARI}pesan/", {"choice": "yes"})
    pull_due(now=now())

    row = InboundRequest.objects.get(channel="telegram")
    taps = [event for event in CHANNELS["telegram"].parse(bytes(row.body), now()) if getattr(event, "choice_id", None)]
    assert shown == [{"id": "yes", "title": "Sudah"}]
    assert [tap.choice_id for tap in taps if isinstance(tap, Message)] == ["yes"]


def test_an_empty_message_to_the_bot_is_refused(visitor: Client) -> None:
    page = visitor.post(f"{SARI}pesan/", {"text": ""})

    assert (page.status_code, page.context["error"]) == (422, "Tulis pesan dulu.")


def test_each_simulated_channel_is_named_once(visitor: Client) -> None:
    places = visitor.get("/simulator/umpan/x/").context["places"]

    assert [label for label, _ in places] == ["WhatsApp", "Telegram", "X", "YouTube"]


@pytest.mark.parametrize(
    "address", ["/simulator/umpan/facebook/", "/simulator/telegram/7/", "/simulator/umpan/x/komentar/"]
)
def test_what_is_not_there_is_404_or_refused(visitor: Client, address: str) -> None:
    assert visitor.get(address).status_code in (404, 405)


def test_a_post_that_is_not_there_takes_no_comment(visitor: Client) -> None:
    assert write(visitor, "x", post="1") == 404


def test_everything_is_404_where_nothing_is_simulated(visitor: Client, settings: Settings) -> None:
    settings.SIMULATOR = False

    answers = [visitor.get("/simulator/umpan/x/"), visitor.get(SARI), visitor.post(f"{SARI}pesan/", {"text": "a"})]

    assert [answer.status_code for answer in answers] == [404] * 3


def test_a_silent_simulator_is_said_with_the_way_out(visitor: Client, settings: Settings) -> None:
    settings.X_API_BASE = "http://127.0.0.1:9/x"

    assert visitor.get("/simulator/umpan/x/").status_code == 503


def test_a_real_provider_has_no_page(visitor: Client, settings: Settings) -> None:
    settings.X_API_BASE = "https://api.x.com"

    assert visitor.get("/simulator/umpan/x/").status_code == 404
