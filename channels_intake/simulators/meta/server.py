"""The HTTP server of the simulated Meta: the Graph API on one side, the citizens' acts on the other."""

import json
import re
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import parse_qsl, urlsplit

from . import feed, reading, writing
from .citizens import act
from .webhooks import deliver
from .world import JSON, Account, World
from .writing import RefusedError

VERSION = "v26.0"
_FEED = re.compile(r"/(?P<channel>facebook|instagram)/control/(?P<list>feed|comments)")


def utc_now() -> datetime:
    """The machine's time."""
    return datetime.now(UTC)


class MetaSimulator:
    """One simulated Meta. `api_base` is the Graph API; `now` its clock.

    POST /control/acts lets a citizen act, POST /control/behaviour sets how it behaves, GET /control/said shows what the
    city wrote.
    """

    def __init__(
        self, account: Account, *, port: int = 0, now: Callable[[], datetime] = utc_now, first_number: int = 1001
    ) -> None:
        self._server = _Server(("127.0.0.1", port), _Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self.api_base = f"{self.url}/{VERSION}"
        self.world = self._server.world = World(account, now, first_number=first_number)

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()


def read(world: World, path: list[str], query: Mapping[str, str]) -> JSON:
    """The answer to a GET. Raises RefusedError."""
    if path == ["debug_token"]:
        return reading.tell_token(world)
    if path == ["refresh_access_token"]:
        return reading.renew_token(world, query)
    if path == ["me"]:
        return {"user_id": world.account.instagram}
    if path == [world.account.instagram]:
        return reading.tell_mention(world, query.get("fields", ""))
    return _list(world, path, query)


def _list(world: World, path: list[str], query: Mapping[str, str]) -> JSON:
    lists = {"feed": "facebook", "media": "instagram"}
    if len(path) == 2 and path[1] in lists and path[0] == world.own_id(lists[path[1]]):
        return reading.list_posts(world, lists[path[1]], query)
    if path == [world.account.page, "tagged"]:
        return reading.list_tagged(world, query)
    if len(path) == 2 and path[1] == "comments":
        return reading.list_comments(world, path[0], query)
    raise RefusedError(404, 803)


def write(world: World, path: list[str], values: JSON) -> tuple[JSON, JSON | None]:
    """The answer to a POST and the echo of what was written. Raises RefusedError."""
    if len(path) == 2 and path[1] == "messages":
        return writing.write_message(world, "instagram" if path[0] == "me" else "facebook", values)
    if path == [world.account.instagram, "mentions"]:
        return writing.write_mention(world, values)
    if len(path) == 2 and path[1] in ("comments", "replies"):
        return writing.write_comment(world, path[0], values)
    if len(path) == 1:
        return writing.hide(world, path[0], is_hidden=bool(values.get("is_hidden") or values.get("hide")))
    raise RefusedError(404, 803)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    world: World


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def do_POST(self) -> None:
        values = self._values()
        if self.path == "/control/acts":
            self._send(200, act(self.server.world, values))
        elif self.path == "/control/behaviour":
            self._behave(values)
        elif _FEED.fullmatch(self.path) and self.path.endswith("/comments"):
            is_there = values.get("post") in self.server.world.written
            self._send(*((200, feed.write_comment(self.server.world, values)) if is_there else (404, {})))
        else:
            self._answer(lambda path, _: write(self.server.world, path, values))

    def do_GET(self) -> None:
        shown = _FEED.fullmatch(self.path)
        if shown and shown["list"] == "feed":
            self._send(200, feed.show_feed(self.server.world, shown["channel"]))
        elif self.path == "/control/said":
            self._send(200, _said(self.server.world))
        else:
            self._answer(lambda path, query: (read(self.server.world, path, query), None))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Says nothing."""

    def _answer(self, do: Callable[[list[str], Mapping[str, str]], tuple[JSON, JSON | None]]) -> None:
        world, place = self.server.world, urlsplit(self.path)
        behaviour, is_write = world.behaviour, self.command == "POST"
        world.asked.append(place.path)
        try:
            self._check(place.path)
            answer, echo = do(place.path.split("/")[2:], dict(parse_qsl(place.query)))
        except RefusedError as error:
            self._refuse(error)
            return
        if echo and behaviour.echoes == "before":
            deliver(world, echo)
        if is_write and behaviour.lost_answers:
            behaviour.lost_answers -= 1
            self.close_connection = True
            return
        self._send(200, answer, reading.usage_headers(world))
        if echo and behaviour.echoes == "after":
            deliver(world, echo)

    def _check(self, path: str) -> None:
        """Raises RefusedError for a wrong token, a wrong version, and what the behaviour asks for."""
        behaviour = self.server.world.behaviour
        given = self.headers.get("Authorization", "")
        if given != f"Bearer {self.server.world.token}" or behaviour.is_token_dead:
            raise RefusedError(401, 190, 463)
        if not path.startswith(f"/{VERSION}/"):
            raise RefusedError(404, 2500)
        if behaviour.refusals:
            raise RefusedError(*behaviour.refusals.pop(0))

    def _refuse(self, error: RefusedError) -> None:
        facts: JSON = {"message": str(error), "type": "OAuthException", "code": error.code, "fbtrace_id": "A1"}
        if error.subcode:
            facts["error_subcode"] = error.subcode
        self._send(error.status, {"error": facts}, reading.usage_headers(self.server.world))

    def _behave(self, values: JSON) -> None:
        for name, value in values.items():
            refusals = [tuple(refusal) for refusal in value] if name == "refusals" else value
            setattr(self.server.world.behaviour, name, refusals)
        self._send(200, {})

    def _values(self) -> JSON:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        values: JSON = json.loads(body) if body else {}
        return values

    def _send(self, status: int, answer: JSON, headers: Mapping[str, str] | None = None) -> None:
        body = json.dumps(answer).encode()
        self.send_response(status)
        own = {"Content-Type": "application/json", "Content-Length": str(len(body))}
        for name, value in {**(headers or {}), **own}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def _said(world: World) -> JSON:
    """What the city wrote: in public, and in each chat."""
    own = {world.account.page, world.account.instagram}
    comments = [
        {"id": item.id, "text": item.text, "parent": item.parent, "post": item.post}
        for item in world.written.values()
        if item.author in own and item.post
    ]
    chats = {
        f"{channel}:{person}": [said["text"] for said in chat.said if said["from"] in own]
        for (channel, person), chat in world.chats.items()
    }
    return {"comments": comments, "chats": chats}
