"""What an answer that is no page means, for each provider's words."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from channels_intake.channels.pulling import judge

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
RESET = datetime(2026, 11, 23, 1, 9, tzinfo=UTC)
BUSY = {"9": [{"type": "pages", "estimated_time_to_regain_access": 40}, {"estimated_time_to_regain_access": 5}]}


@pytest.mark.parametrize(
    ("status", "headers", "body", "kind", "until"),
    [
        (429, {"X-Rate-Limit-Reset": str(int(RESET.timestamp()))}, {}, "rate_limited", RESET),
        (429, {"Retry-After": "90"}, {}, "rate_limited", NOW + timedelta(seconds=90)),
        (429, {}, {"parameters": {"retry_after": 7}}, "rate_limited", NOW + timedelta(seconds=7)),
        (429, {}, {}, "rate_limited", NOW + 15 * MINUTE),
        (400, {}, {"error": {"code": 4}}, "rate_limited", NOW + 15 * MINUTE),
        (
            400,
            {"X-Business-Use-Case-Usage": json.dumps(BUSY)},
            {"error": {"code": 32}},
            "rate_limited",
            NOW + 40 * MINUTE,
        ),
        (403, {}, {"error": {"errors": [{"reason": "rateLimitExceeded"}]}}, "rate_limited", NOW + 15 * MINUTE),
        (403, {}, {"type": "https://api.twitter.com/2/problems/usage-capped"}, "capped", NOW + 6 * HOUR),
        (403, {}, {"error": {"errors": [{"reason": "quotaExceeded"}]}}, "capped", NOW + 6 * HOUR),
        (401, {}, {}, "auth_failed", NOW + 30 * MINUTE),
        (400, {}, {"error": {"code": 190}}, "auth_failed", NOW + 30 * MINUTE),
        (400, {}, {"error": {"errors": [{"reason": "keyInvalid"}]}}, "auth_failed", NOW + 30 * MINUTE),
        (503, {}, {}, "trouble", NOW + 2 * MINUTE),
    ],
)
def test_a_refusal_is_of_one_kind_and_names_when_to_come_again(
    status: int, headers: dict[str, str], body: dict[str, Any], kind: str, until: datetime
) -> None:
    refusal = judge(status=status, headers=headers, body=json.dumps(body).encode(), now=NOW)

    assert (refusal.kind, refusal.until) == (kind, until)


@pytest.mark.parametrize("body", [b"", b"[]", b"<html>", b'{"error": "x"}', b'{"parameters": {"retry_after": "lama"}}'])
def test_an_answer_of_any_form_is_judged(body: bytes) -> None:
    assert judge(status=500, headers={"X-Rate-Limit-Reset": "besok"}, body=body, now=NOW).until > NOW
