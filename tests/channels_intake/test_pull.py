"""Asking for news: nothing is lost or doubled wherever it is interrupted, and nobody is asked too often."""

import random
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from types import FrameType
from typing import Any

import pytest
from pytest_django import Settings

from channels_intake import pull
from channels_intake.models import ChannelAccount, InboundRequest, PullCursor
from channels_intake.process import drain_all
from channels_intake.pull import LEASE, claim, ensure_cursors, pull_due
from channels_intake.registry import CHANNELS
from channels_intake.simulators.telegram import TelegramSimulator
from channels_intake.simulators.telegram.citizens import act
from channels_intake.simulators.x import XSimulator
from channels_intake.simulators.youtube import FILMS, YouTubeSimulator
from complaints.models import CityPost, Complaint, Message
from opd.models import Notice
from tests import cast
from tests.factories import MONDAY_MORNING as NOW
from tests.factories import ROAD
from tests.reference import load_reference_data

pytestmark = pytest.mark.django_db

X_ACCOUNT = "7000000000000000041"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def x(settings: Settings) -> Iterator[XSimulator]:
    simulator = XSimulator(X_ACCOUNT, "token-x", page_size=3, remaining=10**6)
    with simulator.serve() as server:
        settings.X_USER_ID, settings.X_ACCESS_TOKEN, settings.X_API_BASE = X_ACCOUNT, "token-x", server.url
        settings.X_RECHECK_DAYS = 0
        yield simulator


@pytest.fixture
def youtube(settings: Settings) -> Iterator[YouTubeSimulator]:
    simulator = YouTubeSimulator("UCkotauji", "kunci", page_size=3)
    with simulator.serve() as server:
        settings.YOUTUBE_CHANNEL_ID, settings.YOUTUBE_API_KEY = "UCkotauji", "kunci"
        settings.YOUTUBE_API_BASE = server.url
        yield simulator


def fill(simulator: XSimulator, count: int, before: datetime = NOW) -> list[str]:
    return [simulator.write(f"@kota_uji {ROAD} {n}", before - n * 10 * MINUTE, number=n) for n in range(1, count + 1)]


def in_ledger(channel: str = "x") -> list[str]:
    rows = InboundRequest.objects.filter(channel=channel).order_by("pk")
    return [event.external_id for row in rows for event in CHANNELS[channel].parse(bytes(row.body), row.received_at)]


def cursor() -> PullCursor:
    return PullCursor.objects.exclude(stream="videos").get()


def test_all_pages_of_a_round_are_stored_and_then_the_mark_moves(x: XSimulator) -> None:
    names = fill(x, 7)

    pages = pull_due(now=NOW)

    assert pages == 3
    assert in_ledger() == names
    assert (cursor().high, cursor().page_token, cursor().last_success_at) == (names[0], "", NOW)


def test_between_two_pages_the_token_is_kept_and_the_mark_stays(x: XSimulator, monkeypatch: pytest.MonkeyPatch) -> None:
    names = fill(x, 7)
    monkeypatch.setattr(pull, "MAX_PAGES", 1)

    pull_due(now=NOW)
    first = cursor()
    x.write("@kota_uji baru", NOW + MINUTE)
    pull_due(now=NOW + MINUTE)

    assert (first.high, first.round_high, first.page_token) == ("", names[0], names[2])
    assert in_ledger() == names[:6]


def test_the_next_round_asks_behind_the_mark_with_an_overlap_and_takes_nothing_twice(x: XSimulator) -> None:
    load_reference_data()
    fill(x, 2)
    late = NOW + 30 * MINUTE
    pull_due(now=NOW)
    new = x.write("@kota_uji air PDAM mati", NOW + MINUTE, author="51002")
    pull_due(now=late)
    x.write("@kota_uji lampu jalan padam", NOW + 2 * MINUTE, author="51003")
    pull_due(now=late + 30 * MINUTE)

    drain_all(now=late + 31 * MINUTE)

    assert in_ledger().count(new) == 2
    assert Message.objects.count() == 4
    assert Message.objects.values("external_id").distinct().count() == 4


def test_the_overlap_never_moves_the_mark_back(x: XSimulator) -> None:
    newest = fill(x, 2)[0]
    pull_due(now=NOW)

    x.posts = [post for post in x.posts if post["id"] != newest]
    x.write("@kota_uji tertinggal", NOW - 11 * MINUTE, number=9)
    pull_due(now=NOW + 30 * MINUTE)

    assert cursor().high == newest


def test_a_new_channel_does_not_read_its_history(x: XSimulator) -> None:
    x.write("@kota_uji lama sekali", NOW - timedelta(days=3))
    recent = fill(x, 1)

    pull_due(now=NOW)

    assert in_ledger() == recent


def test_an_empty_answer_stores_nothing_and_is_a_sign_of_life(x: XSimulator) -> None:
    ChannelAccount.objects.create(channel="x", account=X_ACCOUNT, watched_since=NOW)

    pages = pull_due(now=NOW)

    assert (pages, InboundRequest.objects.count()) == (1, 0)
    assert ChannelAccount.objects.get().last_event_at == NOW


def test_a_page_that_brings_nothing_new_is_not_stored_again(x: XSimulator) -> None:
    fill(x, 1)
    pull_due(now=NOW)

    pull_due(now=NOW + 3 * MINUTE)
    unchanged = InboundRequest.objects.count()
    x.write("@kota_uji baru", NOW + 5 * MINUTE)
    pull_due(now=NOW + 6 * MINUTE)

    assert (unchanged, InboundRequest.objects.count()) == (1, 2)


def test_a_round_is_not_asked_for_again_at_once(x: XSimulator) -> None:
    pull_due(now=NOW)
    asked = len(x.asked)

    pull_due(now=NOW + MINUTE)
    pull_due(now=NOW + 3 * MINUTE)

    assert (asked, len(x.asked)) == (1, 2)


# Interruptions


class KilledError(Exception):
    """What a killed process does, at a line of our choice."""


def at_line(number: int, run: Callable[[], Any]) -> int:
    """Runs with an interruption before the n-th line of the pull; how many lines there were."""
    seen = 0

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal seen
        if not frame.f_code.co_filename.endswith(("channels_intake/pull.py", "x/mentions.py", "intake/ledger.py")):
            return None
        if event == "line":
            seen += 1
            if seen == number:
                raise KilledError
        return trace

    former = sys.gettrace()
    sys.settrace(trace)
    try:
        run()
    except KilledError:
        pass
    finally:
        sys.settrace(former)
    return seen


def test_interrupted_anywhere_nothing_is_lost_and_nothing_doubled(x: XSimulator) -> None:
    """Between any two statements, at 200 places: the process is killed there and another goes on."""
    names = fill(x, 7)
    lines = at_line(0, lambda: pull_due(now=NOW))
    assert lines > 100
    places = random.Random(5).choices(range(1, lines + 1), k=200)

    for place in places:
        InboundRequest.objects.all().delete()
        PullCursor.objects.all().delete()
        assert at_line(place, lambda: pull_due(now=NOW)) == place  # it was killed there
        pull_due(now=NOW + LEASE + MINUTE * 5)

        # The overlap may bring the newest again once a whole round is through; before that nothing comes twice.
        found = in_ledger()
        assert sorted(set(found)) == sorted(names), place
        assert found[: len(names)] == names, place
        assert cursor().high == names[0], place


def test_a_lease_that_ran_out_stores_nothing_more(x: XSimulator) -> None:
    fill(x, 2)
    ensure_cursors(now=NOW)
    slow = claim(now=NOW)
    assert slow is not None

    pull_due(now=NOW + LEASE)
    pull._advance(slow, NOW + LEASE)

    assert InboundRequest.objects.count() == 1


def test_while_one_asks_nobody_else_does(x: XSimulator) -> None:
    ensure_cursors(now=NOW)

    assert claim(now=NOW) is not None
    assert claim(now=NOW) is None
    assert pull_due(now=NOW) == 0


# Refusals


def test_after_too_many_requests_it_waits_until_the_reset_and_keeps_its_place(x: XSimulator) -> None:
    fill(x, 2)
    reset = NOW + 12 * MINUTE
    x.refusal = (429, {"x-rate-limit-reset": str(int(reset.timestamp()))}, {"title": "Too Many Requests"})

    pull_due(now=NOW)

    assert (cursor().high, InboundRequest.objects.count()) == ("", 0)
    assert reset <= cursor().next_allowed_at <= reset + 4 * MINUTE


def test_the_last_request_of_a_window_waits_for_the_next_one(x: XSimulator) -> None:
    x.remaining, x.now = 1, lambda: NOW

    pull_due(now=NOW)
    pull_due(now=NOW + 14 * MINUTE)

    assert cursor().next_allowed_at == NOW + 15 * MINUTE
    assert len(x.asked) == 1


def test_a_dead_token_is_not_hammered_and_the_admins_hear_of_it_once_a_day(x: XSimulator, settings: Settings) -> None:
    cast.admin()
    settings.X_ACCESS_TOKEN = "lama"

    for hours in (0, 2, 4, 6, 8):
        pull_due(now=NOW + timedelta(hours=hours))

    assert len(x.asked) == 4  # the pauses grow: half an hour, one, two, four
    assert cursor().trouble == "Token atau izin ditolak penyedia. Perbarui di server."
    assert Notice.objects.filter(subject="X tidak dapat diambil").count() == 1


def test_a_mended_token_clears_the_trouble(x: XSimulator, settings: Settings) -> None:
    settings.X_ACCESS_TOKEN = "lama"
    pull_due(now=NOW)

    settings.X_ACCESS_TOKEN = "token-x"
    pull_due(now=NOW + timedelta(hours=1))

    assert (cursor().trouble, cursor().failures) == ("", 0)


def test_a_page_that_the_provider_forgot_begins_the_round_anew(x: XSimulator, monkeypatch: pytest.MonkeyPatch) -> None:
    names = fill(x, 7)
    monkeypatch.setattr(pull, "MAX_PAGES", 1)
    pull_due(now=NOW)
    x.refusal = (400, {}, {"title": "Invalid Request"})
    pull_due(now=NOW + MINUTE)
    forgotten = cursor()

    x.refusal = None
    monkeypatch.setattr(pull, "MAX_PAGES", 20)
    pull_due(now=NOW + 10 * MINUTE)

    assert (forgotten.page_token, forgotten.round_high) == ("", "")
    assert set(in_ledger()) == set(names)
    assert cursor().high == names[0]


# Budgets


def test_the_months_budget_is_never_passed_and_the_admins_are_told(x: XSimulator, settings: Settings) -> None:
    cast.admin()
    settings.X_MENTION_USD, settings.X_MONTHLY_BUDGET_USD = 1.0, 105.0
    fill(x, 9)

    for hours in range(4):
        pull_due(now=NOW + timedelta(hours=hours))

    # 3 + 3 dollars are spent; a third page might cost 100 and pass 105.
    assert (len(in_ledger()), cursor().spent) == (6, 6.0)
    assert cursor().trouble == "Anggaran X bulan ini habis. Sebutan baru diambil lagi bulan depan."
    assert Notice.objects.filter(subject="X tidak dapat diambil").count() == 1


def test_a_new_month_begins_with_a_full_budget(x: XSimulator, settings: Settings) -> None:
    settings.X_MENTION_USD, settings.X_MONTHLY_BUDGET_USD = 1.0, 100.0
    names = fill(x, 4)
    pull_due(now=NOW)

    pull_due(now=datetime(2026, 12, 1, 1, 0, tzinfo=UTC))

    assert in_ledger() == names
    assert cursor().period == "2026-12"


def test_what_an_interrupted_page_may_have_cost_counts(x: XSimulator, settings: Settings) -> None:
    settings.X_MENTION_USD, settings.X_MONTHLY_BUDGET_USD = 1.0, 150.0
    ensure_cursors(now=NOW)
    claim(now=NOW)

    assert cursor().spent == 100.0
    assert claim(now=NOW + LEASE) is None


# YouTube

TITLES = {f"vid{number}": title for number, title in enumerate(FILMS, 1)}  # they are asked for too


def test_the_titles_of_the_videos_are_kept_once_and_asked_for_hourly(youtube: YouTubeSimulator) -> None:
    load_reference_data()
    youtube.page_size = 1
    pull_due(now=NOW)
    drain_all(now=NOW)
    left = youtube.quota_left
    pull_due(now=NOW + 30 * MINUTE)
    half_an_hour = left - youtube.quota_left
    pull_due(now=NOW + 61 * MINUTE)
    drain_all(now=NOW + 61 * MINUTE)

    posts = CityPost.objects.filter(channel="youtube").values_list("external_id", "text")
    assert dict(posts) == TITLES
    assert half_an_hour == 1
    assert Complaint.objects.count() == 0


def test_titles_cost_no_more_than_fifty_units_a_day(youtube: YouTubeSimulator) -> None:
    for hour in range(30):
        pull_due(now=NOW + hour * 60 * MINUTE)

    assert PullCursor.objects.get(stream="videos").spent <= 50


def test_comments_are_read_down_to_the_mark_and_no_further(youtube: YouTubeSimulator) -> None:
    for number in range(7, 0, -1):
        youtube.write(f"Ug{number}", f"{ROAD} {number}", NOW - number * 30 * MINUTE)
    pull_due(now=NOW)
    first = len(youtube.asked)

    youtube.write("Ug0", "Air PDAM mati", NOW + MINUTE)
    pull_due(now=NOW + 30 * MINUTE)

    assert first == 3
    assert set(in_ledger("youtube")) - set(TITLES) == {f"Ug{number}" for number in range(8)}
    assert len(youtube.asked) == first + 2


def test_comments_from_before_the_city_listened_open_nothing(youtube: YouTubeSimulator) -> None:
    load_reference_data()
    youtube.write("Ug9", f"{ROAD}, dua tahun lalu", NOW - timedelta(days=700))
    youtube.write("Ug1", ROAD, NOW - MINUTE)

    pull_due(now=NOW)
    drain_all(now=NOW)

    assert list(Message.objects.values_list("external_id", flat=True)) == ["Ug1"]
    assert Complaint.objects.count() == 1


def test_the_days_quota_stops_before_it_is_passed(youtube: YouTubeSimulator, settings: Settings) -> None:
    settings.YOUTUBE_DAILY_UNITS = 2
    for number in range(9, 0, -1):
        youtube.write(f"Ug{number}", ROAD, NOW - number * 30 * MINUTE)

    pull_due(now=NOW)
    stopped = (len(youtube.asked), cursor().trouble)
    pull_due(now=NOW + timedelta(days=1))

    assert stopped == (2, "Kuota YouTube hari ini habis. Komentar baru diambil lagi besok.")
    assert len(set(in_ledger("youtube")) - set(TITLES)) == 9


def test_a_quota_that_others_used_up_stops_for_hours(youtube: YouTubeSimulator) -> None:
    youtube.quota_left = 0

    pull_due(now=NOW)

    assert cursor().next_allowed_at >= NOW + timedelta(hours=6)


# Telegram


def test_telegram_is_polled_where_no_webhook_is_set_and_confirms_what_is_stored(settings: Settings) -> None:
    with TelegramSimulator("900:token-uji") as telegram:
        settings.TELEGRAM_BOT_TOKEN, settings.TELEGRAM_API_BASE = "900:token-uji", telegram.url
        for text in ("satu", "dua"):
            act(telegram.bot, 41001, {"type": "text", "text": text})

        pull_due(now=NOW)
        waiting = len(telegram.bot.updates)
        pull_due(now=NOW + MINUTE)

    assert in_ledger("telegram") == ["41001:1", "41001:3"]
    assert (waiting, telegram.bot.updates) == (2, [])


def test_nothing_is_asked_without_credentials() -> None:
    assert pull_due(now=NOW) == 0
    assert PullCursor.objects.count() == 0
