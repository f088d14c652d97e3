"""/arus/: server-sent events for the staff pages, as a plain ASGI application without Django's handler.

A stream says which cases have changed, by number, to whom may know of them. What has changed, the page asks for itself
at an address that checks every right again.
"""

import asyncio
import contextlib
import random
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.http.request import split_domain_port, validate_host

from .access import Viewer, is_still, read_viewer
from .hub import END, REFRESH, Hub, Stream

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
PATH = "/arus/"
PING_SECONDS = 25.0  # under what proxies take for silence; at each ping the login is looked at again
PLAIN = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
EVENTS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"content-encoding", b"identity"),  # a compressed stream is a held one
    (b"x-accel-buffering", b"no"),
]
hub = Hub()


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers /arus/ and /healthz; 401 without a login, 403 from another site, 429 to whom has too many streams."""
    if scope["type"] != "http":
        return
    if scope["path"] == "/healthz":
        await _refuse(send, 200, "ok")
    elif scope["path"] != PATH or scope["method"] != "GET":
        await _refuse(send, 404, "Tidak ada.")
    else:
        await _open(scope, receive, send)


async def _open(scope: Scope, receive: Receive, send: Send) -> None:
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    if not _is_ours(headers):
        await _refuse(send, 403, "Hanya dari halaman Aduan Bontang.")
        return
    try:
        viewer = await hub.ask(read_viewer, headers.get("cookie", ""))
    except (DatabaseError, InterfaceError):
        await _refuse(send, 503, "Sedang tidak tersedia.")
        return
    if viewer is None:
        await _refuse(send, 401, "Masuk dahulu.")
    elif (stream := hub.join(viewer)) is None:
        await _refuse(send, 429, "Terlalu banyak halaman terbuka.")
    else:
        await _run(stream, headers, receive, send)


async def _run(stream: Stream, headers: Mapping[str, str], receive: Receive, send: Send) -> None:
    """Until the page goes, or its login ends."""
    talking = asyncio.create_task(_talk(stream, headers, send))
    leaving = asyncio.create_task(_wait_for_leaving(receive))
    try:
        await asyncio.wait({talking, leaving}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        hub.leave(stream)
        for task in (talking, leaving):
            task.cancel()
            # A page that has gone cannot be written to any more: however that is reported, it is the end.
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await task


async def _talk(stream: Stream, headers: Mapping[str, str], send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [*EVENTS, *_shared_with(headers)]})
    # After a restart all pages come back: not in the same second. Whoever had been here before has missed something.
    greeting = f"retry: {random.randint(2000, 6000)}\n: halo\n\n"  # noqa: S311  # no secret
    await _say(send, greeting + (REFRESH if "last-event-id" in headers else ""))
    number = 0
    while True:
        try:
            message = await asyncio.wait_for(stream.messages.get(), PING_SECONDS)
        except TimeoutError:
            if not await _holds(stream.viewer):
                break
            message = ": ping\n\n"
        else:
            if message == END:
                break
            number += 1
            message = f"id: {number}\n{message}"
        await _say(send, message)
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _holds(viewer: Viewer) -> bool:
    try:
        return bool(await hub.ask(is_still, viewer))
    except (DatabaseError, InterfaceError):
        return True  # nothing can be told without the database either


async def _wait_for_leaving(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _say(send: Send, words: str) -> None:
    await send({"type": "http.response.body", "body": words.encode(), "more_body": True})


async def _refuse(send: Send, status: int, words: str) -> None:
    await send({"type": "http.response.start", "status": status, "headers": PLAIN})
    await send({"type": "http.response.body", "body": words.encode()})


def _is_ours(headers: Mapping[str, str]) -> bool:
    """Asked by a page of this host: of the same one behind a proxy, of another port of it without one."""
    host = split_domain_port(headers.get("host", ""))[0]
    if not host or not validate_host(host, settings.ALLOWED_HOSTS):
        return False
    origin = headers.get("origin")
    return origin is None or split_domain_port(urlsplit(origin).netloc.lower())[0] == host


def _shared_with(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    """Lets a page on another port of this host read the stream; its origin has been looked at."""
    if "origin" not in headers:
        return []
    origin = headers["origin"].encode("latin-1")
    names = (b"access-control-allow-origin", b"access-control-allow-credentials", b"vary")
    return list(zip(names, (origin, b"true", b"Origin"), strict=True))
