"""The only way out over HTTP: time-outs, no redirects, no proxies from the environment, one pool a process."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import httpx

TIMEOUT = httpx.Timeout(10.0, connect=5.0)  # seconds; a claim on an outbox row lasts 60
LIMITS = httpx.Limits(max_connections=20, max_keepalive_connections=10, keepalive_expiry=30)


class TooLargeError(Exception):
    """The answer is larger than the caller takes."""


def request(method: str, url: str, *, token: str, **parts: Any) -> httpx.Response:
    """One request with a Bearer token; the whole answer in memory. Raises httpx.HTTPError.

    A redirect is an answer like any other and is not followed: the token would go along.
    """
    return _client(os.getpid()).request(method, url, headers=_headers(token), **parts)


@contextmanager
def stream(url: str, *, token: str) -> Iterator[httpx.Response]:
    """The answer to a GET whose body is still to be read. Raises httpx.HTTPError."""
    with _client(os.getpid()).stream("GET", url, headers=_headers(token)) as response:
        yield response


def read_limited(response: httpx.Response, limit: int) -> bytes:
    """The body, at most `limit` bytes. Raises TooLargeError as soon as there is more, and httpx.HTTPError."""
    body = bytearray()
    for chunk in response.iter_bytes(64 * 1024):
        body += chunk
        if len(body) > limit:
            raise TooLargeError
    return bytes(body)


def _headers(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


@lru_cache(maxsize=1)
def _client(_: int) -> httpx.Client:
    # By process id: a worker that was forked must not share its parent's sockets.
    return httpx.Client(timeout=TIMEOUT, limits=LIMITS, follow_redirects=False, trust_env=False)
