"""A platform that runs beside the test in processes of its own, and a look into its database."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psycopg2
from django.conf import settings

from bontang_pengaduan.embedded import database_url
from bontang_pengaduan.lib.env import env
from bontang_pengaduan.stack import free_port

# What would lead the processes to servers, secrets or settings of somebody else.
NOT_OURS = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "WHATSAPP_APP_SECRET", "DJANGO_SETTINGS_MODULE", "CI")
START_SECONDS = 180  # 4 s on an idle machine with 2 cores; tests of other people may keep it busy


def environment(data_dir: Path, **more: str) -> dict[str, str]:
    """The environment of a platform over that folder."""
    inherited = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
    return inherited | {"DATA_DIR": str(data_dir)} | more


@contextmanager
def empty_data_dir() -> Iterator[Path]:
    """A folder that a lesser account may pass through, with a path short enough for sockets."""
    top = Path(tempfile.mkdtemp(prefix="pengaduan-", dir="/tmp"))
    top.chmod(0o711)
    yield top / "data"
    shutil.rmtree(top)


@contextmanager
def running_platform(data_dir: Path, **more: str) -> Iterator[int]:
    """The port of `manage.py up` over that folder, from its being ready until it has stopped."""
    port = free_port("127.0.0.1", 19_000 + os.getpid() % 1000)
    command = [sys.executable, "manage.py", "up", "--with-parent", "--port", str(port)]
    with subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment(data_dir, **more)) as process:
        try:
            wait_until(lambda: answers(port, "/readyz"), START_SECONDS, "the platform did not get ready")
            yield port
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=60)


def answers(port: int, path: str) -> bool:
    """Whether the address is answered with 200."""
    try:
        answer = httpx.get(f"http://127.0.0.1:{port}{path}", trust_env=False, timeout=5)
    except httpx.HTTPError:
        return False
    return answer.status_code == httpx.codes.OK


def wait_until(condition: Callable[[], bool], seconds: float, sentence: str, *, every: float = 0.1) -> None:
    """Returns as soon as the condition holds; fails with the sentence when the time is over."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, sentence
        time.sleep(every)


def read_column(data_dir: Path, query: str) -> list[object]:
    """The first column of the query's rows."""
    return [row[0] for row in read_rows(data_dir, query)]


def read_rows(data_dir: Path, query: str) -> list[tuple[object, ...]]:
    """The query's rows; what it changes is kept."""
    place = env.db_url_config(database_url(data_dir))
    connection = psycopg2.connect(host=place["HOST"], user=place["USER"], dbname=place["NAME"])
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()
