"""Webhook deliveries: signed, batched when asked, repeated until the product answers 200, unordered when rough."""

import random
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

import httpx

from bontang_pengaduan.lib.signing import sign

from .payloads import Update, encode, envelope
from .schedule import Job, Schedule
from .world import World

ANSWER_SECONDS = 10.0
BATCH_SECONDS = 0.3
LATEST_SECONDS = 1.5  # by which a rough network delays an update
SLOWEST_RETRY_SECONDS = 60.0
GIVE_UP_SECONDS = 36 * 3600.0  # "Create a webhook endpoint", 7 November 2025; another page says 7 days
LARGEST_BATCH = 50
Parcel = tuple[Update, Job | None]


@dataclass
class Traffic:
    """What went over the wire: POSTs, those not answered with 200, updates sent again on purpose, and the ids of the
    messages that the product has taken."""

    posts: int = 0
    refused: int = 0
    repeats: int = 0
    taken: set[str] = field(default_factory=set)


def retry_seconds(attempt: int) -> float:
    """The pause after the given failed attempt, counted from 1: 0.5, 1, 2 ... at most 60 seconds."""
    return float(min(0.5 * 2 ** (attempt - 1), SLOWEST_RETRY_SECONDS))


def signed_headers(body: bytes, secret: str) -> dict[str, str]:
    """The headers of a webhook POST."""
    return {
        "Content-Type": "application/json",
        "User-Agent": "facebookexternalua",
        "X-Hub-Signature-256": sign(body, secret),
    }


class Network:
    """Takes updates and brings them to the product's webhook."""

    def __init__(self, world: World, seed: int | None = None) -> None:
        self.schedule = Schedule()
        self.traffic = Traffic()
        self._world = world
        self._random = random.Random(seed)  # noqa: S311
        self._client = httpx.Client(timeout=ANSWER_SECONDS, trust_env=False)
        self._pending: list[Parcel] = []

    def start(self) -> None:
        """Starts delivering, the handshake first."""
        self.schedule.start()
        self.schedule.after(0, self.shake_hands)

    def close(self) -> None:
        """Stops; what was not delivered stays undelivered."""
        self.schedule.close()
        self._client.close()

    def shake_hands(self, attempt: int = 1) -> None:
        """The challenge that a provider sends before it delivers; tried again until the product answers at all."""
        account, challenge = self._world.account, str(secrets.randbelow(10**10))
        question = {"hub.mode": "subscribe", "hub.challenge": challenge, "hub.verify_token": account.verify_token}
        try:
            answer = self._client.get(account.webhook_url, params=question)
        except httpx.HTTPError:
            self.schedule.after(retry_seconds(attempt), lambda: self.shake_hands(attempt + 1))
            return
        if answer.is_server_error:
            self.schedule.after(retry_seconds(attempt), lambda: self.shake_hands(attempt + 1))
            return
        is_echo = answer.status_code == httpx.codes.OK and answer.text == challenge
        self._world.handshake = "accepted" if is_echo else "refused"

    def post(self, update: Update, *, after_seconds: float = 0.0, on_accepted: Job | None = None) -> None:
        """Delivers the update; `on_accepted` runs once the product has answered 200.

        On a rough network each update is late, and the share that the switch names arrives again in another batch.
        """
        switches = self._world.switches
        if not switches.rough_network:
            self.schedule.after(after_seconds, partial(self._collect, (update, on_accepted)))
            return
        copies = 2 if self._random.random() < switches.duplicates else 1
        self.traffic.repeats += copies - 1
        for _ in range(copies):
            delay = after_seconds + self._random.uniform(0, LATEST_SECONDS)
            self.schedule.after(delay, partial(self._collect, (update, on_accepted)))

    def post_bytes(self, body: bytes) -> None:
        """Delivers a body of any form, rightly signed."""
        self.schedule.after(0, partial(self._attempt, body, [], time.monotonic(), 1))

    def linger(self) -> None:
        """On a rough network an answer is late, so that a status may overtake it."""
        if self._world.switches.rough_network:
            time.sleep(self._random.uniform(0, 1))

    def _collect(self, parcel: Parcel) -> None:
        switches = self._world.switches
        if switches.batch_size == 1 and not switches.rough_network:
            self._send([parcel])
            return
        with self._world.lock:
            self._pending.append(parcel)
            if len(self._pending) == 1:
                self.schedule.after(BATCH_SECONDS, self._flush)

    def _flush(self) -> None:
        with self._world.lock:
            pending, self._pending = self._pending, []
            switches = self._world.switches
        if switches.rough_network:
            self._random.shuffle(pending)
        while pending:
            size = self._random.randint(1, LARGEST_BATCH) if switches.rough_network else switches.batch_size
            batch, pending = _cut(pending, size)
            self.schedule.after(0, partial(self._send, batch))

    def _send(self, parcels: Sequence[Parcel]) -> None:
        body = encode(envelope(self._world.account, [update for update, _ in parcels]))
        self._attempt(body, parcels, time.monotonic(), 1)

    def _attempt(self, body: bytes, parcels: Sequence[Parcel], began: float, attempt: int) -> None:
        if not self._is_accepted(body):
            if time.monotonic() - began < GIVE_UP_SECONDS:
                again = partial(self._attempt, body, parcels, began, attempt + 1)
                self.schedule.after(retry_seconds(attempt), again)
            return
        self.traffic.taken.update(update.id for update, _ in parcels)
        for _, job in parcels:
            if job:
                job()

    def _is_accepted(self, body: bytes) -> bool:
        account = self._world.account
        headers = signed_headers(body, account.app_secret)
        self.traffic.posts += 1
        try:
            is_accepted = (
                self._client.post(account.webhook_url, content=body, headers=headers).status_code == httpx.codes.OK
            )
        except httpx.HTTPError:
            is_accepted = False
        self.traffic.refused += not is_accepted
        return is_accepted


def _cut(parcels: list[Parcel], size: int) -> tuple[list[Parcel], list[Parcel]]:
    """The next batch and the rest: a repeated update goes into another batch than its first copy."""
    batch: list[Parcel] = []
    rest: list[Parcel] = []
    for parcel in parcels:
        is_in = len(batch) < size and all(parcel[0] is not update for update, _ in batch)
        (batch if is_in else rest).append(parcel)
    return batch, rest
