"""For every channel that is asked: a simulated provider, and citizens who write there."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from itertools import cycle

from pytest_django import Settings

from channels_intake.simulators.meta import Account, MetaSimulator
from channels_intake.simulators.sp4n import Sp4nSimulator
from channels_intake.simulators.telegram import TelegramSimulator
from channels_intake.simulators.telegram.citizens import act
from channels_intake.simulators.x import XSimulator
from channels_intake.simulators.youtube import YouTubeSimulator
from tests.channels_intake.meta.kit import connect
from tests.factories import MONDAY_MORNING, ROAD

Write = Callable[[datetime], str]  # a citizen writes at that moment; the name of what he wrote
World = Callable[[Settings], AbstractContextManager[Write]]
PAGE = 2  # so small that every round has several


@contextmanager
def _x(settings: Settings) -> Iterator[Write]:
    simulator = XSimulator("7000000000000000041", "token-x", page_size=PAGE, remaining=10**6)
    settings.X_USER_ID, settings.X_ACCESS_TOKEN, settings.X_MONTHLY_BUDGET_USD = simulator.account, "token-x", 1e6
    with simulator.serve() as server:
        settings.X_API_BASE = server.url
        yield lambda at: simulator.write(f"@kota_uji {ROAD}", at)


@contextmanager
def _youtube(settings: Settings) -> Iterator[Write]:
    simulator = YouTubeSimulator("UCkotauji", "kunci", page_size=PAGE, quota_left=10**6)
    settings.YOUTUBE_CHANNEL_ID, settings.YOUTUBE_API_KEY, settings.YOUTUBE_DAILY_UNITS = "UCkotauji", "kunci", 10**6

    def write(at: datetime) -> str:
        name = f"Ug{len(simulator.comments)}"
        simulator.write(name, ROAD, at)
        return name

    with simulator.serve() as server:
        settings.YOUTUBE_API_BASE = server.url
        yield write


@contextmanager
def _telegram(settings: Settings) -> Iterator[Write]:
    with TelegramSimulator("900:token-uji") as simulator:
        settings.TELEGRAM_BOT_TOKEN, settings.TELEGRAM_API_BASE = "900:token-uji", simulator.url

        def write(at: datetime) -> str:
            simulator.bot.now = lambda: at
            update = act(simulator.bot, 41001, {"type": "text", "text": ROAD})
            return f"41001:{update['message']['message_id']}"

        yield write


@contextmanager
def _facebook(settings: Settings) -> Iterator[Write]:
    with _meta(settings, "facebook") as write:
        settings.INSTAGRAM_ACCOUNT_ID = ""
        yield write


@contextmanager
def _instagram(settings: Settings) -> Iterator[Write]:
    with _meta(settings, "instagram") as write:
        settings.FACEBOOK_PAGE_ID = ""
        yield write


@contextmanager
def _meta(settings: Settings, channel: str) -> Iterator[Write]:
    with MetaSimulator(Account()) as simulator:
        connect(settings, simulator)
        simulator.world.behaviour.page_size = PAGE
        post = simulator.world.post(channel, "Kerja bakti", at=MONDAY_MORNING).id
        turns = cycle([False, False, True] if channel == "facebook" else [False])

        def write(at: datetime) -> str:
            # Every third names the Page elsewhere: a list of its own beside the feed.
            return (simulator.world.tag(ROAD, at=at) if next(turns) else simulator.world.comment(post, ROAD, at=at)).id

        yield write


@contextmanager
def _sp4n(settings: Settings) -> Iterator[Write]:
    simulator, latest = Sp4nSimulator(page_size=PAGE), [MONDAY_MORNING]
    settings.SP4N_CLIENT_ID, settings.SP4N_CLIENT_SECRET = simulator.client_id, simulator.client_secret

    def write(at: datetime) -> str:
        latest[0] = at
        return simulator.write(ROAD, at)

    with simulator.serve(lambda: latest[0]) as server:
        settings.SP4N_API_BASE = server.url
        yield write


WORLDS: dict[str, World] = {
    "x": _x,
    "youtube": _youtube,
    "telegram": _telegram,
    "facebook": _facebook,
    "instagram": _instagram,
    "sp4n": _sp4n,
}
