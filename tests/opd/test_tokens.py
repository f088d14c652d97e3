"""Tokens: only a digest is kept, and each way of ending one ends it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection

from opd.models import ApiToken, User
from opd.tokens import TokenError, create_token, find_token, note_use, revoke_token

pytestmark = pytest.mark.django_db
MONDAY_MORNING = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # 09.00 WITA
READ = "complaints:read"


@pytest.fixture
def user() -> User:
    return User.objects.create(username="sistem.uji")


def make_token(user: User, days: int = 30) -> tuple[ApiToken, str]:
    return create_token(user=user, scopes=[READ], days=days, now=MONDAY_MORNING)


def test_the_text_is_found_again_and_stands_in_no_column(user: User) -> None:
    token, text = make_token(user)

    found = find_token(text, MONDAY_MORNING)

    assert found == token
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM opd_apitoken t")
        assert text not in cursor.fetchone()[0]


def test_two_tokens_of_one_user_differ(user: User) -> None:
    (first, one), (second, other) = make_token(user), make_token(user)

    assert (find_token(one, MONDAY_MORNING), find_token(other, MONDAY_MORNING)) == (first, second)
    assert one != other


def test_a_wrong_text_finds_nothing(user: User) -> None:
    _, text = make_token(user)

    assert find_token(text[:-1], MONDAY_MORNING) is None


def test_it_ends_with_its_last_day(user: User) -> None:
    token, text = make_token(user, days=2)
    end = MONDAY_MORNING + timedelta(days=2)

    assert find_token(text, end - timedelta(seconds=1)) == token
    assert find_token(text, end) is None


def test_a_revoked_token_is_dead_at_once(user: User) -> None:
    token, text = make_token(user)

    ended = [revoke_token(token=token, now=MONDAY_MORNING), revoke_token(token=token, now=MONDAY_MORNING)]

    assert ended == [True, False]
    assert find_token(text, MONDAY_MORNING) is None


def test_whoever_is_shut_out_takes_his_tokens_with_him(user: User) -> None:
    _, text = make_token(user)
    User.objects.filter(pk=user.pk).update(is_active=False)

    assert find_token(text, MONDAY_MORNING) is None


@pytest.mark.parametrize(
    ("scopes", "days", "reason"),
    [
        (["complaints:read", "semua"], 1, "Unknown scope: semua. There are complaints:read, complaints:write."),
        ([], 1, "Name at least one scope. There are complaints:read, complaints:write."),
        ([READ], 0, "A token lasts 1 to 3650 days, not 0."),
        ([READ], 3651, "A token lasts 1 to 3650 days, not 3651."),
    ],
)
def test_what_cannot_be_made_is_refused_with_the_reason(user: User, scopes: list[str], days: int, reason: str) -> None:
    with pytest.raises(TokenError) as refusal:
        create_token(user=user, scopes=scopes, days=days, now=MONDAY_MORNING)

    assert str(refusal.value) == reason
    assert ApiToken.objects.count() == 0


def test_the_database_itself_refuses_a_token_without_scopes(user: User) -> None:
    with pytest.raises(IntegrityError, match="token_has_scopes"):
        ApiToken.objects.create(
            user=user, digest="x", scopes=[], created_at=MONDAY_MORNING, expires_at=MONDAY_MORNING + timedelta(1)
        )


def test_its_use_is_written_once_a_minute(user: User) -> None:
    token, text = make_token(user)
    seconds = (0, 30, 59, 60)

    noted = []
    for second in seconds:
        fresh = find_token(text, MONDAY_MORNING)
        assert fresh is not None
        note_use(token=fresh, now=MONDAY_MORNING + timedelta(seconds=second))
        token.refresh_from_db()
        noted.append(token.last_used_at)

    first, second_minute = MONDAY_MORNING, MONDAY_MORNING + timedelta(seconds=60)
    assert noted == [first, first, first, second_minute]


def test_of_two_who_hold_the_same_old_row_one_writes(user: User) -> None:
    token, text = make_token(user)
    stale = find_token(text, MONDAY_MORNING)
    assert stale is not None
    note_use(token=token, now=MONDAY_MORNING + timedelta(seconds=20))

    note_use(token=stale, now=MONDAY_MORNING + timedelta(seconds=30))

    token.refresh_from_db()
    assert token.last_used_at == MONDAY_MORNING + timedelta(seconds=20)
