"""The process of the streams beside a test: the real one, over the test's database and a real broker."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.db import connection
from pytest_django import Settings

from bontang_pengaduan.stack import free_port, stream
from complaints.live import announce
from tests.processes import answers, wait_until

START_SECONDS = 120  # 2 s on an idle machine


@contextmanager
def running_streams(broker: str) -> Iterator[int]:
    """The port of a running stream process."""
    port = free_port("127.0.0.1", 21_000 + os.getpid() % 1000)
    env = os.environ | {
        "DATABASE_URL": _database_address(),
        "REDIS_URL": broker,
        "SECRET_KEY": settings.SECRET_KEY,
        "STREAM_PORT": str(port),
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
        "DJANGO_SETTINGS_MODULE": "bontang_pengaduan.settings",
    }
    command = stream(env, host="127.0.0.1").command
    with subprocess.Popen([sys.executable, *command[1:]], cwd=settings.BASE_DIR, env=env) as process:
        try:
            wait_until(lambda: answers(port, "/healthz"), START_SECONDS, "the streams did not get ready")
            yield port
        finally:
            process.terminate()
            process.wait(timeout=20)


@pytest.fixture(scope="session")
def stream_process(django_db_setup: None, broker: str) -> Iterator[tuple[int, str]]:
    """Port and broker of a stream process that serves all tests of this run."""
    with running_streams(broker) as port:
        yield port, broker


@pytest.fixture
def streams(stream_process: tuple[int, str], settings: Settings) -> Iterator[int]:
    """The stream process, and this process telling it of what it does. Its port."""
    settings.STREAM_PORT, settings.REDIS_URL = stream_process
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    own = ["'self'", f"http://localhost:{settings.STREAM_PORT}"]
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": directives | {"connect-src": own}}
    announce.broker.cache_clear()
    announce.resume()
    yield stream_process[0]
    announce.broker.cache_clear()


def _database_address() -> str:
    place = connection.settings_dict
    if str(place["HOST"]).startswith("/"):
        return f"postgres://{place['USER']}@/{place['HOST']}/{place['NAME']}"
    return f"postgres://{place['USER']}:{place['PASSWORD']}@{place['HOST']}:{place['PORT'] or 5432}/{place['NAME']}"
