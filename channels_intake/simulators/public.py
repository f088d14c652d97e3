"""X and YouTube behind one address, and Telegram beside them: what a demo shows of the channels that are asked."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from .speaking import Answer, Question, SpeakingServer
from .telegram import TelegramSimulator
from .x import XSimulator
from .youtube import YouTubeSimulator

X_PREFIX, YOUTUBE_PREFIX = "/x", "/youtube"


@dataclass(frozen=True)
class Accounts:
    """The accounts of the city, and the secrets that they are asked with."""

    x: str
    x_token: str
    youtube: str
    youtube_key: str
    youtube_client: tuple[str, str]
    youtube_refresh_token: str
    telegram_token: str


@dataclass(frozen=True)
class Addresses:
    """Where they listen."""

    public: str
    telegram: str


@contextmanager
def serve_public(
    accounts: Accounts, *, port: int, telegram_port: int, now: Callable[[], datetime], started_at: datetime
) -> Iterator[Addresses]:
    """Inside, all three are there. Raises OSError when a port is taken.

    What they keep ends with the process, so the names that they give grow with `started_at`.
    """
    start = int(started_at.timestamp())
    x = XSimulator(accounts.x, accounts.x_token, handle="aduanbontang", now=now)
    youtube = YouTubeSimulator(
        accounts.youtube,
        accounts.youtube_key,
        client=accounts.youtube_client,
        refresh_token=accounts.youtube_refresh_token,
        token=f"akses-{accounts.youtube_refresh_token[:8]}",
        now=now,
        name_stem=f"Ug{start}x",
    )

    def reply(question: Question) -> Answer | None:
        for prefix, place in ((X_PREFIX, x), (YOUTUBE_PREFIX, youtube)):
            if question.path.startswith(f"{prefix}/"):
                return place.reply(replace(question, path=question.path.removeprefix(prefix)))
        return 404, {}, {"error": "Not Found"}

    with ExitStack() as stack:
        server = stack.enter_context(SpeakingServer(reply, port=port))
        telegram = TelegramSimulator(accounts.telegram_token, port=telegram_port, now=now, first_number=start)
        yield Addresses(server.url, stack.enter_context(telegram).url)
