"""`manage.py simulate` against the real webhook, a worker beside it, and the product's own rows."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from bontang_pengaduan.lib import clock
from channels_intake.media import fetch_media
from channels_intake.models import InboundEvent
from channels_intake.process import drain_all
from channels_intake.replies import send_due
from channels_intake.simulators.addresses import read_address, write_address
from channels_intake.simulators.provider import Provider
from channels_intake.simulators.run import play
from channels_intake.simulators.scenarios import load_scenario
from channels_intake.simulators.stage import Load, Record
from channels_intake.simulators.tally import mark, tally
from channels_intake.simulators.whatsapp import WhatsAppSimulator
from complaints.models import Attachment, Complaint, Message
from tests.reference import load_reference_data
from tests.simulator_fixture import StartSimulator

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def product(live_server: LiveServer, start_simulator: StartSimulator, settings: Settings) -> WhatsAppSimulator:
    """A simulator that delivers to the real webhook; acknowledgements leave at once."""
    load_reference_data()
    settings.ACK_QUIET_SECONDS = 0
    return start_simulator(f"{live_server.url}/webhooks/whatsapp/", seed=2)


@contextmanager
def worker() -> Iterator[None]:
    """Does what the Celery worker does, in a thread."""
    stopping = threading.Event()

    def work() -> None:
        try:
            while not stopping.wait(0.2):
                drain_all(now=clock.now())
                send_due(now=clock.now())
                fetch_media(now=clock.now())
        finally:
            connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join()


def simulate(*options: str) -> list[str]:
    output = StringIO()
    call_command("simulate", "whatsapp", *options, stdout=output)
    return output.getvalue().splitlines()


def poured(simulator: WhatsAppSimulator, events: int = 30) -> tuple[Provider, Record]:
    provider, record = Provider(simulator.url), Record()
    play(provider, load_scenario("viral"), Load(events, 0, 0.0, 5), record, lambda: None)
    assert simulator.wait_until_quiet(20)
    return provider, record


def test_everything_arrives_once_although_the_network_is_rough(product: WhatsAppSimulator) -> None:
    with worker():
        lines = simulate("--scenario", "pagi-biasa", "--events", "60", "--rate", "0", "--seed", "4", "--patience", "30")

    complaints = Complaint.objects.count()
    title, delivered, malformed, *counted = lines[-10:]
    assert title.startswith("pagi-biasa: 60 acts of 20 people in ")
    assert title.endswith("(seed 4)")
    assert delivered.startswith("delivered: ")
    spoiled = 60 - int(counted[0].split()[1].rstrip(","))
    assert malformed == f"malformed {spoiled}, on the shelf {spoiled}"
    files = counted.pop(4)
    assert counted == [
        f"sent {60 - spoiled}, not taken 0",
        f"stored {60 - spoiled}",
        f"complaints {complaints}",
        f"acknowledgements {complaints}, still to come 0",
        "lost 0",
        "doubled 0",
    ]
    assert files.startswith(f"files stored {Attachment.objects.count()}, still to fetch 0")
    assert complaints > 5


def test_what_is_not_kept_is_lost_and_ends_with_exit_code_1(product: WhatsAppSimulator) -> None:
    with pytest.raises(CommandError) as caught:
        simulate("--scenario", "viral", "--events", "10", "--rate", "0", "--malformed", "0", "--patience", "1")

    assert caught.value.returncode == 1


def test_rows_are_counted_before_and_after_they_are_there(product: WhatsAppSimulator) -> None:
    since = mark()
    provider, record = poured(product)
    before = tally(provider, record, since=since)

    drain_all(now=clock.now())
    after = tally(provider, record, since=since)
    Message.objects.filter(external_id=record.messages[0]).delete()
    damaged = tally(provider, record, since=since)

    assert (before.sent, before.stored, before.lost, before.is_settled) == (30, 0, 30, False)
    assert (after.sent, after.stored, after.lost, after.doubled) == (30, 30, 0, 0)
    assert (after.complaints, after.unsettled) == (Complaint.objects.count(), Complaint.objects.count())
    assert damaged.lost == 1


def test_an_answer_that_comes_to_a_phone_twice_is_doubled(product: WhatsAppSimulator) -> None:
    since = mark()
    provider, record = poured(product, 4)
    drain_all(now=clock.now())
    send_due(now=clock.now())
    assert product.wait_until_quiet()
    drain_all(now=clock.now())
    once = tally(provider, record, since=since)
    citizen = next(citizen for citizen in product.world.crowd() if any(e.is_from_city for e in citizen.entries))
    answer = next(entry for entry in citizen.entries if entry.is_from_city)

    product.world.write_down(citizen, answer.content, is_from_city=True, callback_data=answer.callback_data)

    assert (once.doubled, once.acknowledged > 0) == (0, True)
    assert tally(provider, record, since=since).doubled == 1


def test_only_what_came_after_the_mark_is_on_the_shelf_of_this_run(product: WhatsAppSimulator) -> None:
    provider, record = poured(product, 4)
    provider.write([{"number": product.world.crowd()[0].number, "type": "malformed"}])
    assert product.wait_until_quiet()
    drain_all(now=clock.now())

    assert InboundEvent.objects.filter(outcome="problem").count() == 1
    assert tally(provider, record, since=0).unread == 1
    assert tally(provider, record, since=mark()).unread == 0


def test_ctrl_c_reports_what_was_done(product: WhatsAppSimulator) -> None:
    interrupt = threading.Timer(2.0, os.kill, (os.getpid(), signal.SIGINT))
    interrupt.start()

    with worker():
        lines = simulate("--scenario", "viral", "--events", "500", "--rate", "10", "--malformed", "0")

    assert "Stopped. What was done so far:" in lines
    done = next(line for line in lines if line.startswith("viral: "))
    assert 0 < int(done.split()[1]) < 500
    assert lines[-1] == "doubled 0"


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--rate", "0", "--minutes", "1"], "Give --events when --rate is 0."),
        (["--events", "5"], "The simulator at http://127.0.0.1:9 does not answer."),
    ],
)
def test_wrong_use_is_one_sentence_and_exit_code_2(settings: Settings, options: list[str], sentence: str) -> None:
    settings.SIMULATOR, settings.SIMULATOR_URL = True, "http://127.0.0.1:9"

    with pytest.raises(CommandError) as caught:
        simulate(*options)

    assert (caught.value.returncode, str(caught.value).startswith(sentence)) == (2, True)


def test_a_folder_without_a_simulator_is_exit_code_2(settings: Settings, tmp_path: Path) -> None:
    settings.SIMULATOR, settings.DATA_DIR = False, tmp_path

    with pytest.raises(CommandError) as caught:
        simulate("--events", "5")

    assert caught.value.returncode == 2
    assert str(caught.value).startswith(f"No simulator has run over {tmp_path} yet.")


def test_the_simulator_of_a_folder_is_found_by_its_address(tmp_path: Path) -> None:
    assert read_address(tmp_path / "simulator") is None

    write_address(tmp_path / "simulator", "http://127.0.0.1:8009")

    assert read_address(tmp_path / "simulator") == "http://127.0.0.1:8009"
