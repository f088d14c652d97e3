"""When an e-mail may leave: never at night, and the digest in the morning of a working day."""

import pytest

from sla.quiet import daytime_from, next_digest
from tests.sla.kit import wita

pytestmark = pytest.mark.usefixtures("loaded")


@pytest.mark.parametrize(
    ("now", "morning"),
    [
        ("2026-04-07 07:29:59", "2026-04-07 07:30"),
        ("2026-04-07 07:30", "2026-04-07 07:30"),
        ("2026-04-07 07:30:01", "2026-04-08 07:30"),
        ("2026-04-10 16:31", "2026-04-13 07:30"),  # Friday to Monday
        ("2026-03-17 15:00", "2026-03-25 07:30"),  # the last day before the holidays of Idul Fitri
        ("2026-03-02 15:00", "2026-03-03 07:30"),  # Ramadan: the offices open at eight
    ],
)
def test_the_next_digest(now: str, morning: str) -> None:
    assert next_digest(wita(now)) == wita(morning)


@pytest.mark.parametrize(
    ("now", "moment"),
    [
        ("2026-04-07 17:59:59", "2026-04-07 17:59:59"),
        ("2026-04-07 18:00", "2026-04-08 07:30"),
        ("2026-04-07 12:30", "2026-04-07 12:30"),
        ("2026-04-11 10:00", "2026-04-13 07:30"),
    ],
)
def test_the_next_daytime(now: str, moment: str) -> None:
    assert daytime_from(wita(now)) == wita(moment)
