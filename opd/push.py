"""Notices to officers' browsers by Web Push (RFC 8030), encrypted for the browser alone (RFC 8291)."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from email.utils import parseaddr
from functools import cache
from hashlib import sha256
from urllib.parse import urlsplit

import http_ece
import httpx
import orjson
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from py_vapid import Vapid02

from bontang_pengaduan.lib import http

from .models import Device, Nudge
from .nudges import USEFUL, NudgeError, nudge_due

GONE = frozenset({404, 410})  # RFC 8030, 7.3: the browser has taken its permission back
PASSING = frozenset({408, 429})
HIGHEST_SCALAR = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551 - 1  # of the curve P-256


def push_due(*, now: datetime) -> int:
    """Sends the notices that are due to officers' browsers; how many went out. See opd.nudges.nudge_due."""
    return nudge_due(kind=Device.Kind.PUSH, send=_send, now=now)


def is_push_service(address: str) -> bool:
    """Whether an address belongs to one of the push services: nothing is ever sent elsewhere."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    origin, name = f"{parts.scheme}://{parts.netloc}", parts.hostname or ""
    return any(
        origin == known or (known.startswith("https://.") and parts.scheme == "https" and _is_under(name, known))
        for known in settings.PUSH_SERVICES
    )


def is_key(value: str, length: int) -> bool:
    """Whether a browser's key has so many bytes in URL-safe base64."""
    try:
        return len(_decode(value)) == length
    except ValueError:
        return False


def public_key() -> str:
    """What a browser needs to accept our messages: the uncompressed point in URL-safe base64 without padding."""
    key = _signer().public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return urlsafe_b64encode(key).rstrip(b"=").decode()


def _is_under(name: str, known: str) -> bool:
    return name.endswith(known.removeprefix("https://"))


def _send(nudge: Nudge) -> str:
    if not is_push_service(nudge.device.address):
        raise NudgeError("Alamat peramban ini bukan milik layanan push yang dikenal.", is_final=True)
    try:
        answer = http.request("POST", nudge.device.address, content=_sealed(nudge), headers=_headers(nudge))
    except httpx.HTTPError as error:
        raise NudgeError("Layanan push tidak menjawab.") from error
    if answer.status_code in GONE:
        raise NudgeError("Peramban ini tidak lagi menerima pemberitahuan.", is_gone=True)
    if not answer.is_success:
        is_final = answer.is_client_error and answer.status_code not in PASSING
        raise NudgeError(f"Layanan push menolak ({answer.status_code}).", is_final=is_final)
    return str(answer.headers.get("location", ""))[:300]


def _sealed(nudge: Nudge) -> bytes:
    # A key for this message alone; the browser learns its public half from the message.
    own, keys = ec.generate_private_key(ec.SECP256R1()), nudge.device.keys
    words = orjson.dumps({"subject": nudge.notice.subject, "url": nudge.notice.url})
    sealed: bytes = http_ece.encrypt(
        words, private_key=own, dh=_decode(keys["p256dh"]), auth_secret=_decode(keys["auth"]), version="aes128gcm"
    )
    return sealed


def _headers(nudge: Nudge) -> dict[str, str]:
    parts = urlsplit(nudge.device.address)
    claims = {"aud": f"{parts.scheme}://{parts.netloc}", "sub": f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}"}
    signed: dict[str, str] = _signer().sign(claims)
    length = int(USEFUL.total_seconds())
    return {**signed, "Content-Encoding": "aes128gcm", "TTL": str(length), "Urgency": "high"}


@cache
def _signer() -> Vapid02:
    # Any secret will do as PUSH_KEY: its digest is the private number.
    scalar = 1 + int.from_bytes(sha256(settings.PUSH_KEY.encode()).digest()) % HIGHEST_SCALAR
    key = ec.derive_private_key(scalar, ec.SECP256R1())
    # Not strict about the sender's address: on a machine of one's own it ends in localhost.
    return Vapid02(private_key=key, conf={"no-strict": True})


def _decode(value: str) -> bytes:
    return urlsafe_b64decode(value + "=" * (-len(value) % 4))
