"""Signed addresses of files."""

from datetime import UTC, datetime, timedelta

from complaints.tickets import LIFETIME, read_ticket, sign_ticket

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


def ticket() -> str:
    return sign_ticket(attachment_id=5, form="file", user_id=9, now=NOW)


def test_it_gives_what_it_was_signed_for() -> None:
    assert read_ticket(ticket(), user_id=9, now=NOW + LIFETIME - timedelta(seconds=1)) == (5, "file")


def test_it_ends() -> None:
    assert read_ticket(ticket(), user_id=9, now=NOW + LIFETIME) is None


def test_it_is_of_no_use_to_another_user() -> None:
    assert read_ticket(ticket(), user_id=8, now=NOW) is None


def test_it_cannot_be_forged() -> None:
    head, _, tail = ticket().rpartition(":")

    assert [read_ticket(forged, user_id=9, now=NOW) for forged in (head, f"{head}:{tail[::-1]}", "")] == [None] * 3
