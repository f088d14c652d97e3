"""A running simulator, as load scenarios drive it: its control side, by HTTP only."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import httpx

from bontang_pengaduan.lib import http

from .remote import RefusedError, SimulatorDownError

TIMEOUT_SECONDS = 30.0
JSON = dict[str, Any]


class Provider:
    """One simulator at an address. Every method raises SimulatorDownError when it does not answer, and RefusedError
    when it takes the values for wrong."""

    def __init__(self, address: str) -> None:
        self.address = address

    def health(self) -> JSON:
        """The state of the handshake, how many jobs wait, and where deliveries go."""
        return self._ask("GET", "/health")

    def gather(self, names: Sequence[str], *, hidden_share: float) -> list[str]:
        """New phones in place of the former crowd; their numbers."""
        numbers: list[str] = self._ask("POST", "/crowd", names=list(names), hidden_share=hidden_share)["numbers"]
        return numbers

    def write(self, messages: Sequence[JSON]) -> list[str]:
        """What people do, each with its `number`; the ids of what went out."""
        ids: list[str] = self._ask("POST", "/crowd/messages", messages=list(messages))["ids"]
        return ids

    def heard(self, numbers: Sequence[str]) -> dict[str, list[JSON]]:
        """What the city has written to each of them so far, oldest first; they have read it then."""
        heard: dict[str, list[JSON]] = self._ask("POST", "/crowd/heard", numbers=list(numbers))["heard"]
        return heard

    def count(self) -> JSON:
        """What was delivered so far."""
        return self._ask("GET", "/crowd")

    def untaken(self, ids: Sequence[str]) -> list[str]:
        """Those that the product has not answered with 200 yet."""
        untaken: list[str] = self._ask("POST", "/crowd/untaken", ids=list(ids))["ids"]
        return untaken

    @contextmanager
    def behaving(self, **switches: float) -> Iterator[None]:
        """These switches inside, the former ones afterwards."""
        former = self._ask("GET", "/settings")
        self._ask("POST", "/settings", **switches)
        try:
            yield
        finally:
            self._ask("POST", "/settings", **{name: former[name] for name in switches})

    def _ask(self, method: str, path: str, **values: Any) -> JSON:
        try:
            # No token: the control side is not part of the provider's API.
            answer = http.request(
                method, f"{self.address}/control{path}", token="", timeout=TIMEOUT_SECONDS, json=values or None
            )
        except httpx.HTTPError as error:
            raise SimulatorDownError(self.address) from error
        if answer.is_client_error:
            raise RefusedError(answer.json()["error"])
        described: JSON = answer.json()
        return described
