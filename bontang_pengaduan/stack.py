"""What `manage.py up` runs: the environment of the children, their commands, and the wait until all take work."""

import contextlib
import errno
import os
import socket
import sys
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

import httpx
from django.conf import settings
from django.db import DatabaseError, InterfaceError, close_old_connections, connection
from kombu.exceptions import OperationalError

from opd.models import Heartbeat

from .celery import app
from .embedded import broker_url, database_url
from .lib.env import local_secret
from .supervise import Child, Pulse

# A worker may live and yet take no task (a broker restart can leave it deaf); its heartbeat task tells.
WORKER_SILENCE_SECONDS = 60
HIGHEST_PORT, FIRST_OPEN_PORT = 65535, 1024
NEVER = datetime.min.replace(tzinfo=UTC)
QUEUES = "intake,replies,media,sla,default"
SIMULATED_PHONE_NUMBER_ID = "900000000000101"
SIMULATED_BUSINESS_ACCOUNT_ID = "900000000000001"
SIMULATED_PAGE_ID, SIMULATED_INSTAGRAM_ID = "900000000000301", "90000000000000302"
SIMULATED_X_USER_ID = "900000000000201"
SIMULATED_YOUTUBE_CHANNEL_ID = "UCkota-tiruan"
CELERY = [sys.executable, "-m", "celery", "--quiet", "-A", "bontang_pengaduan.celery:app"]

# In a container everything is root; Celery's advice would be the only output of a healthy start.
QUIET_ROOT = {"PYTHONWARNINGS": "ignore:You're running the worker"}


def child_environment(data_dir: Path, port: int) -> dict[str, str]:
    """The environment of every child: this one's, plus the addresses of the local servers where none are set."""
    env = dict(os.environ) | {"DATA_DIR": str(data_dir), "PORT": str(port), "PYTHONUNBUFFERED": "1"}
    if not has_own("DATABASE_URL"):
        env["DATABASE_URL"] = database_url(data_dir)
        # Settings take a database address as a sign of production, where the key must be given too.
        env.setdefault("SECRET_KEY", settings.SECRET_KEY)
    if not has_own("REDIS_URL"):
        env["REDIS_URL"] = broker_url(data_dir)
    env["PUBLIC_BASE_URL"] = settings.PUBLIC_BASE_URL if has_own("PUBLIC_BASE_URL") else f"http://localhost:{port}"
    env.setdefault("STATIC_ROOT", str(data_dir / "static"))
    return env


@dataclass(frozen=True)
class SimulatorPorts:
    """Where the simulated providers listen: WhatsApp; X and YouTube; Telegram; Facebook and Instagram; SP4N-LAPOR."""

    whatsapp: int
    public: int
    telegram: int
    meta: int
    sp4n: int


def simulator_ports(above: int) -> SimulatorPorts:
    """The next five free ports."""
    ports = [above]
    for _ in fields(SimulatorPorts):
        ports.append(free_port("127.0.0.1", ports[-1]))
    return SimulatorPorts(*ports[1:])


def simulator_environment(data_dir: Path, ports: SimulatorPorts) -> dict[str, str]:
    """Points the channels at the simulators, with secrets of this data folder alone."""
    return (
        _simulated_whatsapp(data_dir, ports.whatsapp)
        | _simulated_public(data_dir, ports)
        | _simulated_meta(data_dir, ports.meta)
        | _simulated_sp4n(data_dir, ports.sp4n)
    )


def _simulated_whatsapp(data_dir: Path, port: int) -> dict[str, str]:
    address = f"http://127.0.0.1:{port}"
    return {
        "SIMULATOR": "1",
        "SIMULATOR_URL": address,
        "WHATSAPP_APP_SECRET": local_secret(data_dir, "simulator_app_secret"),
        "WHATSAPP_VERIFY_TOKEN": local_secret(data_dir, "simulator_verify_token"),
        "WHATSAPP_ACCESS_TOKEN": local_secret(data_dir, "simulator_access_token"),
        "WHATSAPP_PHONE_NUMBER_ID": SIMULATED_PHONE_NUMBER_ID,
        "WHATSAPP_BUSINESS_ACCOUNT_ID": SIMULATED_BUSINESS_ACCOUNT_ID,
        "WHATSAPP_API_BASE": f"{address}/v26.0",
        "WHATSAPP_MEDIA_HOSTS": "127.0.0.1",
    }


def _simulated_meta(data_dir: Path, port: int) -> dict[str, str]:
    base = f"http://127.0.0.1:{port}/v26.0"
    return {
        "META_APP_SECRET": local_secret(data_dir, "simulator_meta_secret"),
        "FACEBOOK_PAGE_ID": SIMULATED_PAGE_ID,
        "INSTAGRAM_ACCOUNT_ID": SIMULATED_INSTAGRAM_ID,
        "FACEBOOK_PAGE_TOKEN": local_secret(data_dir, "simulator_meta_token"),
        "FACEBOOK_API_BASE": base,
        "INSTAGRAM_API_BASE": base,
    }


def _simulated_sp4n(data_dir: Path, port: int) -> dict[str, str]:
    """Its interface, so that both directions show; SP4N_IS_READ_ONLY=1 leaves the answers to be copied by hand
    (docs/decisions/sp4n-bridges.md)."""
    return {
        "SP4N_API_BASE": f"http://127.0.0.1:{port}",
        "SP4N_CLIENT_ID": "bontang",
        "SP4N_CLIENT_SECRET": local_secret(data_dir, "simulator_sp4n_secret"),
        "SP4N_PULL_SECONDS": "4",
    }


def _simulated_public(data_dir: Path, ports: SimulatorPorts) -> dict[str, str]:
    """Asked every few seconds, since it costs nothing here."""
    secret, address = local_secret(data_dir, "simulator_public_token"), f"http://127.0.0.1:{ports.public}"
    return {
        "X_USER_ID": SIMULATED_X_USER_ID,
        "X_ACCESS_TOKEN": secret,
        "X_API_BASE": f"{address}/x",
        "X_PULL_SECONDS": "4",
        "X_MONTHLY_BUDGET_USD": "1000000",
        "YOUTUBE_CHANNEL_ID": SIMULATED_YOUTUBE_CHANNEL_ID,
        "YOUTUBE_API_KEY": secret,
        "YOUTUBE_API_BASE": f"{address}/youtube",
        "YOUTUBE_TOKEN_URL": f"{address}/youtube/token",
        "YOUTUBE_OAUTH_CLIENT_ID": "simulator",
        "YOUTUBE_OAUTH_CLIENT_SECRET": secret,
        "YOUTUBE_REFRESH_TOKEN": secret,
        "YOUTUBE_PULL_SECONDS": "4",
        "YOUTUBE_DAILY_UNITS": "1000000",
        "TELEGRAM_BOT_TOKEN": f"900:{secret}",
        "TELEGRAM_API_BASE": f"http://127.0.0.1:{ports.telegram}",
    }


def stream_port(above: int, simulators: SimulatorPorts | None) -> int:
    """Where the streams of the staff pages listen: the next free port behind the simulators'."""
    return free_port("127.0.0.1", simulators.sp4n if simulators else above)


def children(env: dict[str, str], *, host: str, port: int, simulators: SimulatorPorts | None) -> list[Child]:
    """The processes of the platform, in the order of their start; without STREAM_PORT open pages ask by themselves."""
    manage = [sys.executable, str(settings.BASE_DIR / "manage.py")]
    web = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    web += ["--workers", "2", "--blocking-threads", "4", "--respawn-failed-workers", "--respawn-interval", "0.5"]
    web += ["--workers-kill-timeout", "5", "--log-level", "error", "bontang_pengaduan.wsgi:application"]
    beat_state = f"{env['DATA_DIR']}/beat-schedule"
    running = [
        Child("web", web, env),
        *([stream(env, host=host)] if "STREAM_PORT" in env else []),
        worker(env),
        Child("beat", [*CELERY, "beat", "--schedule", beat_state, "--pidfile", "", "--loglevel", "WARNING"], env),
        Child("sweeper", [*manage, "sweeper"], env),
    ]
    if simulators:
        webhook = f"http://127.0.0.1:{port}/webhooks/whatsapp/"
        simulator = [*manage, "run_simulator", "--port", str(simulators.whatsapp), "--webhook-url", webhook]
        simulator += ["--public-port", str(simulators.public), "--telegram-port", str(simulators.telegram)]
        simulator += ["--meta-port", str(simulators.meta), "--sp4n-port", str(simulators.sp4n)]
        running.append(Child("simulator", simulator, env))
    return running


def stream(env: dict[str, str], *, host: str) -> Child:
    """The streams of the staff pages, on the port that `env` names. Streams never end by themselves, so a stop waits
    for them two seconds."""
    command = [sys.executable, "-m", "granian", "--interface", "asginl", "--host", host, "--port", env["STREAM_PORT"]]
    command += ["--workers", "1", "--backlog", "2048", "--backpressure", "2048", "--respawn-failed-workers"]
    command += ["--workers-kill-timeout", "2", "--no-ws", "--log-level", "error", "bontang_pengaduan.asgi:application"]
    return Child("stream", command, env)


def worker(env: dict[str, str], *, concurrency: int = 2) -> Child:
    """The Celery worker of all queues, replaced when its heartbeat stays away for a minute."""
    # Gossip, mingle and heartbeat stay on: without them a worker goes deaf after a broker restart.
    command = [*CELERY, "worker", "--concurrency", str(concurrency), "--queues", QUEUES, "--loglevel", "WARNING"]
    return Child("worker", command, env | QUIET_ROOT, pulse=Pulse(worker_beat, limit_seconds=WORKER_SILENCE_SECONDS))


def has_own(name: str) -> bool:
    """True when the environment gives `name` itself or as `name_FILE`."""
    return bool(os.environ.get(name) or os.environ.get(f"{name}_FILE"))


def unreachable_server() -> str | None:
    """A sentence about the database or the broker that does not answer; None when both do."""
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        return f"The database of DATABASE_URL does not answer: {str(error).splitlines()[0]}"
    finally:
        connection.close()
    try:
        with app.connection_for_write() as broker:
            broker.ensure_connection(max_retries=1, timeout=5)
    except OperationalError as error:
        return f"The broker of REDIS_URL does not answer: {str(error).splitlines()[0]}"
    except (ImportError, KeyError, ValueError):
        return "CELERY_BROKER_URL cannot be read; write it as redis://:password@host:6379/0 or leave it out."
    return None


def worker_beat() -> datetime | None:
    """When the worker last did its heartbeat task (NEVER when it did not); None when the database does not answer."""
    try:
        close_old_connections()
        return Heartbeat.objects.filter(name="worker").values_list("beat_at", flat=True).first() or NEVER
    except (DatabaseError, InterfaceError):
        connection.close()
        return None


def port_problem(host: str, port: int) -> str | None:
    """A sentence about a port or an address that cannot be listened on; None when all is well."""
    if not 1 <= port <= HIGHEST_PORT:
        return f"PORT must be a number from 1 to {HIGHEST_PORT}, not {port}."
    error = _listen_error(host, port)
    if error is None:
        return None
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is in use; stop what listens there or set PORT."
    if error.errno == errno.EACCES:
        return f"Port {port} is not open to this account; set PORT to {FIRST_OPEN_PORT} or more."
    return f"HOST {host} cannot be listened on: {error.strerror}; correct or unset it."


def is_port_free(host: str, port: int) -> bool:
    """True when nobody listens on the port. Granian shares ports, so without this two would split the requests."""
    return _listen_error(host, port) is None


def free_port(host: str, above: int) -> int:
    """The first free port after `above`; outside the range of outgoing connections when `above` is.

    The next one below when nothing is free up to the end.
    """
    candidates = chain(range(above + 1, HIGHEST_PORT + 1), range(above - 1, FIRST_OPEN_PORT, -1))
    return next(port for port in candidates if is_port_free(host, port))


def is_ready(port: int) -> bool:
    """True once /readyz answers 200: database, broker and worker all take work."""
    with contextlib.suppress(httpx.HTTPError):
        return httpx.get(f"http://127.0.0.1:{port}/readyz", timeout=5).status_code == httpx.codes.OK
    return False


def _listen_error(host: str, port: int) -> OSError | None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return error
    return None
