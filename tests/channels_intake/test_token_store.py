"""Tokens that end after hours: renewed in time, by one at a time, and a new refresh token is never lost."""

from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from pytest_django import Settings

from channels_intake import token_store
from channels_intake.channels.oauth import Grant
from channels_intake.channels.x.token import access_token
from channels_intake.models import AccessToken, ChannelAccount
from channels_intake.simulators.x import XSimulator
from channels_intake.token_store import LEASE, claim, keep
from channels_intake.tokens import renew_tokens
from tests.channels_intake.x.conftest import ACCOUNT, x
from tests.factories import MONDAY_MORNING as NOW

__all__ = ["x"]

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def rotating(x: XSimulator, settings: Settings) -> XSimulator:
    """X with a consent whose refresh token stands in the settings."""
    x.refresh_token = "penyegar-awal"
    settings.X_OAUTH_CLIENT_ID, settings.X_OAUTH_CLIENT_SECRET = x.client
    settings.X_REFRESH_TOKEN = "penyegar-awal"
    ChannelAccount.objects.create(channel="x", account=ACCOUNT, watched_since=NOW)
    return x


def row() -> AccessToken:
    return AccessToken.objects.get()


def test_the_first_renewal_gives_a_token_and_keeps_the_new_refresh_token(rotating: XSimulator) -> None:
    renewed = renew_tokens(now=NOW)

    assert (renewed, access_token()) == (1, rotating.token)
    assert (row().refresh_token, row().expires_at) == (rotating.refresh_token, NOW + 2 * HOUR)


def test_it_is_renewed_shortly_before_its_end_and_not_earlier(rotating: XSimulator) -> None:
    renew_tokens(now=NOW)
    first = access_token()

    early = renew_tokens(now=NOW + HOUR)
    late = renew_tokens(now=NOW + 2 * HOUR - timedelta(minutes=19))

    assert (early, late) == (0, 1)
    assert access_token() == rotating.token != first


def test_while_one_renews_nobody_else_asks_with_the_same_refresh_token(rotating: XSimulator) -> None:
    first = claim(channel="x", account=ACCOUNT, seed="penyegar-awal", now=NOW)

    assert first is not None
    assert renew_tokens(now=NOW + timedelta(seconds=30)) == 0
    assert rotating.refresh_token == "penyegar-awal"


def test_after_a_crash_the_renewal_is_done_anew(rotating: XSimulator) -> None:
    claim(channel="x", account=ACCOUNT, seed="penyegar-awal", now=NOW)

    assert renew_tokens(now=NOW + LEASE) == 1


def test_a_renewal_that_outlived_its_lease_is_kept(rotating: XSimulator) -> None:
    slow = claim(channel="x", account=ACCOUNT, seed="penyegar-awal", now=NOW)
    claim(channel="x", account=ACCOUNT, seed="penyegar-awal", now=NOW + LEASE)
    assert slow is not None

    is_kept = keep(row=slow, grant=Grant("akses", "penyegar-baru", NOW + 2 * HOUR), now=NOW + LEASE)

    assert (is_kept, row().refresh_token) == (True, "penyegar-baru")


def test_an_older_answer_does_not_replace_a_newer_refresh_token(rotating: XSimulator) -> None:
    slow = claim(channel="x", account=ACCOUNT, seed="penyegar-awal", now=NOW)
    renew_tokens(now=NOW + LEASE)
    assert slow is not None

    is_kept = keep(row=slow, grant=Grant("akses", "penyegar-lama", NOW + 2 * HOUR), now=NOW + LEASE)

    assert (is_kept, row().refresh_token) == (False, rotating.refresh_token)


def test_a_connection_that_died_meanwhile_costs_no_refresh_token(
    rotating: XSimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, tried = token_store._store, []

    def dies_once(*parts: object) -> bool:
        tried.append(parts)
        if len(tried) == 1:
            raise OperationalError("server closed the connection")
        return store(*parts)  # type: ignore[arg-type]

    monkeypatch.setattr(token_store, "_store", dies_once)
    monkeypatch.setattr(connection, "close", lambda: None)  # the test's transaction lives in it

    renew_tokens(now=NOW)

    assert row().refresh_token == rotating.refresh_token


def test_a_dead_consent_is_told_and_tried_again_later(rotating: XSimulator) -> None:
    rotating.refresh_token = "penyegar-lain"

    renewed = [renew_tokens(now=NOW), renew_tokens(now=NOW + timedelta(minutes=1))]

    assert renewed == [0, 0]
    assert row().trouble == ("Izin akun ini sudah berakhir. Beri izin lagi dan isi token penyegar yang baru di server.")
    assert ChannelAccount.objects.get().token == ChannelAccount.Token.INVALID


def test_a_new_consent_in_the_settings_replaces_the_dead_one(rotating: XSimulator, settings: Settings) -> None:
    rotating.refresh_token = "penyegar-kedua"
    renew_tokens(now=NOW)

    settings.X_REFRESH_TOKEN = "penyegar-kedua"
    renewed = renew_tokens(now=NOW + timedelta(seconds=1))

    assert (renewed, row().trouble, access_token()) == (1, "", rotating.token)
    assert ChannelAccount.objects.get().token == ChannelAccount.Token.VALID
