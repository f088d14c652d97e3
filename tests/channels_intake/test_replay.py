"""A range of the ledger read again: counted first, idempotent, cancellable, by page and by command."""

from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from channels_intake.models import InboundEvent, InboundRequest, ReplayRun
from channels_intake.process import drain
from channels_intake.replay import (
    LEASE,
    ReplayRefusedError,
    advance,
    cancel_replay,
    open_runs,
    requests_between,
    start_replay,
)
from complaints.models import Message
from opd.models import User
from tests.cast import admin, koordinator
from tests.channels_intake.kit import at_once, store, text_message
from tests.factories import MONDAY_MORNING
from tests.reference import load_reference_data

MINUTE = timedelta(minutes=1)
NOW = MONDAY_MORNING + timedelta(hours=1)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def reference_data(db: None) -> None:
    load_reference_data()


def fill(count: int) -> list[InboundRequest]:
    """Deliveries a minute apart, all processed."""
    rows = [store(text_message(f"pesan {number}"), at=MONDAY_MORNING + number * MINUTE) for number in range(count)]
    drain(now=NOW)
    return rows


def start(user: User | None = None, **facts: Any) -> ReplayRun:
    given: dict[str, Any] = {
        "channel": "whatsapp",
        "from_at": MONDAY_MORNING,
        "to_at": MONDAY_MORNING + 9 * MINUTE,
        "now": NOW,
    }
    return start_replay(**(given | facts), user=user)


def forget_identities() -> None:
    """As if an older parser had dropped everything."""
    Message.objects.all().delete()
    InboundEvent.objects.all().delete()


def test_pitfall_17_a_replay_of_everything_takes_nothing_twice() -> None:
    fill(4)
    run = start(admin())

    assert advance(now=NOW) == 4

    run.refresh_from_db()
    assert (run.total, run.done, run.taken, run.failed, run.finished_at) == (4, 4, 0, 0, NOW)
    assert (Message.objects.count(), InboundEvent.objects.count()) == (4, 4)


def test_what_was_not_taken_before_is_taken_now() -> None:
    fill(3)
    forget_identities()
    run = start(admin())

    advance(now=NOW)

    run.refresh_from_db()
    assert (run.taken, Message.objects.count()) == (3, 3)


def test_the_range_has_both_ends_and_one_channel() -> None:
    rows = fill(5)
    InboundRequest.objects.filter(pk=rows[2].pk).update(channel="telegram")

    found = requests_between(
        channel="whatsapp", from_at=MONDAY_MORNING + MINUTE, to_at=MONDAY_MORNING + 3 * MINUTE
    ).order_by("pk")

    assert list(found.values_list("pk", flat=True)) == [rows[1].pk, rows[3].pk]


def test_what_waits_or_was_discarded_is_left_alone() -> None:
    rows = fill(3)
    InboundRequest.objects.filter(pk=rows[0].pk).update(status="pending")
    InboundRequest.objects.filter(pk=rows[1].pk).update(status="discarded")
    run = start(admin())

    advance(now=NOW)

    assert run.total == 1
    statuses = InboundRequest.objects.order_by("pk").values_list("status", flat=True)
    assert list(statuses) == ["pending", "discarded", "done"]


def test_a_row_that_cannot_be_read_now_lies_on_the_shelf_and_is_counted() -> None:
    rows = fill(2)
    InboundRequest.objects.filter(pk=rows[0].pk).update(channel="whatsapp", body=b'{"object": 1}')
    InboundEvent.objects.all().delete()
    run = start(admin())

    advance(now=NOW)

    run.refresh_from_db()
    # The broken body is a problem on record and no failure; the other message's row is there, its identity is not.
    assert (run.done, run.taken, run.failed) == (2, 1, 1)
    assert list(InboundRequest.objects.order_by("pk").values_list("status", flat=True)) == ["done", "dead"]


def test_it_goes_on_where_it_stopped() -> None:
    fill(3)
    run = start(admin())
    assert advance(now=NOW, budget_seconds=0) == 0
    ReplayRun.objects.filter(pk=run.pk).update(
        last_id=InboundRequest.objects.order_by("pk").values_list("pk", flat=True)[1], done=2
    )

    assert advance(now=NOW) == 1

    run.refresh_from_db()
    assert (run.done, run.finished_at) == (3, NOW)


def test_a_run_that_another_worker_holds_is_left_to_it_until_its_lease_ends() -> None:
    fill(2)
    run = start(admin())
    ReplayRun.objects.filter(pk=run.pk).update(claimed_until=NOW + LEASE)

    assert [advance(now=NOW), advance(now=NOW + LEASE)] == [0, 2]


def test_a_cancelled_run_reads_nothing_more() -> None:
    fill(2)
    run = start(admin())

    assert cancel_replay(run=run, user=admin(), now=NOW)
    assert not cancel_replay(run=run, user=admin(), now=NOW)

    assert advance(now=NOW) == 0
    run.refresh_from_db()
    assert (run.cancelled_by, run.cancelled_at, run.done) == (admin(), NOW, 0)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"from_at": MONDAY_MORNING + 20 * MINUTE}, "Rentang waktu harus berurutan dan sudah lewat."),
        ({"to_at": NOW + MINUTE}, "Rentang waktu harus berurutan dan sudah lewat."),
        ({"channel": "telegram"}, "Tidak ada kiriman dalam rentang waktu ini."),
    ],
)
def test_a_range_that_makes_no_sense_is_refused(facts: dict[str, Any], sentence: str) -> None:
    fill(1)

    with pytest.raises(ReplayRefusedError, match=sentence):
        start(admin(), **facts)


def test_one_run_of_a_channel_at_a_time() -> None:
    fill(1)
    start(admin())

    with pytest.raises(ReplayRefusedError, match="Masih ada proses ulang"):
        start(admin())


def test_only_admins_start_and_cancel() -> None:
    fill(1)
    with pytest.raises(ReplayRefusedError, match="Hanya admin"):
        start(koordinator())
    run = start(admin())

    with pytest.raises(ReplayRefusedError, match="Hanya admin"):
        cancel_replay(run=run, user=koordinator(), now=NOW)
    assert open_runs().count() == 1


@pytest.mark.django_db(transaction=True)
def test_four_workers_read_each_row_of_a_run_once() -> None:
    fill(6)
    forget_identities()
    run = start(admin())

    read = at_once(lambda: advance(now=NOW), 4)

    run.refresh_from_db()
    assert (sum(read), run.done, run.taken, run.failed) == (6, 6, 6, 0)
    assert Message.objects.count() == 6


# The command


def run_command(from_at: datetime, to_at: datetime, *more: str) -> str:
    out = StringIO()
    given = ["--channel", "whatsapp", "--from", from_at.isoformat(), "--to", to_at.isoformat()]
    call_command("replay", *given, *more, stdout=out)
    return out.getvalue().strip()


def test_the_command_reads_the_range_and_says_what_came_of_it() -> None:
    fill(3)
    forget_identities()

    line = run_command(MONDAY_MORNING, MONDAY_MORNING + MINUTE)

    assert line == "2 of 2 deliveries read: 2 events new, 0 failed"
    assert Message.objects.count() == 2


def test_a_dry_run_counts_and_reads_nothing() -> None:
    fill(3)
    forget_identities()

    line = run_command(MONDAY_MORNING, MONDAY_MORNING + MINUTE, "--dry-run")

    assert line == "2 deliveries would be read"
    assert (Message.objects.count(), ReplayRun.objects.count()) == (0, 0)


def test_failures_are_exit_code_1_and_a_wrong_range_2() -> None:
    fill(1)
    InboundEvent.objects.all().delete()  # the message's row is there, its identity is not

    with pytest.raises(CommandError) as failed:
        run_command(MONDAY_MORNING, MONDAY_MORNING + MINUTE)
    with pytest.raises(CommandError) as wrong:
        run_command(MONDAY_MORNING + MINUTE, MONDAY_MORNING)

    assert (failed.value.returncode, wrong.value.returncode) == (1, 2)
    assert str(failed.value) == "1 of 1 deliveries read: 0 events new, 1 failed"


def test_a_time_without_a_zone_is_wita() -> None:
    fill(1)

    out = StringIO()
    given = ["--from", "2026-11-23T09:00", "--to", "2026-11-23T09:00", "--dry-run"]
    call_command("replay", "--channel", "whatsapp", *given, stdout=out)

    assert out.getvalue() == "1 deliveries would be read\n"
