"""What a message says, by its type (channels.md 1.4). A type nobody knows yet is kept as a placeholder."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bontang_pengaduan.lib.inbound import Action, Location, Media

from ..shapes import Json, UnreadableError, as_dict, as_dicts, as_id, as_number, as_text, clean_tree, codes_of, load


@dataclass(frozen=True)
class Content:
    action: Action
    text: str | None = None
    media: tuple[Media, ...] = ()
    location: Location | None = None
    choice_id: str | None = None
    form: dict[str, Any] | None = None
    shared_contacts: tuple[dict[str, Any], ...] = ()
    placeholder: bool = False


PLACEHOLDER = Content("attach_only", placeholder=True)


def read_content(kind: str, item: Json) -> Content:
    """The content of one message object of type `kind`. Raises UnreadableError."""
    if kind == "contacts":
        return Content("attach_only", shared_contacts=_contacts(item.get(kind)))
    try:
        return READERS[kind](as_dict(item.get(kind)), kind) if kind in READERS else PLACEHOLDER
    except UnreadableError:
        if codes_of(item):
            return PLACEHOLDER  # the provider says itself that the content is missing (131052: a file over 100 MB)
        raise


def _text(body: Json, kind: str) -> Content:
    if not isinstance(body.get("body"), str):
        raise UnreadableError("/text/body", "not a text")
    text = as_text(body["body"])
    return Content("create_or_attach", text=text) if text else PLACEHOLDER


def _media(body: Json, kind: str) -> Content:
    """A file with its caption. Without an id there is nothing to fetch, but the caption is still a word."""
    action: Action = "attach_only" if kind == "sticker" else "create_or_attach"
    media_id, caption = as_id(body.get("id")), as_text(body.get("caption"))
    if not media_id and not caption:
        raise UnreadableError(f"/{kind}/id", "a file without id")
    media = Media(
        kind="voice" if body.get("voice") is True else kind,
        id=(media_id or "")[:200],
        mime=as_text(body.get("mime_type"), 100),
        sha256=as_text(body.get("sha256"), 64),
        filename=_filename(body.get("filename")),
    )
    return Content(action, text=caption, media=(media,) if media_id else ())


def _location(body: Json, kind: str) -> Content:
    lat, lon = as_number(body.get("latitude")), as_number(body.get("longitude"))
    if lat is None or lon is None or abs(lat) > 90 or abs(lon) > 180:
        raise UnreadableError("/location", "not a position")
    place = Location(lat, lon, as_text(body.get("name"), 200), as_text(body.get("address"), 500))
    return Content("create_or_attach", location=place)


def _interactive(body: Json, kind: str) -> Content:
    for name in ("button_reply", "list_reply"):
        if choice := as_dict(body.get(name)):
            return Content("attach_only", text=as_text(choice.get("title")), choice_id=as_id(choice.get("id")))
    if flow := as_dict(body.get("nfm_reply")):
        return Content("create_or_attach", form=_form(flow.get("response_json")))
    return PLACEHOLDER


def _button(body: Json, kind: str) -> Content:
    return Content("attach_only", text=as_text(body.get("text")), choice_id=as_id(body.get("payload")))


def _order(body: Json, kind: str) -> Content:
    return Content("attach_only", text=as_text(body.get("text")), placeholder=True)


def _form(raw: Any) -> dict[str, Any]:
    """A flow's answers come as a JSON text, which need not hold an object."""
    try:
        answers = load(raw) if isinstance(raw, str) else raw
    except (ValueError, RecursionError):
        answers = raw
    kept = clean_tree(answers)
    return kept if isinstance(kept, dict) else {"answer": kept}


def _filename(raw: Any) -> str | None:
    """The last part of the name alone: a sender may write `../` or a drive into it. Its end tells the kind of file."""
    name = (as_text(raw) or "").replace("\\", "/").rsplit("/", 1)[-1].strip(". ")
    return name[-120:] or None


def _contacts(value: Any) -> tuple[dict[str, Any], ...]:
    """Shared cards: name and phones as they were written."""
    return tuple(
        {
            "name": as_text(as_dict(card.get("name")).get("formatted_name")),
            "phones": [phone for p in as_dicts(card.get("phones")) if (phone := as_text(p.get("phone")))],
        }
        for card in as_dicts(value)
    )


READERS: dict[str, Callable[[Json, str], Content]] = {
    "text": _text,
    "image": _media,
    "video": _media,
    "audio": _media,
    "voice": _media,
    "document": _media,
    "sticker": _media,
    "location": _location,
    "interactive": _interactive,
    "button": _button,
    "order": _order,
}
