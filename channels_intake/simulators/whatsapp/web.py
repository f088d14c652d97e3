"""Requests and answers of the simulator's own HTTP server, and the table that connects them with functions."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .network import Network
from .world import World


@dataclass(frozen=True)
class Simulation:
    """What every answer is made from; `address` is the server's own."""

    world: World
    network: Network
    address: str


@dataclass(frozen=True)
class Request:
    """One request; `parts` are the named pieces of its path."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes = b""
    parts: dict[str, str] = field(default_factory=dict)

    def json(self) -> dict[str, Any]:
        """The body as a JSON object. Raises BadRequestError."""
        try:
            value = json.loads(self.body or b"{}")
        except ValueError as error:
            raise BadRequestError("The body is not JSON.") from error
        if not isinstance(value, dict):
            raise BadRequestError("The body is not a JSON object.")
        return value


@dataclass(frozen=True)
class Answer:
    """One answer."""

    status: int
    body: bytes
    content_type: str = "application/json"


class BadRequestError(Exception):
    """A request whose form is wrong; the text says what."""


Endpoint = Callable[[Simulation, Request], Answer]


@dataclass(frozen=True)
class Route:
    """One line of the table; `pattern` matches the whole path."""

    method: str
    pattern: "re.Pattern[str]"
    endpoint: Endpoint


def route(method: str, pattern: str, endpoint: Endpoint) -> Route:
    """A line of the table; `<name>` in the pattern stands for one piece of the path."""
    return Route(method, re.compile(re.sub(r"<(\w+)>", r"(?P<\1>[^/]+)", pattern)), endpoint)


def json_answer(value: object, status: int = 200) -> Answer:
    """An answer with a JSON body."""
    return Answer(status, json.dumps(value).encode())
