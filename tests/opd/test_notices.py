"""Notices to officers: rows first, each cause once for each officer."""

from datetime import datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from bontang_pengaduan.lib.clock import WITA
from opd.models import Notice, User
from opd.notices import NoticeDraft, insert_notices, mark_read, notify

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 4, 7, 9, 0, tzinfo=WITA)


@pytest.fixture
def officers() -> list[User]:
    return [User.objects.create(username=name, email=f"{name}@contoh.id") for name in ("ani", "budi")]


def tell(officers: list[User], *, key: str = "routed:7", not_before: datetime | None = None) -> list[Notice]:
    return notify(
        recipients=officers,
        subject="Aduan baru",
        body="Ada aduan baru untuk unit Anda.",
        url="/aduan/BTG-2604-0001/",
        dedupe_key=key,
        now=NOW,
        not_before=not_before,
    )


def test_each_recipient_gets_one_row_that_is_due_at_once(officers: list[User]) -> None:
    notices = tell(officers)

    rows = [(notice.recipient.username, notice.status, notice.next_attempt_at) for notice in notices]
    assert rows == [("ani", Notice.Status.PENDING, NOW), ("budi", Notice.Status.PENDING, NOW)]


def test_the_same_officer_named_twice_is_told_once(officers: list[User]) -> None:
    tell([officers[0], officers[0]])

    assert Notice.objects.count() == 1


def test_the_same_cause_told_again_keeps_the_rows_that_are_there(officers: list[User]) -> None:
    first = tell(officers)

    second = tell(officers)

    assert [notice.pk for notice in second] == [notice.pk for notice in first]
    assert Notice.objects.count() == 2


def test_another_cause_is_another_notice(officers: list[User]) -> None:
    tell(officers)

    tell(officers, key="routed:8")

    assert Notice.objects.count() == 4


def test_no_notices_at_night_the_mail_waits_for_the_morning(officers: list[User]) -> None:
    morning = NOW + timedelta(hours=14)

    notices = tell(officers, not_before=morning)

    assert {(notice.created_at, notice.next_attempt_at) for notice in notices} == {(NOW, morning)}


def test_a_morning_that_has_passed_delays_nothing(officers: list[User]) -> None:
    notices = tell(officers, not_before=NOW - timedelta(hours=1))

    assert {notice.next_attempt_at for notice in notices} == {NOW}


def test_only_the_first_reading_is_noted(officers: list[User]) -> None:
    notice = tell(officers)[0]

    answers = [mark_read(notice=notice, now=NOW), mark_read(notice=notice, now=NOW + timedelta(minutes=5))]

    notice.refresh_from_db()
    assert (answers, notice.read_at) == ([True, False], NOW)


def test_many_drafts_are_one_statement(officers: list[User], django_assert_num_queries: DjangoAssertNumQueries) -> None:
    drafts = [NoticeDraft(officer.pk, "Judul", "Isi", "/", f"{n}") for officer in officers for n in range(50)]

    with django_assert_num_queries(3):  # savepoint, insert, release
        insert_notices(drafts=drafts, now=NOW)

    assert Notice.objects.count() == 100


def test_a_draft_is_stored_as_it_stands(officers: list[User]) -> None:
    body = 'Baris "satu"\nbaris \\dua\\ 100 % \N{GRINNING FACE}'
    later = NOW + timedelta(hours=3, microseconds=7)

    insert_notices(drafts=[NoticeDraft(officers[0].pk, "Judul", body, "/aduan/1/", "k", later)], now=NOW)

    notice = Notice.objects.get()
    assert (notice.subject, notice.body, notice.url, notice.dedupe_key) == ("Judul", body, "/aduan/1/", "k")
    assert (notice.created_at, notice.next_attempt_at, notice.attempts, notice.last_error) == (NOW, later, 0, "")


def test_a_moment_that_has_passed_holds_nothing_back(officers: list[User]) -> None:
    insert_notices(drafts=[NoticeDraft(officers[0].pk, "Judul", "", "", "k", NOW - timedelta(days=1))], now=NOW)

    assert Notice.objects.get().next_attempt_at == NOW


def test_no_drafts_are_no_notices() -> None:
    insert_notices(drafts=[], now=NOW)

    assert Notice.objects.count() == 0
