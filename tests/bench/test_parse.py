"""The limits of the parser: each is printed with its margin, and a missed one fails where that is asked for."""

import pytest

from bench.parse import compare, make_body, measure


def test_kept_limits_are_printed_with_their_margins(capsys: pytest.CaptureFixture[str]) -> None:
    assert compare({1: 0.25, 1000: 80.0}, is_check=True) == 0

    assert capsys.readouterr().out.splitlines() == [
        "limit for 1: 0.25 ms, under 1, margin +75%",
        "limit for 1000: 80 ms, under 100, margin +20%",
    ]


@pytest.mark.parametrize(("is_check", "code"), [(False, 0), (True, 1)])
def test_a_missed_limit_fails_where_that_is_asked_for(
    is_check: bool, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert compare({1: 1.0, 1000: 250.0}, is_check=is_check) == code

    said = capsys.readouterr().err
    assert said == ("Missed: 1 messages in 1 ms, 1000 messages in 100 ms.\n" if code else "")


def test_every_message_of_the_body_is_read() -> None:
    assert make_body(3).count(b"wamid.bench") == 3
    assert measure(3, 1) > 0
