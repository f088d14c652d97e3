"""A push service over HTTP for any test: keeps what it was sent and can open it, as the browser would."""

import threading
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import http_ece
import orjson
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

SECRET = b"rahasia-peramban"


@dataclass
class PushService:
    """`status` is what it answers next; `sent` are headers and bodies as they came."""

    origin: str = ""
    status: int = 201
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    sent: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    @property
    def keys(self) -> dict[str, str]:
        """What a browser tells the product when it subscribes."""
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {"p256dh": _encode(point), "auth": _encode(SECRET)}

    def opened(self) -> list[Any]:
        """What the browser reads of everything that was sent."""
        return [
            orjson.loads(http_ece.decrypt(body, private_key=self.key, auth_secret=SECRET, version="aes128gcm"))
            for _, body in self.sent
        ]


@contextmanager
def running_push_service() -> Iterator[PushService]:
    """The service on a free port, until the block ends."""
    service = PushService()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            service.sent.append((dict(self.headers), body))
            self.send_response(service.status)
            self.send_header("Location", f"{service.origin}/message/{len(service.sent)}")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: object) -> None:
            """Nothing: the test reads `sent`."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        service.origin = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield service
        finally:
            server.shutdown()


def _encode(value: bytes) -> str:
    return urlsafe_b64encode(value).rstrip(b"=").decode()
