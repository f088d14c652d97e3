"""The provider's side of the API: sending, and media in two steps, all behind the Bearer token."""

import hashlib
import hmac
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from .errors import GraphError
from .forms import read_form
from .sending import send
from .templates import list_page
from .web import Answer, BadRequestError, Endpoint, Request, Simulation, json_answer, route
from .world import MEDIA_LIFE, StoredMedia, World

MEDIA_URL_SECONDS = 300
_FILE_STATUSES = {190: 401, 131016: 503}


def _behind_token(endpoint: Callable[[Simulation, Request], Any]) -> Endpoint:
    @wraps(endpoint)
    def answer(simulation: Simulation, request: Request) -> Answer:
        try:
            _check_token(simulation.world, request)
            return json_answer(endpoint(simulation, request))
        except GraphError as error:
            return json_answer(error.as_answer(), error.status)
        except BadRequestError as error:
            return json_answer(GraphError(100, str(error)).as_answer(), 400)

    return answer


@_behind_token
def post_message(simulation: Simulation, request: Request) -> dict[str, Any]:
    """POST /v26.0/<phone-number-id>/messages."""
    own = simulation.world.account.phone_number_id
    if request.parts["phone_number_id"] != own:
        raise GraphError(100, f"Object with ID '{request.parts['phone_number_id']}' does not exist.")
    answer = send(simulation.world, simulation.network, request.json())
    simulation.network.linger()
    return answer


@_behind_token
def get_media(simulation: Simulation, request: Request) -> dict[str, Any]:
    """GET /v26.0/<media-id>: the address of the file, good for 5 minutes."""
    world = simulation.world
    _fail_for_once(world)
    stored = _find_media(world, request.parts["media_id"])
    asked_for = request.query.get("phone_number_id", world.account.phone_number_id)
    if asked_for != world.account.phone_number_id:
        raise GraphError(100, "The media does not belong to this phone number.")
    return {
        "messaging_product": "whatsapp",
        "url": media_url(simulation, stored),
        "mime_type": stored.mime_type,
        "sha256": stored.sha256,
        "file_size": len(stored.data),
        "id": stored.id,
    }


@_behind_token
def upload_media(simulation: Simulation, request: Request) -> dict[str, Any]:
    """POST /v26.0/<phone-number-id>/media: keeps the file of a form; the answer is its id."""
    fields, file = read_form(request)
    if fields.get("messaging_product") != "whatsapp" or file is None:
        raise GraphError(100, "The fields messaging_product and file are required.")
    if not file.data:
        raise GraphError(131053, "The file is empty.")
    with simulation.world.lock:
        stored = simulation.world.store_media(file.data, fields.get("type") or file.mime_type, file.name)
    return {"id": stored.id}


@_behind_token
def list_templates(simulation: Simulation, request: Request) -> dict[str, Any]:
    """GET /v26.0/<waba-id>/message_templates: the catalogue, page by page."""
    if request.parts["waba_id"] != simulation.world.account.waba_id:
        raise GraphError(100, f"Object with ID '{request.parts['waba_id']}' does not exist.")
    limit = request.query.get("limit", "25")
    return list_page(max(1, int(limit)) if limit.isdigit() else 25, request.query.get("after", ""))


@_behind_token
def debug_token(simulation: Simulation, request: Request) -> dict[str, Any]:
    """GET /v26.0/debug_token: whether a token works and until when; 0 stands for one that never ends."""
    world = simulation.world
    is_ours = hmac.compare_digest(request.query.get("input_token", "").encode(), world.account.access_token.encode())
    days = world.switches.token_days
    ends = int(world.now().timestamp()) + days * 86_400 if days >= 0 else 0
    return {"data": {"type": "SYSTEM_USER", "is_valid": is_ours, "expires_at": ends, "data_access_expires_at": 0}}


def download_media(simulation: Simulation, request: Request) -> Answer:
    """GET /media/<media-id>: the bytes. 401 without the token, 404 once the address is older than 5 minutes."""
    world = simulation.world
    try:
        _check_token(world, request)
        _fail_for_once(world)
        stored = _find_media(world, request.parts["media_id"])
    except GraphError as error:
        return json_answer(error.as_answer(), _FILE_STATUSES.get(error.code, 404))
    expires = request.query.get("ext", "")
    is_ours = hmac.compare_digest(_seal(world, stored.id, expires), request.query.get("hash", ""))
    if not is_ours or int(expires) < world.now().timestamp():
        return json_answer({"error": "URL signature expired"}, 404)
    return Answer(200, stored.data, stored.mime_type)


def media_url(simulation: Simulation, stored: StoredMedia) -> str:
    """A signed address that ends in 5 minutes of the provider's time."""
    expires = str(int(simulation.world.now().timestamp()) + MEDIA_URL_SECONDS)
    seal = {"ext": expires, "hash": _seal(simulation.world, stored.id, expires)}
    return f"{simulation.address}/media/{stored.id}?{urlencode(seal)}"


def _check_token(world: World, request: Request) -> None:
    given = request.headers.get("authorization", "")
    if not hmac.compare_digest(given.encode(), f"Bearer {world.account.access_token}".encode()):
        raise GraphError(190)


def _fail_for_once(world: World) -> None:
    if world.chance.random() < world.switches.media_failing:
        raise GraphError(131016)


def _find_media(world: World, media_id: str) -> StoredMedia:
    stored = world.media.get(media_id)
    if stored is None or world.now() - stored.stored_at > MEDIA_LIFE:
        raise GraphError(100, f"Object with ID '{media_id}' does not exist.")
    return stored


def _seal(world: World, media_id: str, expires: str) -> str:
    key = world.account.access_token.encode()
    return hmac.new(key, f"{media_id}:{expires}".encode(), hashlib.sha256).hexdigest()[:32]


ROUTES = (
    route("POST", r"/v\d+\.\d+/<phone_number_id>/messages", post_message),
    route("POST", r"/v\d+\.\d+/<phone_number_id>/media", upload_media),
    route("GET", r"/v\d+\.\d+/<waba_id>/message_templates", list_templates),
    route("GET", r"/v\d+\.\d+/debug_token", debug_token),
    route("GET", r"/v\d+\.\d+/<media_id>", get_media),
    route("GET", r"/media/<media_id>", download_media),
)
