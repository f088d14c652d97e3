"""Many signed messages as fast as the product takes them, and a list of what it took."""

import itertools
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx

from .account import Account
from .citizens import Citizen
from .identifiers import new_bsuid, new_wamid
from .network import retry_seconds, signed_headers
from .payloads import Update, contact_of, encode, envelope, message
from .world import FIRST_NUMBER
from .writing import text

SLOWEST_RETRY_SECONDS = 2.0
WORKERS = 8


@dataclass(frozen=True)
class Sent:
    """One message that the product has answered with 200; `phone` are digits, `attempts` counts its POSTs."""

    id: str
    phone: str
    text: str
    attempts: int


def burst(
    count: int,
    senders: int,
    webhook_url: str,
    secret: str,
    *,
    phone_number_id: str = Account.phone_number_id,
    write: Callable[[int], str] = "Uji beban nomor {}: lampu jalan padam.".format,
    batch_size: int = 1,
    copies: int = 1,
    timeout_seconds: float = 120.0,
) -> list[Sent]:
    """Sends `count` messages of `senders` citizens in turn, `batch_size` to a POST, each POST `copies` times.

    A POST is repeated with back-off until it is answered with 200, as the provider does. Raises TimeoutError when
    that takes longer than `timeout_seconds` for any of them. Returns the messages in the order of their making.
    """
    account = Account(webhook_url, secret, "", "", phone_number_id)
    citizens = [Citizen(str(FIRST_NUMBER + i), f"Warga {i + 1}", new_bsuid()) for i in range(senders)]
    turns = zip(range(1, count + 1), itertools.cycle(citizens), strict=False)
    letters = [(new_wamid(citizen.number), citizen, write(number)) for number, citizen in turns]
    batches = [letters[start : start + batch_size] for start in range(0, count, batch_size)]
    deadline = time.monotonic() + timeout_seconds
    with httpx.Client(timeout=10.0, trust_env=False) as client, ThreadPoolExecutor(WORKERS) as pool:
        jobs = [pool.submit(_deliver, client, account, _body(account, batch), deadline) for batch in batches * copies]
        attempts = [job.result() for job in jobs]
    tries = [sum(attempts[index :: len(batches)]) for index in range(len(batches))]
    return [
        Sent(wamid, citizen.number, words, tried)
        for batch, tried in zip(batches, tries, strict=True)
        for wamid, citizen, words in batch
    ]


def _body(account: Account, letters: list[tuple[str, Citizen, str]]) -> bytes:
    now = datetime.now(UTC)
    updates = [
        Update("messages", message(citizen, wamid, now, text(words)), contact_of(citizen))
        for wamid, citizen, words in letters
    ]
    return encode(envelope(account, updates))


def _deliver(client: httpx.Client, account: Account, body: bytes, deadline: float) -> int:
    headers = signed_headers(body, account.app_secret)
    for attempt in itertools.count(1):
        try:
            if client.post(account.webhook_url, content=body, headers=headers).status_code == httpx.codes.OK:
                return attempt
        except httpx.HTTPError:
            pass
        if time.monotonic() > deadline:
            break
        time.sleep(min(retry_seconds(attempt), SLOWEST_RETRY_SECONDS))
    raise TimeoutError(f"{account.webhook_url} did not answer 200 in time.")
