"""The drain and the heartbeat as Celery calls them."""

from datetime import timedelta

import pytest
from django.core import mail

from bontang_pengaduan.lib.clock import now
from opd.models import Heartbeat, User
from opd.notices import notify
from opd.tasks import beat_heart, deliver_notices

pytestmark = pytest.mark.django_db


def test_the_task_sends_what_is_due_by_now_and_nothing_else() -> None:
    officer = User.objects.create(username="ani", email="ani@contoh.id")
    for subject, wait in (("Sekarang", timedelta(minutes=-1)), ("Besok", timedelta(days=1))):
        notify(recipients=[officer], subject=subject, body="", url="", dedupe_key=subject, now=now() + wait)

    sent = deliver_notices()

    assert (sent, [message.subject for message in mail.outbox]) == (1, ["Sekarang"])


def test_the_worker_beats_under_its_own_name() -> None:
    before = now()

    beat_heart()

    heartbeat = Heartbeat.objects.get()
    assert (heartbeat.name, before <= heartbeat.beat_at <= now()) == ("worker", True)
