"""Asking clamd about a file: its INSTREAM command over a socket, without its client programs."""

import socket
import struct
from typing import IO
from urllib.parse import urlsplit

TIMEOUT = 30.0  # seconds for each step; clamd reads a whole archive before it answers
PORT = 3310
CHUNK = 64 * 1024
MAX_ANSWER = 4096


class ClamdError(Exception):
    """clamd cannot be reached, or does not say whether the file is clean."""


def find_virus(source: IO[bytes], *, address: str) -> str:
    """The name of the virus in the file, or "" when there is none.

    `address` is `tcp://host:3310` or `unix:///run/clamav/clamd.ctl`. Raises ClamdError; also for a file longer than
    clamd's StreamMaxLength, which it leaves unread.
    """
    source.seek(0)
    try:
        with _connect(address) as connection:
            return _verdict(_ask(connection, source))
    except OSError as error:
        raise ClamdError(f"clamd at {address}: {error}") from error


def _connect(address: str) -> socket.socket:
    place = urlsplit(address)
    if place.scheme == "tcp":
        return socket.create_connection((place.hostname or "", place.port or PORT), TIMEOUT)
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(TIMEOUT)
    try:
        connection.connect(place.path)
    except OSError:
        connection.close()
        raise
    return connection


def _ask(connection: socket.socket, source: IO[bytes]) -> str:
    try:
        connection.sendall(b"zINSTREAM\0")
        while chunk := source.read(CHUNK):
            connection.sendall(struct.pack("!I", len(chunk)) + chunk)
        connection.sendall(struct.pack("!I", 0))
    except (BrokenPipeError, ConnectionResetError):
        # It hangs up in the middle of a file that is too long; its answer says so.
        pass
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < MAX_ANSWER and (part := connection.recv(MAX_ANSWER)):
        answer += part
    return answer.rstrip(b"\0\n").decode("utf-8", "replace")


def _verdict(answer: str) -> str:
    said = answer.removeprefix("stream: ")
    if said == "OK":
        return ""
    if said.endswith(" FOUND"):
        return said.removesuffix(" FOUND")
    raise ClamdError(f"clamd answered {answer!r}")
