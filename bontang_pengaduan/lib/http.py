"""The only way out over HTTP: time-outs, no redirects, no proxies from the environment, one pool a process."""

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import httpx

TIMEOUT = httpx.Timeout(10.0, connect=5.0)  # seconds; a claim on an outbox row lasts 60
BODY_SECONDS = 40  # a task is ended after 50
LIMITS = httpx.Limits(max_connections=20, max_keepalive_connections=10, keepalive_expiry=30)


class TooLargeError(Exception):
    """The answer is larger than the caller takes."""


def request(
    method: str, url: str, *, token: str = "", headers: Mapping[str, str] | None = None, **parts: Any
) -> httpx.Response:
    """One request, with a Bearer token if there is one; the whole answer in memory. Raises httpx.HTTPError.

    A redirect is an answer like any other and is not followed: the token would go along.
    """
    return _client(os.getpid()).request(method, url, headers={**_headers(token), **(headers or {})}, **parts)


@contextmanager
def stream(url: str, *, token: str = "") -> Iterator[httpx.Response]:
    """The answer to a GET whose body is still to be read. Raises httpx.HTTPError."""
    with _client(os.getpid()).stream("GET", url, headers=_headers(token)) as response:
        yield response


def read_limited(response: httpx.Response, limit: int) -> Iterator[bytes]:
    """The body in pieces, at most `limit` bytes and BODY_SECONDS. Raises TooLargeError as soon as there is more, and
    httpx.HTTPError."""
    total, ends_at = 0, time.monotonic() + BODY_SECONDS
    for chunk in response.iter_bytes(64 * 1024):
        total += len(chunk)
        if total > limit:
            raise TooLargeError
        if time.monotonic() > ends_at:
            raise httpx.ReadTimeout("The body takes too long.", request=response.request)
        yield chunk


def _headers(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"} if token else {}


@lru_cache(maxsize=1)
def _client(_: int) -> httpx.Client:
    # By process id: a worker that was forked must not share its parent's sockets.
    return httpx.Client(timeout=TIMEOUT, limits=LIMITS, follow_redirects=False, trust_env=False)
