"""One key, one effect: repeats, another request under the same key, a refusal, two at once."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from opd.kept_answers import Answer, KeyReusedError, answer_once, forget_old_answers
from opd.models import ApiToken, Heartbeat, KeptAnswer, User
from opd.tasks import forget_answers
from opd.tokens import create_token

pytestmark = pytest.mark.django_db
MONDAY_MORNING = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # 09.00 WITA


@pytest.fixture
def token() -> ApiToken:
    user = User.objects.create(username="sistem.uji")
    return create_token(user=user, scopes=["complaints:write"], days=30, now=MONDAY_MORNING)[0]


def act() -> dict[str, Any]:
    """Leaves a row behind, so that a second run would be seen."""
    row = Heartbeat.objects.create(name=f"uji-{Heartbeat.objects.count()}", beat_at=MONDAY_MORNING)
    return {"name": row.name}


def once(token: ApiToken, key: str = "k1", digest: str = "d1", act: Callable[[], dict[str, Any]] = act) -> Answer:
    return answer_once(token=token, key=key, digest=digest, act=act, now=MONDAY_MORNING)


def test_asked_again_the_same_answer_is_given_and_nothing_is_done(token: ApiToken) -> None:
    answers = [once(token), once(token)]

    assert answers == [Answer({"name": "uji-0"}, is_repeat=False), Answer({"name": "uji-0"}, is_repeat=True)]
    assert Heartbeat.objects.count() == 1


def test_another_key_is_another_act(token: ApiToken) -> None:
    answers = [once(token, "k1"), once(token, "k2")]

    assert [answer.body["name"] for answer in answers] == ["uji-0", "uji-1"]


def test_a_key_belongs_to_its_token(token: ApiToken) -> None:
    other, _ = create_token(user=token.user, scopes=["complaints:write"], days=30, now=MONDAY_MORNING)

    answers = [once(token), once(other)]

    assert [answer.is_repeat for answer in answers] == [False, False]


def test_a_key_used_for_something_else_is_refused(token: ApiToken) -> None:
    once(token)

    with pytest.raises(KeyReusedError):
        once(token, digest="d2")

    assert Heartbeat.objects.count() == 1


def test_a_refused_act_leaves_no_key_and_may_be_tried_again(token: ApiToken) -> None:
    def refuse() -> dict[str, Any]:
        act()
        raise ValueError

    with pytest.raises(ValueError):
        once(token, act=refuse)

    assert (Heartbeat.objects.count(), KeptAnswer.objects.count()) == (0, 0)
    assert once(token).is_repeat is False


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_acts_and_both_get_its_answer(token: ApiToken) -> None:
    has_begun, answers = threading.Event(), []

    def slow() -> dict[str, Any]:
        has_begun.set()
        second.start()
        # Long enough for the other to reach the key's row and wait there.
        second.join(0.3)
        return act()

    def again() -> None:
        try:
            answers.append(once(token))
        finally:
            connection.close()

    second = threading.Thread(target=again)
    first = once(token, act=slow)
    second.join()

    assert has_begun.is_set()
    assert answers == [Answer(first.body, is_repeat=True)]
    assert Heartbeat.objects.count() == 1


def test_answers_are_forgotten_after_two_days(token: ApiToken) -> None:
    once(token)

    early = forget_old_answers(now=MONDAY_MORNING + timedelta(days=2))
    late = forget_old_answers(now=MONDAY_MORNING + timedelta(days=2, seconds=1))

    assert (early, late) == (0, 1)


def test_the_daily_task_forgets_by_the_real_clock(token: ApiToken) -> None:
    with transaction.atomic():
        once(token)
        KeptAnswer.objects.update(created_at=MONDAY_MORNING - timedelta(days=3650))

    assert forget_answers() == 1
