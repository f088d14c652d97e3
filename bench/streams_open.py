"""Opens the streams of bench.streams and measures them."""

import asyncio
import os
import statistics
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from bontang_pengaduan.lib.clock import now
from bontang_pengaduan.stack import free_port, stream
from complaints.models import Complaint, Reporter
from complaints.services.events import record
from opd.models import Membership, Opd, Role, User

OPEN_AT_ONCE = 20
EVENT = b"event: case"


def main(streams: int, acts: int) -> None:
    """Prints memory a stream, and the times from commit to the median and to the last stream."""
    case, keys = _make_case(streams), []
    for user in User.objects.order_by("pk"):
        session = SessionStore()
        backend = settings.AUTHENTICATION_BACKENDS[0]
        session.update(
            {SESSION_KEY: str(user.pk), BACKEND_SESSION_KEY: backend, HASH_SESSION_KEY: user.get_session_auth_hash()}
        )
        session.save()
        keys.append(str(session.session_key))
    port = free_port("127.0.0.1", 22_000)
    env = dict(os.environ) | {"STREAM_PORT": str(port)}
    with subprocess.Popen(stream(env, host="127.0.0.1").command, env=env) as server:
        try:
            _await_ready(port)
            asyncio.run(_measure(server.pid, port, case, keys, acts))
        finally:
            server.terminate()


async def _measure(pid: int, port: int, case: Complaint, keys: list[str], acts: int) -> None:
    first = await _open(port, keys[0])
    alone = _memory(pid)
    readers = [first]
    for start in range(1, len(keys), OPEN_AT_ONCE):
        readers += await asyncio.gather(*(_open(port, key) for key in keys[start : start + OPEN_AT_ONCE]))
    together = _memory(pid)
    each = (together - alone) / (len(keys) - 1) / 1024
    print(f"{len(keys)} streams: {each:.0f} KiB each, the process {together / 2**20:.0f} MiB", flush=True)
    medians, lasts = [], []
    for _ in range(acts):
        heard = [asyncio.create_task(_hear(reader)) for reader in readers]
        await asyncio.sleep(0)
        await sync_to_async(record)(case, "complaint.taken", now=now())
        committed = time.perf_counter()
        times = sorted(1000 * (at - committed) for at in await asyncio.gather(*heard))
        medians.append(statistics.median(times))
        lasts.append(times[-1])
    middle, last = statistics.median(medians), statistics.median(lasts)
    print(f"commit to event: median stream {middle:.0f} ms, last stream {last:.0f} ms")


async def _open(port: int, key: str) -> asyncio.StreamReader:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET /arus/ HTTP/1.1\r\nHost: localhost\r\nCookie: sessionid={key}\r\n\r\n".encode())
    await reader.readuntil(b": halo\n\n")
    reader.writer = writer  # type: ignore[attr-defined]  # a writer that nobody holds is closed
    return reader


async def _hear(reader: asyncio.StreamReader) -> float:
    await reader.readuntil(EVENT)
    return time.perf_counter()


def _make_case(officers: int) -> Complaint:
    unit, moment = Opd.objects.create(code="BENCH", name="Dinas Ukur", short_name="Ukur"), now()
    users = User.objects.bulk_create(User(username=f"petugas.{number}") for number in range(officers))
    Membership.objects.bulk_create(Membership(user=user, opd=unit, role=Role.PETUGAS) for user in users)
    return Complaint.objects.create(
        number="BTG-0000-0001",
        channel="whatsapp",
        reporter=Reporter.objects.create(name="Warga Contoh", created_at=moment),
        status="forwarded",
        subject="Uji",
        text="Uji",
        opd=unit,
        created_at=moment,
        citizen_wrote_at=moment,
    )


def _await_ready(port: int) -> None:
    for _ in range(600):
        try:
            httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=5)
        except httpx.HTTPError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("The streams did not get ready.")


def _memory(pid: int) -> int:
    """Bytes of the server and its worker, each shared page counted in parts (PSS)."""
    return sum(_pss(each) for each in [pid, *_children(pid)])


def _children(pid: int) -> Iterator[int]:
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and _parent(entry) == pid:
            yield int(entry.name)


def _parent(entry: Path) -> int:
    try:
        return int((entry / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def _pss(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return 1024 * sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
