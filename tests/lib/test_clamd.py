"""Speaking to clamd over a socket."""

import io
import socketserver
import threading
from pathlib import Path

import pytest

from bontang_pengaduan.lib.clamd import CHUNK, ClamdError, find_virus
from tests.clamd_fixture import EICAR, Clamd, Session, clamd

__all__ = ["clamd"]


def test_clean_file_reaches_it_whole(clamd: Clamd) -> None:
    content = bytes(range(256)) * 1000

    virus = find_virus(io.BytesIO(content), address=clamd.address)

    assert (virus, clamd.scanned) == ("", [content])
    assert len(content) > 3 * CHUNK


def test_virus_is_named(clamd: Clamd) -> None:
    assert find_virus(io.BytesIO(EICAR), address=clamd.address) == "Eicar-Test-Signature"


def test_file_is_read_from_its_start(clamd: Clamd) -> None:
    source = io.BytesIO(EICAR)
    source.read()

    assert find_virus(source, address=clamd.address) == "Eicar-Test-Signature"


def test_longer_file_than_it_takes_is_not_called_clean(clamd: Clamd) -> None:
    clamd.limit = 1000

    with pytest.raises(ClamdError):
        find_virus(io.BytesIO(bytes(5_000_000)), address=clamd.address)


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "unix:///nonexistent/clamd.ctl"])
def test_scanner_that_is_down(address: str) -> None:
    with pytest.raises(ClamdError):
        find_virus(io.BytesIO(b"x"), address=address)


def test_over_a_unix_socket(tmp_path: Path) -> None:
    scanner, place = Clamd(), tmp_path / "clamd.ctl"
    with socketserver.ThreadingUnixStreamServer(str(place), type("Session", (Session,), {"clamd": scanner})) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()

        virus = find_virus(io.BytesIO(EICAR), address=f"unix://{place}")

        server.shutdown()
    assert virus == "Eicar-Test-Signature"
