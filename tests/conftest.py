"""The suite's database and broker: the same embedded servers that `make run` starts, over folders of their own."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import which

import pytest
import redis
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from pytest_django.plugin import DjangoDbBlocker

from bontang_pengaduan.embedded import EmbeddedServers, broker_url, database_url
from bontang_pengaduan.lib.env import env
from bontang_pengaduan.servers.lock import is_free

# Runs and their workers at the same time take different folders; each is kept, because a warm start takes 0.1 s.
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "gw")
FOLDERS = [settings.DATA_DIR / f"test-{WORKER}-{number}" for number in range(32)]


CHROMIUM = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := which(name))), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skips browser tests on a machine without Chromium; with CI set they run, and fail there."""
    if CHROMIUM or env.bool("CI", default=False):
        return
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason="Chromium is not installed"))


@contextmanager
def servers_in_free_folder(*, database: bool = False, broker: bool = False) -> Iterator[Path]:
    """Servers without fsync over a folder that no other run holds: what they keep is thrown away anyway."""
    data_dir = next(folder for folder in FOLDERS if is_free(folder))
    with EmbeddedServers(data_dir, database=database, broker=broker, durable=False):
        yield data_dir


@pytest.fixture(scope="session")
def database_folder() -> Iterator[Path | None]:
    """Where the embedded PostgreSQL runs; None where DATABASE_URL names another."""
    if os.environ.get("DATABASE_URL"):
        yield None
        return
    with servers_in_free_folder(database=True) as data_dir:
        yield data_dir


@pytest.fixture(scope="session")
def embedded_database(database_folder: Path | None) -> str:
    """Address of a running PostgreSQL: DATABASE_URL when it is set, else an embedded one."""
    return database_url(database_folder) if database_folder else os.environ["DATABASE_URL"]


@pytest.fixture(scope="session")
def django_db_keepdb(request: pytest.FixtureRequest, database_folder: Path | None) -> bool:
    """The embedded database is left for the next run, which saves it all migrations."""
    return bool(database_folder or request.config.getvalue("reuse_db"))


@pytest.fixture(scope="session")
def django_db_createdb(request: pytest.FixtureRequest, database_folder: Path | None) -> Iterator[bool]:
    """Only a database of the same migrations, left by a run that ended by itself, is used again."""
    wanted = bool(request.config.getvalue("create_db"))
    if not database_folder:
        yield wanted
        return
    mark, digest = database_folder / "kept-database", _migrations_digest()
    fits = mark.is_file() and mark.read_text() == digest
    mark.unlink(missing_ok=True)
    yield wanted or not fits
    mark.write_text(digest)


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, django_db_keepdb: bool, django_db_createdb: bool
) -> None:
    """A kept database begins as empty as a new one, whatever the run before has left in it."""
    if django_db_keepdb and not django_db_createdb:
        with django_db_blocker.unblock():
            call_command("flush", interactive=False, verbosity=0)


def _migrations_digest() -> str:
    files = sorted(settings.BASE_DIR.glob("*/migrations/*.py"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(embedded_database: str) -> None:
    """Points Django at that PostgreSQL before the test database is made."""
    address = env.db_url_config(embedded_database)
    places = {name: address[name] for name in ("HOST", "PORT", "USER", "PASSWORD", "NAME")}
    connections["default"].settings_dict.update(places)


@pytest.fixture(scope="session")
def broker() -> Iterator[str]:
    """Address of a real, empty broker for Celery: REDIS_URL when it is set, else an embedded Valkey."""
    if address := os.environ.get("REDIS_URL"):
        yield address
        return
    with servers_in_free_folder(broker=True) as data_dir:
        address = broker_url(data_dir)
        with redis.Redis.from_url(address.replace("redis+socket://", "unix://")) as client:
            client.flushall()
        yield address
