"""Another system that calls the API with a token."""

import json
from dataclasses import dataclass
from typing import Any

from django.test import Client

from bontang_pengaduan.lib.clock import now
from opd.models import ApiToken, Scope, User
from opd.tokens import create_token

LIST = "/api/v1/complaints/"
BOTH = (Scope.COMPLAINTS_READ, Scope.COMPLAINTS_WRITE)


@dataclass(frozen=True)
class Caller:
    """A token and what is asked with it."""

    token: ApiToken
    text: str

    def get(self, path: str = LIST, **query: str) -> Any:
        """One GET."""
        return Client().get(path, query, headers={"Authorization": f"Token {self.text}"})

    def post(self, path: str, body: object, *, key: str | None = "kunci-1") -> Any:
        """One POST of JSON, with its Idempotency-Key."""
        headers = {"Authorization": f"Token {self.text}"} | ({"Idempotency-Key": key} if key is not None else {})
        return Client().post(path, json.dumps(body), content_type="application/json", headers=headers)

    def numbers(self, **query: str) -> list[str]:
        """The complaints of the list's first page."""
        return [row["number"] for row in self.get(**query).json()["results"]]


def caller(user: User, *scopes: str) -> Caller:
    """A system with a token of this user's; with both scopes unless some are named."""
    token, text = create_token(user=user, scopes=scopes or BOTH, days=1, now=now())
    return Caller(token, text)


def kind_of(response: Any) -> tuple[int, str]:
    """Status and kind of a refusal, after a look at its form."""
    body = json.loads(response.content)
    assert response.headers["Content-Type"] == "application/problem+json"
    assert body["status"] == response.status_code
    return response.status_code, body["type"].removeprefix("http://localhost:8000/api/v1/docs/#")
