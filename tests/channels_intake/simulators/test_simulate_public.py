"""`manage.py simulate` beyond WhatsApp: every channel's scenario against its real way in, a worker beside it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from bontang_pengaduan.lib import clock, http
from channels_intake.channels.sp4n import client as sp4n
from channels_intake.models import PullCursor
from channels_intake.process import drain_all
from channels_intake.pull import pull_due
from channels_intake.replies import send_due
from channels_intake.simulators.addresses import write_controls
from channels_intake.simulators.meta import Account, MetaSimulator
from channels_intake.simulators.meta.feed import publish
from channels_intake.simulators.public_play import PublicRecord
from channels_intake.simulators.public_players import PLAYERS
from channels_intake.simulators.public_scenarios import FOLDER, NAMES, load_public_scenario
from channels_intake.simulators.public_tally import tally_public
from channels_intake.simulators.scenarios import ScenarioError
from channels_intake.simulators.sp4n import Sp4nSimulator
from channels_intake.simulators.telegram import TelegramSimulator
from channels_intake.simulators.x import XSimulator
from channels_intake.simulators.youtube import YouTubeSimulator
from complaints.models import Mention, Message
from tests.channels_intake.meta.kit import connect
from tests.factories import make_comment
from tests.reference import load_reference_data

pytestmark = pytest.mark.django_db(transaction=True)
EVENTS = "24"
World = Callable[[Settings, str], AbstractContextManager[str]]


@contextmanager
def _meta(settings: Settings, url: str) -> Iterator[str]:
    with MetaSimulator(Account(webhook_url=f"{url}/webhooks/meta/"), now=clock.now) as simulator:
        connect(settings, simulator)
        publish(simulator.world)
        yield f"{simulator.url}/control"


@contextmanager
def _x(settings: Settings, url: str) -> Iterator[str]:
    simulator = XSimulator("7000000000000000041", "token-x", remaining=10**6, now=clock.now)
    settings.X_USER_ID, settings.X_ACCESS_TOKEN, settings.X_MONTHLY_BUDGET_USD = simulator.account, "token-x", 1e6
    with simulator.serve() as server:
        settings.X_API_BASE = server.url
        yield f"{server.url}/control"


@contextmanager
def _youtube(settings: Settings, url: str) -> Iterator[str]:
    simulator = YouTubeSimulator("UCkotauji", "kunci", quota_left=10**6, now=clock.now)
    settings.YOUTUBE_CHANNEL_ID, settings.YOUTUBE_API_KEY, settings.YOUTUBE_DAILY_UNITS = "UCkotauji", "kunci", 10**6
    with simulator.serve() as server:
        settings.YOUTUBE_API_BASE = server.url
        yield f"{server.url}/control"


@contextmanager
def _telegram(settings: Settings, url: str) -> Iterator[str]:
    with TelegramSimulator("900:token-uji", now=clock.now) as simulator:
        settings.TELEGRAM_BOT_TOKEN, settings.TELEGRAM_API_BASE = "900:token-uji", simulator.url
        yield f"{simulator.url}/control"


@contextmanager
def _sp4n(settings: Settings, url: str) -> Iterator[str]:
    simulator = Sp4nSimulator()
    settings.SP4N_CLIENT_ID, settings.SP4N_CLIENT_SECRET = simulator.client_id, simulator.client_secret
    with simulator.serve(clock.now) as server:
        settings.SP4N_API_BASE = server.url
        yield f"{server.url}/control"
    sp4n._token.clear()


WORLDS: dict[str, World] = {
    "facebook": _meta,
    "instagram": _meta,
    "x": _x,
    "youtube": _youtube,
    "telegram": _telegram,
    "sp4n": _sp4n,
}


@contextmanager
def worker() -> Iterator[None]:
    """Does what beat and the worker do, in a thread; whatever rests after a refusal is due at once."""
    stopping = threading.Event()

    def work() -> None:
        try:
            while not stopping.wait(0.2):
                PullCursor.objects.update(next_allowed_at=clock.now())
                pull_due(now=clock.now())
                drain_all(now=clock.now())
                send_due(now=clock.now())
        finally:
            connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join()


def simulate(kind: str, *options: str) -> list[str]:
    output = StringIO()
    try:
        call_command("simulate", kind, "--events", EVENTS, "--rate", "0", "--seed", "4", *options, stdout=output)
    except CommandError as error:
        pytest.fail(f"{error} {output.getvalue()}")
    return output.getvalue().splitlines()


def test_every_channel_that_is_simulated_has_its_people() -> None:
    assert sorted(WORLDS) == sorted(PLAYERS)


@pytest.mark.parametrize("scenario", NAMES)
@pytest.mark.parametrize("kind", WORLDS)
def test_everything_arrives_once_and_follows_its_author(
    kind: str, scenario: str, settings: Settings, live_server: LiveServer, tmp_path: Path
) -> None:
    load_reference_data()
    settings.ACK_QUIET_SECONDS, settings.DATA_DIR = 0, tmp_path
    with WORLDS[kind](settings, live_server.url) as control:
        write_controls(tmp_path / "simulator", {kind: control})
        # Two threads that both make the process's one client would leave a second one open.
        http.request("GET", control)
        with worker():
            lines = simulate(kind, "--scenario", scenario, "--patience", "15")

    lines = lines[-7:]  # what was told while it waited stands before them
    assert lines[0].startswith(f"{kind} {scenario}: {EVENTS} acts in ")
    assert lines[-3:] == ["not followed: 0 changes, 0 deletions", "lost 0", "doubled 0"]
    planned = [trouble.name for trouble in load_public_scenario(scenario).troubles]
    had = [name for name in planned if name in PLAYERS[kind].troubles]
    assert lines[1] == f"troubles of the provider: {', '.join(had) or 'none'}"
    written = Message.objects.filter(channel=kind, is_outbound=False).count()
    assert lines[2].startswith(f"written {written}, ")


def test_what_is_not_kept_or_does_not_follow_is_counted() -> None:
    load_reference_data()
    kept, changed, gone = (make_comment(f"mantap {number}", external_id=f"9_{number}") for number in range(3))
    record = PublicRecord(
        words={kept.external_id: kept.text, changed.external_id: "lain", gone.external_id: gone.text, "9_9": "hilang"},
        edited={changed.external_id},
        deleted={gone.external_id},
    )

    counted = tally_public("facebook", record)

    assert (counted.lost, counted.stale, counted.standing, counted.doubled) == (1, 1, 1, 0)
    assert (counted.is_settled, counted.waiting) == (False, Mention.objects.filter(outcome="").count())


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [(("x",), "No simulated x has run"), (("x", "--scenario", "viral"), "--scenario is one of")],
)
def test_wrong_use_is_one_sentence(
    settings: Settings, tmp_path: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    settings.DATA_DIR = tmp_path

    with pytest.raises(CommandError, match=sentence) as refused:
        call_command("simulate", *arguments)

    assert refused.value.returncode == 2


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("about: a\nmix: {lagu: 1}\nplaces: [a]\ncomplaints: [b]\ntalk: [c]", "names what is not known: lagu"),
        ("about: a\nmix: {talk: 1}\nplaces: []\ncomplaints: [b]\ntalk: [c]", "needs a mix"),
        ("about: a\nmix: {talk: 1}", "cannot be read"),
    ],
)
def test_a_wrong_file_is_named(tmp_path: Path, written: str, sentence: str) -> None:
    (tmp_path / "uji.yaml").write_text(written)

    with pytest.raises(ScenarioError, match=sentence):
        load_public_scenario("uji", tmp_path)


def test_every_shipped_scenario_can_be_read() -> None:
    assert [load_public_scenario(name).name for name in NAMES] == sorted(path.stem for path in FOLDER.glob("*.yaml"))
