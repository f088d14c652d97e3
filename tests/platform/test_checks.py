"""Each misconfiguration is named with its fix, and a right configuration is left in peace."""

from typing import Any

import pytest
from django.test import override_settings

from bontang_pengaduan.checks import check_celery, check_environment, check_public_address, environment_problems


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "DATABASE_URL_FILE", "SECRET_KEY", "SECRET_KEY_FILE"):
        monkeypatch.delenv(name, raising=False)


def test_local_machine_needs_nothing() -> None:
    assert environment_problems() == []


def test_given_database_without_a_key_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://db/pengaduan")

    problems = environment_problems()

    assert problems == ["DATABASE_URL is set, so SECRET_KEY must be set too: sessions and links depend on it."]
    assert [message.id for message in check_environment(None)] == ["pengaduan.E001"]


def test_key_may_come_from_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL_FILE", "/run/secrets/database")
    monkeypatch.setenv("SECRET_KEY_FILE", "/run/secrets/key")

    assert environment_problems() == []


@override_settings(PUBLIC_BASE_URL="aduan.example")
def test_public_address_without_a_scheme_is_refused() -> None:
    assert environment_problems() == [
        "PUBLIC_BASE_URL must begin with https:// or http://: citizens' links are made of it.",
    ]


@override_settings(SIMULATOR=True, WHATSAPP_API_BASE="https://graph.facebook.com/v26.0")
def test_simulator_beside_a_real_provider_is_refused() -> None:
    assert environment_problems() == [
        "SIMULATOR is on while WHATSAPP_API_BASE is a real provider; unset one of them.",
    ]


@pytest.mark.parametrize(
    "credentials",
    [
        {"TELEGRAM_BOT_TOKEN": "900:asli"},
        {"X_ACCESS_TOKEN": "asli"},
        {"YOUTUBE_API_KEY": "asli"},
        {"META_APP_SECRETS": ["asli"]},
        {"SP4N_CLIENT_ID": "asli", "SP4N_API_BASE": "https://lapor.contoh.id"},
    ],
)
def test_no_simulator_beside_another_real_channel(credentials: dict[str, Any]) -> None:
    with override_settings(SIMULATOR=True, WHATSAPP_API_BASE="http://127.0.0.1:8009/v26.0", **credentials):
        problems = environment_problems()

    assert problems == ["SIMULATOR is on while another channel has real credentials; unset one of them."]


@override_settings(SIMULATOR=True, WHATSAPP_API_BASE="http://127.0.0.1:8009/v26.0", TELEGRAM_BOT_TOKEN="900:uji")
def test_a_simulated_telegram_may_stand_beside_the_simulator() -> None:
    with override_settings(TELEGRAM_API_BASE="http://127.0.0.1:8010"):
        assert environment_problems() == []


@override_settings(CLOCK_OFFSET_SECONDS=60, SIMULATOR=False, WHATSAPP_ACCESS_TOKEN="real")
def test_moved_clock_beside_real_credentials_is_refused() -> None:
    assert environment_problems() == [
        "CLOCK_OFFSET_SECONDS is refused while real channel credentials are set; unset it.",
    ]


@override_settings(CLAMD_URL="127.0.0.1:3310")
def test_scanner_without_a_scheme_is_refused() -> None:
    assert environment_problems() == [
        "CLAMD_URL must be tcp://host:3310 or unix:///path/to/socket, or unset.",
    ]


@override_settings(CLAMD_URL="unix:///run/clamav/clamd.ctl")
def test_scanner_on_a_socket_is_taken() -> None:
    assert environment_problems() == []


@override_settings(CELERY_TASK_TIME_LIMIT=300, CELERY_BROKER_TRANSPORT_OPTIONS={"visibility_timeout": 300})
def test_task_that_may_outlive_its_delivery_is_an_error() -> None:
    assert [message.id for message in check_celery(None)] == ["pengaduan.E101"]


@override_settings(
    CELERY_BEAT_SCHEDULE={
        "right": {"task": "t", "schedule": 5, "options": {"expires": 5}},
        "too long": {"task": "t", "schedule": 5, "options": {"expires": 6}},
        "for ever": {"task": "t", "schedule": 5},
    }
)
def test_beat_entry_that_outlives_its_interval_is_an_error() -> None:
    assert [message.msg for message in check_celery(None)] == [
        "Beat entry too long outlives its interval.",
        "Beat entry for ever outlives its interval.",
    ]


def test_shipped_celery_settings_are_sound() -> None:
    assert check_celery(None) == []


@pytest.mark.parametrize(
    ("address", "ids"), [("https://aduan.example", []), ("http://aduan.example", ["pengaduan.W201"])]
)
def test_public_address_must_be_https_when_deployed(address: str, ids: list[str]) -> None:
    with override_settings(PUBLIC_BASE_URL=address):
        assert [message.id for message in check_public_address(None)] == ids
