"""Our tokens: what Meta says of them, the weekly renewal of an Instagram login's, and the alarm before an end."""

from datetime import timedelta

import pytest
from pytest_django import Settings

from channels_intake.alarms import raise_alarms
from channels_intake.channels.errors import ChannelError
from channels_intake.channels.meta.access import access_to
from channels_intake.channels.meta.token import read_facebook_token, read_instagram_token
from channels_intake.channels.tokens import TokenFacts
from channels_intake.models import AccessToken, ChannelAccount, ChannelAlarm
from channels_intake.simulators.meta import MetaSimulator
from channels_intake.tokens import check_tokens, renew_tokens
from tests.channels_intake.meta.kit import behave
from tests.factories import MONDAY_MORNING as NOW
from tests.reference import load_reference_data

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def own_login(meta: MetaSimulator, settings: Settings) -> MetaSimulator:
    """An Instagram account with a login of its own, and nothing else."""
    settings.INSTAGRAM_TOKEN, settings.FACEBOOK_PAGE_TOKEN, settings.FACEBOOK_PAGE_ID = meta.world.token, "", ""
    account = meta.world.account.instagram
    ChannelAccount.objects.create(channel="instagram", account=account, watched_since=NOW, last_event_at=NOW)
    return meta


def test_a_page_token_without_an_end_is_valid(meta: MetaSimulator) -> None:
    assert read_facebook_token() == read_instagram_token() == TokenFacts(is_valid=True)


def test_the_end_of_a_page_token_is_told(meta: MetaSimulator) -> None:
    behave(meta, token_expires_at=int((NOW + 9 * DAY).timestamp()))

    assert read_facebook_token() == TokenFacts(is_valid=True, expires_at=NOW + 9 * DAY)


def test_a_revoked_token_is_invalid(meta: MetaSimulator, own_login: MetaSimulator) -> None:
    behave(meta, is_token_dead=True)

    assert read_instagram_token() == TokenFacts(is_valid=False)


def test_without_a_token_nothing_is_known(meta: MetaSimulator, settings: Settings) -> None:
    settings.FACEBOOK_PAGE_TOKEN = ""

    with pytest.raises(ChannelError):
        read_facebook_token()


def test_an_own_login_is_renewed_every_week_and_spoken_with_anew(own_login: MetaSimulator) -> None:
    first = renew_tokens(now=NOW)
    before = access_to("instagram").token
    early, weekly = renew_tokens(now=NOW + 6 * DAY), renew_tokens(now=NOW + 7 * DAY)

    assert (first, early, weekly) == (1, 0, 1)
    assert access_to("instagram").token == own_login.world.token != before
    assert ChannelAccount.objects.get().token_expires_at == NOW + 67 * DAY


def test_before_the_first_renewal_the_token_of_the_settings_is_used(own_login: MetaSimulator) -> None:
    assert access_to("instagram").token == own_login.world.token


def test_a_renewal_that_fails_for_weeks_raises_the_alarm_two_weeks_before_the_end(own_login: MetaSimulator) -> None:
    load_reference_data()
    renew_tokens(now=NOW)
    behave(own_login, refusals=[[500, 2, 0]] * 5)
    late = NOW + 47 * DAY
    renew_tokens(now=late)
    own_login.world.behaviour.refusals.clear()
    ChannelAccount.objects.update(last_event_at=late)
    check_tokens(now=late)

    raise_alarms(now=late)

    assert AccessToken.objects.get().trouble == "Token Instagram belum dapat diperpanjang."
    assert ChannelAlarm.objects.get().cause == ChannelAlarm.Cause.TOKEN


def test_an_ended_token_needs_a_person(own_login: MetaSimulator) -> None:
    behave(own_login, is_token_dead=True)

    renew_tokens(now=NOW)

    assert AccessToken.objects.get().trouble == "Token Instagram sudah berakhir. Hubungkan akun lagi."
    assert ChannelAccount.objects.get().token == ChannelAccount.Token.INVALID
