"""The content security policy: on every answer that a browser shows, on none that is empty."""

import pytest
from django.test import Client

HEADER = "Content-Security-Policy"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/masuk/", "/tidak-ada/"])
def test_a_page_carries_the_policy(client: Client, path: str) -> None:
    policy = client.get(path).headers[HEADER]

    assert policy.count("default-src 'self'") == 1
    assert policy.count("unsafe-eval") == 0


@pytest.mark.django_db
def test_an_empty_answer_carries_none(client: Client) -> None:
    refused = client.post("/webhooks/whatsapp/", b"{}", content_type="application/json")

    assert (refused.status_code, refused.content) == (403, b"")
    assert HEADER not in refused.headers
