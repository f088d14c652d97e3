"""What an officer has read: marked, taken back, and never another officer's."""

from datetime import datetime, timedelta

import pytest

from bontang_pengaduan.lib.clock import WITA
from opd.models import Notice, User
from opd.notices import mark_read, notify
from opd.reading import mark_all_read, mark_unread, undo_mark_all_read

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 4, 7, 9, 0, tzinfo=WITA)
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def ani() -> User:
    return User.objects.create(username="ani")


def tell(person: User, key: str) -> Notice:
    return notify(recipients=[person], subject="Aduan baru", body="", url="", dedupe_key=key, now=NOW)[0]


def read_times(person: User) -> list[datetime | None]:
    return list(Notice.objects.filter(recipient=person).order_by("pk").values_list("read_at", flat=True))


def test_a_mark_is_taken_back_once(ani: User) -> None:
    notice = tell(ani, "a")
    mark_read(notice=notice, now=NOW)

    answers = [mark_unread(notice=notice), mark_unread(notice=notice)]

    assert (answers, read_times(ani)) == ([True, False], [None])


def test_all_are_marked_up_to_the_newest_that_was_shown(ani: User) -> None:
    shown, since = tell(ani, "a"), tell(ani, "b")

    count = mark_all_read(recipient=ani, newest=shown.pk, now=NOW)

    assert (count, read_times(ani)) == (1, [NOW, None])
    assert since.pk > shown.pk


def test_the_first_reading_keeps_its_time(ani: User) -> None:
    first, second = tell(ani, "a"), tell(ani, "b")
    mark_read(notice=first, now=NOW)

    mark_all_read(recipient=ani, newest=second.pk, now=LATER)

    assert read_times(ani) == [NOW, LATER]


def test_nobody_marks_the_notices_of_another(ani: User) -> None:
    budi = User.objects.create(username="budi")
    tell(budi, "a")
    own = tell(ani, "a")

    count = mark_all_read(recipient=ani, newest=own.pk, now=NOW)

    assert (count, read_times(budi)) == (1, [None])
    Notice.objects.update(read_at=NOW)
    assert undo_mark_all_read(recipient=ani, read_at=NOW) == 1
    assert (read_times(ani), read_times(budi)) == ([None], [NOW])


def test_undo_takes_back_that_act_alone(ani: User) -> None:
    first, second = tell(ani, "a"), tell(ani, "b")
    mark_read(notice=first, now=NOW)
    mark_all_read(recipient=ani, newest=second.pk, now=LATER)

    count = undo_mark_all_read(recipient=ani, read_at=LATER)

    assert (count, read_times(ani)) == (1, [NOW, None])
