"""The targets of the webhook: what is missed is said, and ends with exit code 1 where it is asked for."""

import pytest

from bench.webhook import Result, check

GOOD = Result(rate=1700, cpu=731, p50=9, p99=20)
SLOW = Result(rate=300, cpu=1100, p50=38, p99=130)


@pytest.mark.parametrize("kind", [None, "statements", "all"])
def test_kept_targets_are_printed_with_their_margins(kind: str | None, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(kind, GOOD, 0.36, 1.0) == 0

    said = capsys.readouterr()
    assert said.out.splitlines() == [
        "CPU a request: 731, at most 900, margin +19%",
        "p99: 20, under 50, margin +60%",
        "ratio to the bare limit: 0.36, at least 0.3, margin +20%",
    ]
    assert said.err == ""


@pytest.mark.parametrize(("kind", "code"), [(None, 0), ("statements", 0), ("all", 1)])
def test_time_alone_fails_only_the_whole_check(kind: str | None, code: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(kind, SLOW, 0.2, 1.0) == code
    assert capsys.readouterr().err == ("Missed: CPU a request, p99, ratio to the bare limit.\n" if code else "")


@pytest.mark.parametrize("statements", [0.98, 1.02, 3.0])
@pytest.mark.parametrize("kind", ["statements", "all"])
def test_any_other_number_of_round_trips_fails_both_checks(
    kind: str, statements: float, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check(kind, GOOD, 0.36, statements) == 1
    assert capsys.readouterr().err == f"Missed: one SQL round trip a request ({statements:.2f}).\n"
