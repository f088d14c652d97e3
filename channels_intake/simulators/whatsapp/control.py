"""The hand on the phones: what the page and the tests ask of the simulator, in JSON below /control/."""

from dataclasses import asdict, fields
from datetime import timedelta
from typing import Any

from . import writing
from .acts import act
from .citizens import Citizen, Entry
from .payloads import Update
from .sending import WINDOW, read_city_messages
from .web import Answer, BadRequestError, Request, Simulation, json_answer, route
from .world import Switches

JSON = dict[str, Any]


def get_health(simulation: Simulation, request: Request) -> Answer:
    """GET /control/health: where deliveries go, the state of the handshake and how many jobs wait."""
    world = simulation.world
    state = {"handshake": world.handshake, "waiting": simulation.network.schedule.waiting}
    return json_answer(state | {"webhook_url": world.account.webhook_url})


def list_phones(simulation: Simulation, request: Request) -> Answer:
    """GET /control/phones."""
    with simulation.world.lock:
        phones = [describe_phone(citizen) for citizen in simulation.world.settled()]
    return json_answer({"phones": phones})


def add_phone(simulation: Simulation, request: Request) -> Answer:
    """POST /control/phones {name, username?, shows_number?}."""
    asked = request.json()
    name = str(asked.get("name") or "").strip()
    if not name:
        raise BadRequestError("name is required.")
    username = str(asked.get("username") or "")
    shows_number = bool(asked.get("shows_number", True))
    citizen = simulation.world.add_citizen(name[:60], username=username[:35], shows_number=shows_number)
    return json_answer(describe_phone(citizen), 201)


def change_phone(simulation: Simulation, request: Request) -> Answer:
    """POST /control/phones/<number> {is_reachable?, number?}: blocks the city, or moves to a new number."""
    citizen, asked = _citizen(simulation, request), request.json()
    if "is_reachable" in asked:
        citizen.is_reachable = bool(asked["is_reachable"])
    if number := str(asked.get("number") or ""):
        if not number.isdigit() or number in simulation.world.citizens:
            raise BadRequestError("number must be digits that nobody has.")
        writing.change_number(simulation.world, simulation.network, citizen, number)
    return json_answer(describe_phone(citizen))


def get_conversation(simulation: Simulation, request: Request) -> Answer:
    """GET /control/phones/<number>: its messages, oldest first; with ?reading=1 the citizen reads them."""
    world, citizen = simulation.world, _citizen(simulation, request)
    if request.query.get("reading") == "1":
        read_city_messages(world, simulation.network, citizen)
    with world.lock:
        entries = [describe_entry(entry) for entry in citizen.entries]
        return json_answer(describe_phone(citizen) | {"now": world.now().isoformat(), "messages": entries})


def write_message(simulation: Simulation, request: Request) -> Answer:
    """POST /control/phones/<number>/messages: what a citizen does; see acts.act for the forms."""
    return json_answer({"id": act(simulation, _citizen(simulation, request), request.json())}, 201)


def write_by_app(simulation: Simulation, request: Request) -> Answer:
    """POST /control/phones/<number>/echo {text}: an officer answers in the app of the city's phone."""
    body = str(request.json().get("text") or "").strip()
    if not body:
        raise BadRequestError("text is required.")
    entry = writing.answer_by_app(simulation.world, simulation.network, _citizen(simulation, request), body)
    return json_answer({"id": entry.id}, 201)


def post_change(simulation: Simulation, request: Request) -> Answer:
    """POST /control/changes {field, value}: any other webhook field, as it is given."""
    asked = request.json()
    if not isinstance(asked.get("field"), str) or "value" not in asked:
        raise BadRequestError("field and value are required.")
    simulation.network.post(Update("change", {"field": asked["field"], "value": asked["value"]}))
    return json_answer({}, 201)


def get_file(simulation: Simulation, request: Request) -> Answer:
    """GET /control/media/<media-id>: a citizen's own file, as the phone shows it."""
    stored = simulation.world.media.get(request.parts["media_id"])
    return Answer(200, stored.data, stored.mime_type) if stored else json_answer({"error": "not found"}, 404)


def get_switches(simulation: Simulation, request: Request) -> Answer:
    """GET /control/settings."""
    return json_answer(asdict(simulation.world.switches))


def change_switches(simulation: Simulation, request: Request) -> Answer:
    """POST /control/settings: any of the switches, each in its own type."""
    switches, asked = simulation.world.switches, request.json()
    known = {field.name: getattr(Switches(), field.name) for field in fields(Switches)}
    for name, value in asked.items():
        if name not in known or type(value) is not type(known[name]):
            raise BadRequestError(f"{name} is not a switch or has the wrong type.")
    if not all(0 <= asked.get(name, 0.0) <= 1 for name in ("duplicates", "media_failing")):
        raise BadRequestError("duplicates and media_failing are shares from 0.0 to 1.0.")
    if not 1 <= asked.get("batch_size", 1) <= 1000:
        raise BadRequestError("batch_size must be 1 to 1000.")
    if asked.get("window_error", "mixed") not in {"mixed", "answer", "status"}:
        raise BadRequestError("window_error must be mixed, answer or status.")
    for name, value in asked.items():
        setattr(switches, name, value)
    return get_switches(simulation, request)


def get_clock(simulation: Simulation, request: Request) -> Answer:
    """GET /control/clock."""
    return json_answer({"now": simulation.world.now().isoformat()})


def move_clock(simulation: Simulation, request: Request) -> Answer:
    """POST /control/clock {advance_seconds}: moves the provider's time alone, forward."""
    seconds = request.json().get("advance_seconds")
    if not isinstance(seconds, int) or not 0 <= seconds <= 400 * 86400:
        raise BadRequestError("advance_seconds must be a whole number from 0 to 400 days.")
    simulation.world.offset += timedelta(seconds=seconds)
    return get_clock(simulation, request)


def describe_phone(citizen: Citizen) -> JSON:
    """A phone without its messages."""
    last = citizen.last_wrote_at
    return {
        "number": citizen.number,
        "name": citizen.name,
        "bsuid": citizen.bsuid,
        "username": citizen.username,
        "shows_number": citizen.shows_number,
        "is_reachable": citizen.is_reachable,
        "unread": sum(entry.is_from_city and entry.state in {"sent", "delivered"} for entry in citizen.entries),
        "window_closes_at": (last + WINDOW).isoformat() if last else None,
    }


def describe_entry(entry: Entry) -> JSON:
    """A message; its content in wire form."""
    described = asdict(entry) | {"at": entry.at.isoformat()}
    del described["callback_data"]
    return described


def _citizen(simulation: Simulation, request: Request) -> Citizen:
    citizen = simulation.world.citizens.get(request.parts["number"])
    if citizen is None:
        raise BadRequestError("No such phone.")
    return citizen


ROUTES = (
    route("GET", r"/control/health", get_health),
    route("GET", r"/control/phones", list_phones),
    route("POST", r"/control/phones", add_phone),
    route("GET", r"/control/phones/<number>", get_conversation),
    route("POST", r"/control/phones/<number>", change_phone),
    route("POST", r"/control/phones/<number>/messages", write_message),
    route("POST", r"/control/phones/<number>/echo", write_by_app),
    route("POST", r"/control/changes", post_change),
    route("GET", r"/control/media/<media_id>", get_file),
    route("GET", r"/control/settings", get_switches),
    route("POST", r"/control/settings", change_switches),
    route("GET", r"/control/clock", get_clock),
    route("POST", r"/control/clock", move_clock),
)
