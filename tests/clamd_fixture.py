"""A small clamd: it speaks INSTREAM and finds one virus, the harmless one that everybody tests with."""

import socketserver
import struct
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

# In two parts, or the scanner of whoever checks this file out holds it.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD" + b"-ANTIVIRUS-TEST-FILE!$H+H*"


@dataclass
class Clamd:
    """A running scanner. `limit` is its StreamMaxLength in bytes; `scanned` what it was given."""

    address: str = ""
    limit: int = 1024 * 1024
    scanned: list[bytes] = field(default_factory=list)


class Session(socketserver.StreamRequestHandler):
    clamd: Clamd

    def handle(self) -> None:
        command = self.rfile.read(10)
        self.wfile.write(self._answer(command))

    def _answer(self, command: bytes) -> bytes:
        if command != b"zINSTREAM\0":
            return b"UNKNOWN COMMAND\0"
        content = b""
        while length := struct.unpack("!I", self.rfile.read(4))[0]:
            content += self.rfile.read(length)
            if len(content) > self.clamd.limit:
                return b"INSTREAM size limit exceeded. ERROR\0"
        self.clamd.scanned.append(content)
        return b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0"


@pytest.fixture
def clamd() -> Iterator[Clamd]:
    """A scanner on a free port of this machine."""
    scanner = Clamd()
    handler = type("Session", (Session,), {"clamd": scanner})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        scanner.address = f"tcp://127.0.0.1:{server.server_address[1]}"
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield scanner
        server.shutdown()
