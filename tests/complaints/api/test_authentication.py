"""Who gets in: a token in force, with the scope of what it asks for, not too often."""

from datetime import timedelta

import pytest
from django.test import Client

from bontang_pengaduan.lib.clock import now
from complaints.api.throttling import TokenThrottle
from opd.models import ApiToken, Scope
from opd.tokens import revoke_token
from tests.api_caller import LIST, caller, kind_of
from tests.cast import koordinator, petugas_pupr
from tests.factories import make_complaint

pytestmark = pytest.mark.usefixtures("reference_data")


def ask(header: str) -> tuple[int, str]:
    return kind_of(Client().get(LIST, headers={"Authorization": header}))


def test_nobody_gets_in_without_a_token(client: Client) -> None:
    response = client.get(LIST)

    assert kind_of(response) == (401, "not_authenticated")
    assert response.headers["WWW-Authenticate"] == "Token"


def test_a_login_of_the_pages_opens_nothing(client: Client) -> None:
    client.force_login(koordinator())

    assert kind_of(client.get(LIST)) == (401, "not_authenticated")


@pytest.mark.parametrize("header", ["Token ", "Token btg_salah", "Token btg_\xe9", "token  dua kata"])
def test_a_wrong_token_is_refused(header: str) -> None:
    assert ask(header) == (401, "authentication_failed")


@pytest.mark.parametrize("header", ["Bearer btg_x", "Basic dXNlcjpwYXNz", "btg_x"])
def test_another_scheme_is_no_token(header: str) -> None:
    assert ask(header) == (401, "not_authenticated")


def test_the_word_token_may_be_written_small() -> None:
    system = caller(petugas_pupr())

    response = Client().get(LIST, headers={"Authorization": f"token {system.text}"})

    assert response.status_code == 200


def test_head_is_asked_like_get() -> None:
    reader, writer = caller(petugas_pupr(), Scope.COMPLAINTS_READ), caller(petugas_pupr(), Scope.COMPLAINTS_WRITE)

    statuses = [
        Client().head(LIST, headers={"Authorization": f"Token {system.text}"}).status_code
        for system in (reader, writer)
    ]

    assert statuses == [200, 403]


def test_an_expired_and_a_revoked_token_are_refused() -> None:
    expired, revoked = caller(petugas_pupr()), caller(petugas_pupr())
    past = now() - timedelta(days=2)
    ApiToken.objects.filter(pk=expired.token.pk).update(created_at=past, expires_at=past + timedelta(days=1))
    revoke_token(token=revoked.token, now=now())

    kinds = [kind_of(expired.get()), kind_of(revoked.get())]

    assert kinds == [(401, "authentication_failed")] * 2


def test_reading_does_not_allow_writing_and_the_other_way_round() -> None:
    path = f"{LIST}{make_complaint().number}/"
    reader = caller(petugas_pupr(), Scope.COMPLAINTS_READ)
    writer = caller(petugas_pupr(), Scope.COMPLAINTS_WRITE)

    refused = [
        reader.post(f"{path}notes/", {"text": "x"}),
        reader.post(f"{path}replies/", {"text": "x", "kind": "answer", "version": 1}),
        writer.get(),
        writer.get(path),
    ]

    assert [kind_of(response) for response in refused] == [(403, "missing_scope")] * 4
    assert refused[0].json()["detail"] == "Token ini tidak punya cakupan complaints:write."
    assert refused[2].json()["detail"] == "Token ini tidak punya cakupan complaints:read."


def test_the_last_use_is_kept() -> None:
    system = caller(petugas_pupr())
    before = now()

    system.get()

    system.token.refresh_from_db()
    assert system.token.last_used_at is not None
    assert before <= system.token.last_used_at <= now()


def test_each_token_has_its_own_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(TokenThrottle, "rate", "2/min", raising=False)
    busy, quiet = caller(petugas_pupr()), caller(petugas_pupr())

    answers = [busy.get() for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert kind_of(answers[2]) == (429, "throttled")
    assert 0 < int(answers[2].headers["Retry-After"]) <= 60
    assert quiet.get().status_code == 200
