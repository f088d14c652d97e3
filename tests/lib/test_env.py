"""Whatever the environment holds: a typed value, or one sentence that names the variable and the fix."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from environ.fileaware_mapping import FileAwareMapping

from bontang_pengaduan.embedded import broker_url, database_url
from bontang_pengaduan.lib.env import Environment, local_secret

NO_DATABASE = "DATABASE_URL cannot be read; write it as postgres://user:password@host:5432/name."
NO_BROKER = "REDIS_URL cannot be read; write it as redis://:password@host:6379/0."


@pytest.fixture
def env() -> Environment:
    """One that keeps no values of files."""
    fresh = Environment()
    fresh.ENVIRON = FileAwareMapping(cache=False)
    return fresh


@pytest.mark.parametrize("value", ["abc", "", "8000.5"])
def test_what_is_no_whole_number_is_named(env: Environment, monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("PORT", value)

    with pytest.raises(ImproperlyConfigured, match=r"^PORT must be a whole number; correct or unset it\.$"):
        env.int("PORT", 8000)


def test_what_is_no_number_is_named(env: Environment, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROUTING_THRESHOLD", "hoch")

    with pytest.raises(ImproperlyConfigured, match=r"^ROUTING_THRESHOLD must be a number; correct or unset it\.$"):
        env.float("ROUTING_THRESHOLD", 0.8)


def test_numbers_and_their_defaults_are_read(env: Environment, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "8100")
    monkeypatch.delenv("ROUTING_THRESHOLD", raising=False)

    assert (env.int("PORT", 8000), env.float("ROUTING_THRESHOLD", 0.8)) == (8100, 0.8)


def test_value_of_a_file_ends_before_its_newline(
    env: Environment, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "key").write_text("rahasia\n")
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "key"))

    assert env.str("SECRET_KEY", "") == "rahasia"


def test_missing_file_is_named(env: Environment, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY_FILE", "/nowhere/key")

    with pytest.raises(ImproperlyConfigured) as refused:
        env.str("SECRET_KEY", "")

    assert str(refused.value) == "SECRET_KEY_FILE cannot be read: No such file or directory; correct or unset it."


def test_value_beside_the_choices_is_named(env: Environment, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOG_LEVEL", "laut")

    with pytest.raises(ImproperlyConfigured) as refused:
        env.choice("LOG_LEVEL", "WARNING", ("INFO", "WARNING"))

    assert str(refused.value) == "LOG_LEVEL must be one of INFO, WARNING; correct or unset it."


@pytest.mark.parametrize(
    "value", ["", "nonsense", "mysql://u@h/x", "postgres://u:rahasia@h:port/x", "postgres://[::1/x"]
)
def test_unreadable_database_address_is_named_and_not_repeated(
    env: Environment, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", value)

    with pytest.raises(ImproperlyConfigured) as refused:
        env.database("DATABASE_URL", "")

    assert str(refused.value) == NO_DATABASE


@pytest.mark.parametrize("value", ["", "nonsense", "http://h/0", "redis://h:0/0", "redis://:rahasia@h:port/0"])
def test_unreadable_broker_address_is_named_and_not_repeated(
    env: Environment, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("REDIS_URL", value)

    with pytest.raises(ImproperlyConfigured) as refused:
        env.broker("REDIS_URL", "")

    assert str(refused.value) == NO_BROKER


def test_unreadable_mail_address_is_named(env: Environment, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMAIL_URL", "mail.example")

    with pytest.raises(ImproperlyConfigured) as refused:
        env.mail("EMAIL_URL", "")

    assert str(refused.value) == "EMAIL_URL cannot be read; write it as smtp+tls://user:password@host:587."


def test_addresses_of_the_local_servers_are_readable(
    env: Environment, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("REDIS_URL", raising=False)

    place = env.database("DATABASE_URL", database_url(tmp_path))

    assert (place["ENGINE"], place["NAME"]) == ("django.db.backends.postgresql", "pengaduan")
    assert env.broker("REDIS_URL", broker_url(tmp_path)) == broker_url(tmp_path)


def test_secret_is_made_once_and_private(tmp_path: Path) -> None:
    first = local_secret(tmp_path / "data", "secret_key")

    assert local_secret(tmp_path / "data", "secret_key") == first
    assert len(first) >= 48
    assert (tmp_path / "data" / "secret_key").stat().st_mode & 0o777 == 0o600
