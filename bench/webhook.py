"""The webhook on its production server beside the bare limit, in one run: `python -m bench.webhook`.

Prints for both: requests a second, application CPU a request, latency, SQL statements a request, and their ratio.
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
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import orjson
import psycopg2

from bontang_pengaduan.embedded import EmbeddedServers, broker_url, database_url
from bontang_pengaduan.lib.env import env as environment
from bontang_pengaduan.lib.signing import sign

SECRET = "bench-secret"  # noqa: S105
CONNECTIONS = 16
SECONDS = 4.0
ROUNDS = 3


@dataclass(frozen=True)
class Result:
    """Medians of the rounds. Times in ms, CPU in microseconds a request."""

    rate: float
    cpu: float
    p50: float
    p99: float
    statements: float


def main() -> None:
    """Interleaved rounds, so that a noisy neighbour disturbs both."""
    with tempfile.TemporaryDirectory(prefix="pengaduan-bench-") as folder, EmbeddedServers(Path(folder)):
        Path(folder).chmod(0o711)
        env = _environment(Path(folder))
        subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity", "0"], env=env, check=True)
        rounds: dict[str, list[Result]] = {"bontang_pengaduan.wsgi:application": [], "bench.bare:application": []}
        for _ in range(ROUNDS):
            for target, results in rounds.items():
                results.append(_measure(target, env))
    product, bare = (_median(results) for results in rounds.values())
    for name, result in (("webhook", product), ("bare limit", bare)):
        print(
            f"{name:11} {result.rate:7.0f} requests/s  {result.cpu:5.0f} us CPU  p50 {result.p50:5.1f} ms  "
            f"p99 {result.p99:5.1f} ms  {result.statements:.2f} SQL"
        )
    print(f"ratio to the bare limit: {product.rate / bare.rate:.2f} (aim 0.30)")


def _environment(folder: Path) -> dict[str, str]:
    return {
        **os.environ,
        "DATA_DIR": str(folder),
        "DATABASE_URL": database_url(folder),
        "REDIS_URL": broker_url(folder),
        "SECRET_KEY": "bench" * 12,
        "WHATSAPP_APP_SECRET": SECRET,
    }


def _measure(target: str, env: dict[str, str]) -> Result:
    with _server(target, env) as (port, pid):
        _load(port, 1.0)
        cpu, statements = _cpu_seconds(pid), _statements(env)
        latencies = _load(port, SECONDS)
        cpu, count = _cpu_seconds(pid) - cpu, len(latencies)
        time.sleep(1.1)  # the statistics of PostgreSQL come a second late
        ordered = sorted(latencies)
        return Result(
            rate=count / SECONDS,
            cpu=1e6 * cpu / count,
            p50=1000 * ordered[count // 2],
            p99=1000 * ordered[int(count * 0.99)],
            statements=(_statements(env) - statements) / count,
        )


@contextlib.contextmanager
def _server(target: str, env: dict[str, str]) -> Iterator[tuple[int, int]]:
    port = _free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--workers", "2"]
    command += ["--blocking-threads", "4", "--workers-kill-timeout", "2", "--log-level", "error", target]
    with subprocess.Popen(command, env=env) as server:
        _wait(port)
        yield port, server.pid
        server.terminate()


def _load(port: int, seconds: float) -> list[float]:
    """Latencies in seconds of what CONNECTIONS clients, one request at a time each, got answered with 200."""
    end, latencies = time.perf_counter() + seconds, []
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
            connection.sendall(request)
            answer = connection.recv(4096)
            if not answer.startswith(b"HTTP/1.1 200"):
                raise SystemExit(f"the server answered {answer[:60]!r}")
            latencies.append(time.perf_counter() - started)


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


def _statements(env: dict[str, str]) -> int:
    """Transactions so far; outside a transaction each statement is one."""
    place = environment.db_url_config(env["DATABASE_URL"])
    address = {"host": place["HOST"], "user": place["USER"], "dbname": place["NAME"]}
    with contextlib.closing(psycopg2.connect(**address)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()")
        row = cursor.fetchone()
        return int(row[0]) if row else 0


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
    main()
