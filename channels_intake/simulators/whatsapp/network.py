"""Webhook deliveries: signed, batched when asked, repeated until the product answers 200, unordered when rough."""

import random
import secrets
import time
from functools import partial

import httpx

from bontang_pengaduan.lib.signing import sign

from .payloads import Update, encode, envelope
from .schedule import Job, Schedule
from .world import World

ANSWER_SECONDS = 10.0
BATCH_SECONDS = 0.3
SLOWEST_RETRY_SECONDS = 60.0
GIVE_UP_SECONDS = 36 * 3600.0  # "Create a webhook endpoint", 7 November 2025; another page says 7 days
LARGEST_BATCH = 50


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
        self._world = world
        self._random = random.Random(seed)  # noqa: S311
        self._client = httpx.Client(timeout=ANSWER_SECONDS, trust_env=False)
        self._pending: list[tuple[Update, Job | None]] = []

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

        On a rough network each update is late by up to 1.5 s and half of them arrive twice, in other batches.
        """
        if not self._world.switches.rough_network:
            self.schedule.after(after_seconds, lambda: self._collect(update, on_accepted))
            return
        for _ in range(self._random.choice((1, 1, 2, 3))):
            delay = after_seconds + self._random.uniform(0, 1.5)
            self.schedule.after(delay, lambda: self._collect(update, on_accepted))

    def linger(self) -> None:
        """On a rough network an answer is late, so that a status may overtake it."""
        if self._world.switches.rough_network:
            time.sleep(self._random.uniform(0, 1))

    def _collect(self, update: Update, on_accepted: Job | None) -> None:
        switches = self._world.switches
        if switches.batch_size == 1 and not switches.rough_network:
            self._send([update], [on_accepted])
            return
        with self._world.lock:
            self._pending.append((update, on_accepted))
            if len(self._pending) == 1:
                self.schedule.after(BATCH_SECONDS, self._flush)

    def _flush(self) -> None:
        with self._world.lock:
            pending, self._pending = self._pending, []
            switches = self._world.switches
        if switches.rough_network:
            self._random.shuffle(pending)
        largest = LARGEST_BATCH if switches.rough_network else switches.batch_size
        while pending:
            size = self._random.randint(1, largest) if switches.rough_network else largest
            batch, pending = pending[:size], pending[size:]
            self.schedule.after(0, partial(self._send, [update for update, _ in batch], [job for _, job in batch]))

    def _send(self, updates: list[Update], jobs: list[Job | None]) -> None:
        body = encode(envelope(self._world.account, updates))
        self._attempt(body, jobs, time.monotonic(), 1)

    def _attempt(self, body: bytes, jobs: list[Job | None], began: float, attempt: int) -> None:
        if not self._is_accepted(body):
            if time.monotonic() - began < GIVE_UP_SECONDS:
                again = partial(self._attempt, body, jobs, began, attempt + 1)
                self.schedule.after(retry_seconds(attempt), again)
            return
        for job in filter(None, jobs):
            job()

    def _is_accepted(self, body: bytes) -> bool:
        account = self._world.account
        headers = signed_headers(body, account.app_secret)
        try:
            answer = self._client.post(account.webhook_url, content=body, headers=headers)
        except httpx.HTTPError:
            return False
        return answer.status_code == httpx.codes.OK
