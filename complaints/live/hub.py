"""One subscription of this process, handed on to the open streams of those who may know of the case."""

import asyncio
import json
import logging
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import redis.asyncio
from django.conf import settings
from django.db import DatabaseError, InterfaceError
from redis.exceptions import RedisError

from .access import Viewer, read_sights
from .wire import CHANNEL, Announcement, broker_address, decode

WAITING = 50  # messages that a slow stream may fall behind; then it is told to look for itself
MOST_AT_ONCE = 200  # announcements that are answered by one look into the database
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 10.0  # seconds between tries to reach the broker
REFRESH = "event: refresh\ndata: {}\n\n"
END = ""  # the login has ended, and with it the stream
_log = logging.getLogger(__name__)


class Stream:
    """One open stream: a login and the messages on their way to it."""

    def __init__(self, viewer: Viewer) -> None:
        self.viewer = viewer
        self.messages: asyncio.Queue[str] = asyncio.Queue(WAITING)

    def push(self, message: str) -> None:
        """Puts the message in line. To a stream that reads too slowly all of it is one word: look for yourself."""
        if self.messages.full():
            while not self.messages.empty():
                self.messages.get_nowait()
            message = REFRESH
        self.messages.put_nowait(message)


class Hub:
    """The open streams of this process. Everything but the database's work happens on one event loop."""

    def __init__(self) -> None:
        self.streams: set[Stream] = set()
        self._threads = ThreadPoolExecutor(2, thread_name_prefix="live")
        self._listening: asyncio.Task[None] | None = None

    async def ask(self, look: Callable[..., Any], *facts: Any) -> Any:
        """What the database says, without holding up the streams."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, look, *facts)

    def join(self, viewer: Viewer) -> Stream | None:
        """A stream of its own for this login; None when the person or the process has too many already."""
        per_user = Counter(stream.viewer.user_id for stream in self.streams)
        is_full = len(self.streams) >= settings.STREAMS_MOST
        if is_full or per_user[viewer.user_id] >= settings.STREAMS_PER_USER:
            return None
        if self._listening is None or self._listening.done():
            self._listening = asyncio.create_task(self._listen())
        stream = Stream(viewer)
        self.streams.add(stream)
        return stream

    def leave(self, stream: Stream) -> None:
        """Forgets the stream. Harmless when it is forgotten already."""
        self.streams.discard(stream)

    async def hand_on(self, announcements: Iterable[Announcement]) -> None:
        """Tells each stream the numbers of the cases that its user may know of, and nothing of the others."""
        kinds: dict[str, set[int]] = {}
        for announcement in announcements:
            kinds.setdefault(announcement.kind, set()).add(announcement.case)
        viewers = {stream.viewer for stream in self.streams}
        for kind, cases in kinds.items():
            sights = await self.ask(read_sights, viewers, cases)
            for stream in list(self.streams):
                if stream.viewer not in sights:
                    if stream.viewer in viewers:
                        stream.push(END)
                elif numbers := sights[stream.viewer]:
                    stream.push(f"event: {kind}\ndata: {json.dumps({'numbers': numbers})}\n\n")

    async def _listen(self) -> None:
        pause = FIRST_PAUSE
        while True:
            try:
                client = redis.asyncio.Redis.from_url(broker_address(), health_check_interval=30)
                async with client as broker, broker.pubsub() as told:
                    await told.subscribe(CHANNEL)
                    pause = FIRST_PAUSE
                    self._refresh_all()  # what was told meanwhile has passed by
                    while True:
                        await self._hear(told)
            except (RedisError, OSError):
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE)
            except (DatabaseError, InterfaceError) as error:
                _log.warning("The database does not answer, an announcement is lost: %s", type(error).__name__)

    async def _hear(self, told: Any) -> None:
        """Waits for an announcement and hands it on with all that came along with it."""
        # What is to be listened to must not end on a quiet night: None is the end of the wait and not of the line.
        message = await told.get_message(ignore_subscribe_messages=True, timeout=30)
        heard: list[Announcement] = []
        while message and len(heard) < MOST_AT_ONCE:
            if announcement := decode(message["data"]):
                heard.append(announcement)
            message = await told.get_message(ignore_subscribe_messages=True, timeout=0)
        if heard and self.streams:
            await self.hand_on(heard)

    def _refresh_all(self) -> None:
        for stream in self.streams:
            stream.push(REFRESH)
