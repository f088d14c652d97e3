"""Many phones at once, for load scenarios: below /control/crowd."""

from typing import Any

from .acts import act
from .citizens import Citizen, Entry
from .control import describe_entry
from .sending import read_city_messages
from .web import Answer, BadRequestError, Request, Simulation, json_answer, route

LARGEST_CROWD = 100_000


def gather(simulation: Simulation, request: Request) -> Answer:
    """POST /control/crowd {names, hidden_share?}: new phones in place of the former crowd, and their numbers."""
    asked = request.json()
    names, hidden = asked.get("names"), asked.get("hidden_share", 0.0)
    if not isinstance(names, list) or not 1 <= len(names) <= LARGEST_CROWD or not 0 <= hidden <= 1:
        raise BadRequestError("names must be a list with entries, and hidden_share a number from 0 to 1.")
    crowd = simulation.world.gather_crowd([str(name)[:60] for name in names], hidden_share=hidden)
    return json_answer({"numbers": [citizen.number for citizen in crowd]}, 201)


def write_many(simulation: Simulation, request: Request) -> Answer:
    """POST /control/crowd/messages {messages}: each as for one phone, with its `number`. The ids in that order."""
    messages = request.json().get("messages")
    if not isinstance(messages, list):
        raise BadRequestError("messages must be a list.")
    ids = [act(simulation, _member(simulation, str(asked.get("number"))), asked) for asked in messages]
    return json_answer({"ids": ids}, 201)


def count(simulation: Simulation, request: Request) -> Answer:
    """GET /control/crowd: what was delivered so far, and what the crowd's phones got of the city.

    `repeated_by_city` counts the city's messages that came to a phone a second time under one callback data.
    """
    traffic = simulation.network.traffic
    with simulation.world.lock:
        crowd = simulation.world.crowd()
        heard = [entry.callback_data for citizen in crowd for entry in citizen.entries if entry.is_from_city]
    by_reply = [data for data in heard if data]
    counted: dict[str, Any] = {
        "posts": traffic.posts,
        "refused_posts": traffic.refused,
        "repeats": traffic.repeats,
        "from_city": len(heard),
        "repeated_by_city": len(by_reply) - len(set(by_reply)),
    }
    return json_answer(counted)


def list_untaken(simulation: Simulation, request: Request) -> Answer:
    """POST /control/crowd/untaken {ids}: those of the ids that the product has not answered with 200 yet."""
    ids = request.json().get("ids")
    if not isinstance(ids, list):
        raise BadRequestError("ids must be a list.")
    taken = simulation.network.traffic.taken
    return json_answer({"ids": [wamid for wamid in ids if wamid not in taken]})


def read_many(simulation: Simulation, request: Request) -> Answer:
    """POST /control/crowd/heard {numbers}: what the city has written to each phone, oldest first, now read."""
    numbers = request.json().get("numbers")
    if not isinstance(numbers, list):
        raise BadRequestError("numbers must be a list.")
    world, heard = simulation.world, {}
    for number in numbers:
        citizen = _member(simulation, str(number))
        read_city_messages(world, simulation.network, citizen)
        with world.lock:
            heard[number] = [describe_entry(entry) for entry in citizen.entries if _is_heard(entry)]
    return json_answer({"heard": heard})


def _is_heard(entry: Entry) -> bool:
    return entry.is_from_city and entry.state in {"sent", "delivered", "read"}


def _member(simulation: Simulation, number: str) -> Citizen:
    citizen = simulation.world.citizens.get(number)
    if citizen is None:
        raise BadRequestError(f"No such phone: {number}.")
    return citizen


ROUTES = (
    route("POST", r"/control/crowd", gather),
    route("GET", r"/control/crowd", count),
    route("POST", r"/control/crowd/messages", write_many),
    route("POST", r"/control/crowd/heard", read_many),
    route("POST", r"/control/crowd/untaken", list_untaken),
)
