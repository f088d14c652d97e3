"""Notices that share an e-mail: one for each person and group, each notice in it once."""

import threading
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.db import connection

from bontang_pengaduan.lib.clock import WITA
from complaints.noticeboard import count_unread, own_notices
from opd.delivery import deliver_due
from opd.devices import add_whatsapp
from opd.digests import MOST_LINES, gather_due
from opd.models import Notice, Nudge, User
from opd.notices import NoticeDraft, insert_notices
from opd.tasks import gather_digests

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 4, 7, 16, 0, tzinfo=WITA)
MORNING = datetime(2026, 4, 8, 7, 30, tzinfo=WITA)


@pytest.fixture
def officer() -> User:
    return User.objects.create(username="sari", email="sari@contoh.id")


def tell(officer: User, *keys: str, digest: str = "Petugas", at: datetime = MORNING) -> None:
    insert_notices(
        drafts=[NoticeDraft(officer.pk, f"Aduan {key}", "Isi", f"/aduan/{key}/", key, at, digest) for key in keys],
        now=NOW,
    )


def test_until_the_morning_nothing_leaves(officer: User) -> None:
    tell(officer, "A", "B")

    assert (gather_due(now=MORNING - timedelta(seconds=1)), deliver_due(now=MORNING), mail.outbox) == (0, 0, [])


def test_in_the_morning_one_e_mail_for_each_group(officer: User) -> None:
    tell(officer, "A", "B")
    tell(officer, "C", "D", digest="Kepala OPD")

    counts = (gather_due(now=MORNING), deliver_due(now=MORNING), gather_due(now=MORNING))

    assert counts == (2, 2, 0)
    assert sorted(message.subject for message in mail.outbox) == [
        "Ringkasan Kepala OPD: 2 pemberitahuan",
        "Ringkasan Petugas: 2 pemberitahuan",
    ]
    body = next(message.body for message in mail.outbox if "Petugas" in message.subject)
    assert body == (
        "- Aduan A\n  http://localhost:8000/aduan/A/\n- Aduan B\n  http://localhost:8000/aduan/B/\n\n"
        "http://localhost:8000/pemberitahuan/"
    )


def test_one_notice_alone_is_sent_as_it_is(officer: User) -> None:
    tell(officer, "A")

    gather_due(now=MORNING)
    deliver_due(now=MORNING)

    assert [message.subject for message in mail.outbox] == ["Aduan A"]


def test_each_person_has_his_own(officer: User) -> None:
    other = User.objects.create(username="budi", email="budi@contoh.id")
    tell(officer, "A", "B")
    tell(other, "A", "B")

    gather_due(now=MORNING)
    deliver_due(now=MORNING)

    assert sorted(message.to[0] for message in mail.outbox) == ["budi@contoh.id", "sari@contoh.id"]


def test_the_app_shows_each_notice_and_not_the_e_mail(officer: User) -> None:
    tell(officer, "A", "B")
    gather_due(now=MORNING)

    shown = own_notices(officer).order_by("pk").values_list("subject", "status")

    assert list(shown) == [("Aduan A", "gathered"), ("Aduan B", "gathered")]
    assert count_unread(officer) == 2


def test_what_comes_after_the_digest_waits_for_the_next(officer: User) -> None:
    tell(officer, "A", "B")
    tell(officer, "C", at=MORNING + timedelta(days=1))

    gather_due(now=MORNING)

    assert Notice.objects.get(dedupe_key="C").status == Notice.Status.GATHERING


def test_a_long_morning_is_counted_and_not_listed_without_end(officer: User) -> None:
    tell(officer, *[f"K{number}" for number in range(MOST_LINES + 2)])

    gather_due(now=MORNING)

    assert Notice.objects.get(is_digest=True).body.splitlines()[-1] == "Dan 2 lainnya."


def test_the_task_gathers_what_is_due_by_now(officer: User) -> None:
    tell(officer, "A", "B")

    assert gather_digests() == 1


@pytest.mark.django_db(transaction=True)
def test_two_at_once_gather_each_notice_once() -> None:
    officer = User.objects.create(username="sari", email="sari@contoh.id")
    tell(officer, "A", "B", "C")
    start = threading.Barrier(2)

    def gather() -> None:
        start.wait()
        gather_due(now=MORNING)
        connection.close()

    threads = [threading.Thread(target=gather) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Notice.objects.get(is_digest=True).subject == "Ringkasan Petugas: 3 pemberitahuan"


@pytest.mark.parametrize(("keys", "subject"), [("1", "Aduan 1"), ("123", "Ringkasan Petugas: 3 pemberitahuan")])
def test_a_device_is_told_once_in_the_morning(officer: User, keys: str, subject: str) -> None:
    add_whatsapp(user=officer, phone="+6280000000901", now=NOW)
    tell(officer, *keys)

    for moment in (NOW, MORNING, MORNING):
        gather_due(now=moment)

    assert list(Nudge.objects.values_list("notice__subject", "next_attempt_at")) == [(subject, MORNING)]
