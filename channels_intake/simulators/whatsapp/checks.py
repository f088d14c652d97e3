"""What the provider demands of the body of a send; limits from its reference pages of 2026."""

import re
from collections.abc import Callable
from typing import Any

from .errors import GraphError

JSON = dict[str, Any]
MEDIA_KINDS = ("image", "video", "audio", "document", "sticker")


def check_message(body: JSON) -> None:
    """Raises GraphError unless the provider would take this body."""
    if body.get("messaging_product") != "whatsapp":
        raise GraphError(100, "The parameter messaging_product is required and must be whatsapp.")
    if not (body.get("to") or body.get("recipient")):
        raise GraphError(131008, "The parameter to or recipient is required.")
    kind = str(body.get("type", "text"))
    check = _CHECKS.get(kind)
    if check is None:
        raise GraphError(131051, f"The type {kind} is not supported.")
    if not isinstance(body.get(kind), dict):
        raise GraphError(131008, f"The parameter {kind} is required.")
    check(body[kind])


def _check_text(text: JSON) -> None:
    _require_text(text.get("body"), "text.body", 4096)


def _check_interactive(interactive: JSON) -> None:
    kind, action = interactive.get("type"), interactive.get("action")
    if not isinstance(action, dict):
        raise GraphError(131008, "The parameter interactive.action is required.")
    check = _INTERACTIVE_CHECKS.get(str(kind))
    if check is None:
        raise GraphError(131009, f"The interactive type {kind} is not supported.")
    _require_text(_object(interactive, "body").get("text"), "interactive.body.text", 4096 if kind == "list" else 1024)
    check(action)


def _check_buttons(action: JSON) -> None:
    replies = [_object(button, "reply") for button in _list(action, "buttons")]
    if not 1 <= len(replies) <= 3:
        raise GraphError(131009, "One to three buttons are allowed.")
    for reply in replies:
        _require_text(reply.get("title"), "button title", 20)
        _require_text(reply.get("id"), "button id", 256)


def _check_list(action: JSON) -> None:
    _require_text(action.get("button"), "list button", 20)
    rows = [row for section in _list(action, "sections") for row in _list(section, "rows")]
    if not 1 <= len(rows) <= 10:
        raise GraphError(131009, "One to ten rows are allowed in all.")
    for row in rows:
        _require_text(row.get("title"), "row title", 24)
        _require_text(row.get("id"), "row id", 200)


def _check_location_request(action: JSON) -> None:
    if action.get("name") != "send_location":
        raise GraphError(131009, "The action name must be send_location.")


def _check_contact_request(action: JSON) -> None:
    if not isinstance(action.get("name", ""), str):
        raise GraphError(131009, "The action name must be text.")


def _check_template(template: JSON) -> None:
    if not re.fullmatch(r"[a-z0-9_]{1,512}", str(template.get("name", ""))):
        raise GraphError(132001)
    _require_text(_object(template, "language").get("code"), "template.language.code", 12)


def _check_media(media: JSON) -> None:
    is_linked = str(media.get("link", "")).startswith(("http://", "https://"))
    if is_linked == bool(media.get("id")):
        raise GraphError(131009, "A file is named by its id or by its link, and by one of the two.")
    if media.get("caption"):
        _require_text(media["caption"], "caption", 1024)


def _check_reaction(reaction: JSON) -> None:
    _require_text(reaction.get("message_id"), "reaction.message_id", 512)


def _require_text(value: object, name: str, limit: int) -> None:
    if not isinstance(value, str) or not value.strip():
        raise GraphError(131008, f"The parameter {name} is required.")
    if len(value) > limit:
        raise GraphError(131009, f"{name} must be at most {limit} characters long.")


def _object(parent: JSON, name: str) -> JSON:
    value = parent.get(name)
    return value if isinstance(value, dict) else {}


def _list(parent: JSON, name: str) -> list[JSON]:
    value = parent.get(name)
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


_CHECKS: dict[str, Callable[[JSON], None]] = {
    "text": _check_text,
    "interactive": _check_interactive,
    "template": _check_template,
    "reaction": _check_reaction,
    **dict.fromkeys(MEDIA_KINDS, _check_media),
}
_INTERACTIVE_CHECKS: dict[str, Callable[[JSON], None]] = {
    "button": _check_buttons,
    "list": _check_list,
    "location_request_message": _check_location_request,
    "request_contact_info": _check_contact_request,
}
