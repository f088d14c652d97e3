"""The webhook on its production server beside the bare limit, in one run: `python -m bench.webhook`.

Prints for both: requests a second, application CPU a request, latency, SQL statements a request, and their ratio.
`--check` ends with exit code 1 and a sentence for each target that is missed; `--check statements` minds the statements
alone, which no busy machine can change.
"""

import contextlib
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import orjson
import psycopg2

from bontang_pengaduan.embedded import EmbeddedServers, broker_url, database_url
from bontang_pengaduan.lib.signing import sign
from bontang_pengaduan.servers.places import socket_dir
from bontang_pengaduan.servers.postgres import ROLE, SUPERUSER

SECRET = "bench-secret"  # noqa: S105
CONNECTIONS = 16
WARM, COUNTED = 5, 50  # requests before and while statements are counted
MOST_CPU, MOST_P99, LEAST_RATIO = 900.0, 50.0, 0.30  # microseconds and milliseconds a request; to the bare limit
PRODUCT, BARE = "bontang_pengaduan.wsgi:application", "bench.bare:application"


@dataclass(frozen=True)
class Result:
    """Medians of the rounds. Times in ms, CPU in microseconds a request."""

    rate: float
    cpu: float
    p50: float
    p99: float


def main(arguments: Sequence[str] = ()) -> int:
    """Interleaved rounds, so that a noisy neighbour disturbs both. The exit code."""
    wanted = _options(arguments)
    with tempfile.TemporaryDirectory(prefix="pengaduan-bench-") as name, EmbeddedServers(Path(name)):
        folder = Path(name)
        folder.chmod(0o711)
        env = _environment(folder)
        subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity", "0"], env=env, check=True)
        rounds: dict[str, list[Result]] = {PRODUCT: [], BARE: []}
        for _ in range(wanted.rounds):
            for target, results in rounds.items():
                results.append(_measure(target, env, wanted.seconds))
        statements = {target: _statements_a_request(target, env, folder) for target in rounds}
    product, bare = (_median(results) for results in rounds.values())
    _tell("webhook", product, statements[PRODUCT])
    _tell("bare limit", bare, statements[BARE])
    return check(wanted.check, product, product.rate / bare.rate, statements[PRODUCT])


def _options(arguments: Sequence[str]) -> Namespace:
    parser = ArgumentParser(prog="python -m bench.webhook")
    parser.add_argument(
        "--check", nargs="?", const="all", choices=["all", "statements"], help="Fail on missed targets."
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=4.0, help="Length of a round for each of the two.")
    return parser.parse_args(arguments)


def _tell(name: str, result: Result, statements: float) -> None:
    print(
        f"{name:11} {result.rate:7.0f} requests/s  {result.cpu:5.0f} us CPU  p50 {result.p50:5.1f} ms  "
        f"p99 {result.p99:5.1f} ms  {statements:.2f} SQL"
    )


def check(kind: str | None, product: Result, ratio: float, statements: float) -> int:
    """Prints each target with its margin; 1 when one of the wanted kind is missed."""
    times = [
        ("CPU a request", product.cpu, "at most", MOST_CPU, 1 - product.cpu / MOST_CPU),
        ("p99", product.p99, "under", MOST_P99, 1 - product.p99 / MOST_P99),
        ("ratio to the bare limit", ratio, "at least", LEAST_RATIO, ratio / LEAST_RATIO - 1),
    ]
    for name, value, relation, limit, margin in times:
        print(f"{name}: {value:.4g}, {relation} {limit:g}, margin {margin:+.0%}")
    missed = [name for name, _, _, _, margin in times if margin < 0 and kind == "all"]
    if statements != 1:
        missed.append(f"one SQL round trip a request ({statements:.2f})")
    if kind and missed:
        print(f"Missed: {', '.join(missed)}.", file=sys.stderr)
        return 1
    return 0


def _environment(folder: Path) -> dict[str, str]:
    static = folder / "static"
    static.mkdir()
    return {
        **os.environ,
        "DATA_DIR": str(folder),
        "DATABASE_URL": database_url(folder),
        "REDIS_URL": broker_url(folder),
        "SECRET_KEY": "bench" * 12,
        "WHATSAPP_APP_SECRET": SECRET,
        "STATIC_ROOT": str(static),
    }


def _measure(target: str, env: dict[str, str], seconds: float) -> Result:
    with _server(target, env) as (port, pid):
        _load(port, 1.0)
        cpu = _cpu_seconds(pid)
        latencies = _load(port, seconds)
        cpu, count = _cpu_seconds(pid) - cpu, len(latencies)
        ordered = sorted(latencies)
        return Result(
            rate=count / seconds,
            cpu=1e6 * cpu / count,
            p50=1000 * ordered[count // 2],
            p99=1000 * ordered[int(count * 0.99)],
        )


def _statements_a_request(target: str, env: dict[str, str], folder: Path) -> float:
    """Counted in the database's own log, on one connection that is open already: exact, however busy the machine."""
    log = folder / "servers" / "postgres.log"
    with _logged_statements(folder), _server(target, env, workers=1, threads=1) as (port, _):
        _send(port, WARM)
        before = log.read_text().count("LOG:  statement: ")
        _send(port, COUNTED)
        return (log.read_text().count("LOG:  statement: ") - before) / COUNTED


@contextlib.contextmanager
def _logged_statements(folder: Path) -> Iterator[None]:
    """Every statement of new connections stands in the log of the database."""
    with contextlib.closing(psycopg2.connect(host=str(socket_dir(folder)), user=SUPERUSER, dbname="postgres")) as admin:
        admin.autocommit = True
        with admin.cursor() as cursor:
            cursor.execute(f"ALTER ROLE {ROLE} SET log_statement TO 'all'")
            yield
            cursor.execute(f"ALTER ROLE {ROLE} RESET log_statement")


@contextlib.contextmanager
def _server(target: str, env: dict[str, str], *, workers: int = 2, threads: int = 4) -> Iterator[tuple[int, int]]:
    port = _free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--workers", str(workers)]
    command += ["--blocking-threads", str(threads), "--workers-kill-timeout", "2", "--log-level", "error", target]
    with subprocess.Popen(command, env=env) as server:
        try:
            _wait(port)
            yield port, server.pid
        finally:
            server.terminate()


def _load(port: int, seconds: float) -> list[float]:
    """Latencies in seconds of what CONNECTIONS clients, one request at a time each, got answered with 200."""
    end = time.perf_counter() + seconds
    latencies: list[float] = []
    clients = [threading.Thread(target=_client, args=(port, number, end, latencies)) for number in range(CONNECTIONS)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    return latencies


def _client(port: int, number: int, end: float, latencies: list[float]) -> None:
    request = _request(number)
    with socket.create_connection(("127.0.0.1", port)) as connection:
        while (started := time.perf_counter()) < end:
            _exchange(connection, request)
            latencies.append(time.perf_counter() - started)


def _send(port: int, count: int) -> None:
    with socket.create_connection(("127.0.0.1", port)) as connection:
        for number in range(count):
            _exchange(connection, _request(number))


def _exchange(connection: socket.socket, request: bytes) -> None:
    connection.sendall(request)
    answer = connection.recv(4096)
    if not answer.startswith(b"HTTP/1.1 200"):
        raise SystemExit(f"the server answered {answer[:60]!r}")


def _request(number: int) -> bytes:
    text = "Jalan berlubang di depan rumah. " * 40
    message = {"id": f"wamid.{number}", "from": "6281200000000", "timestamp": "1795395600", "type": "text"}
    value = {"metadata": {"phone_number_id": "1"}, "messages": [message | {"text": {"body": text}}]}
    body = orjson.dumps({"entry": [{"id": "1", "changes": [{"field": "none", "value": value}]}]})
    lines = [
        "POST /webhooks/whatsapp/ HTTP/1.1",
        "Host: localhost",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        f"X-Hub-Signature-256: {sign(body, SECRET)}",
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body


def _cpu_seconds(pid: int) -> float:
    """CPU of a process and its children so far, from /proc."""
    total, ticks = 0.0, os.sysconf("SC_CLK_TCK")
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = stat.read_text().rsplit(")", 1)[1].split()
            if int(stat.parent.name) == pid or int(fields[1]) == pid:
                total += (int(fields[11]) + int(fields[12])) / ticks
    return total


def _median(results: list[Result]) -> Result:
    return Result(*(statistics.median(values) for values in zip(*(vars(r).values() for r in results), strict=True)))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int) -> None:
    for _ in range(200):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.05)
    raise SystemExit("the server did not start")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
