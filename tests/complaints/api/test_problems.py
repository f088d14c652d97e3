"""Every refusal is a problem in Indonesian, with a type that can be looked up."""

import pytest
from django.test import Client

from complaints.api.problems import PROBLEMS, answer_problem
from tests.api_caller import LIST, caller, kind_of
from tests.cast import koordinator
from tests.factories import make_complaint

pytestmark = pytest.mark.usefixtures("reference_data")


def test_the_whole_body_of_a_refusal() -> None:
    response = Client().get(LIST)

    assert response.json() == {
        "type": "http://localhost:8000/api/v1/docs/#not_authenticated",
        "title": "Token dibutuhkan",
        "status": 401,
        "detail": "Sertakan tajuk Authorization: Token diikuti token Anda.",
    }


@pytest.mark.parametrize("path", ["/api/v1/", "/api/v1/aduan/", "/api/v1/complaints/x/y/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_address_that_is_none_is_a_problem_and_no_page(path: str, method: str) -> None:
    response = getattr(Client(), method)(path)

    assert kind_of(response) == (404, "not_found")


def test_a_forgotten_slash_is_forgiven() -> None:
    response = Client().get(LIST.rstrip("/"))

    assert (response.status_code, response.headers["Location"]) == (301, LIST)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_a_method_that_is_not_served_is_refused(method: str) -> None:
    system = caller(koordinator())
    path = f"{LIST}{make_complaint().number}/"

    response = getattr(Client(), method)(path, headers={"Authorization": f"Token {system.text}"})

    assert kind_of(response) == (405, "method_not_allowed")


@pytest.mark.parametrize(
    ("body", "content_type", "expected"),
    [
        ("{", "application/json", (400, "parse_error")),
        ("[]", "application/json", (400, "invalid")),
        ("text=x", "application/x-www-form-urlencoded", (415, "unsupported_media_type")),
        (b"\xff", "application/json", (400, "parse_error")),
    ],
)
def test_a_body_that_is_no_json_object_is_refused(
    body: str | bytes, content_type: str, expected: tuple[int, str]
) -> None:
    system = caller(koordinator())
    path = f"{LIST}{make_complaint().number}/notes/"
    headers = {"Authorization": f"Token {system.text}", "Idempotency-Key": "k"}

    response = Client().post(path, body, content_type=content_type, headers=headers)

    assert kind_of(response) == expected


def test_only_json_is_served() -> None:
    system = caller(koordinator())

    response = Client().get(LIST, headers={"Authorization": f"Token {system.text}", "Accept": "text/html"})

    assert kind_of(response) == (406, "not_acceptable")


def test_what_nobody_foresaw_stays_an_error_of_ours() -> None:
    assert answer_problem(RuntimeError("x"), {}) is None


def test_every_kind_is_told_apart_by_its_words() -> None:
    assert len({problem.title for problem in PROBLEMS.values()}) == len(PROBLEMS)
