"""Reading JSON that may be anything: each function gives its type or the empty value."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

import orjson

from bontang_pengaduan.lib.text import clean

Json = dict[str, Any]

LONGEST_ID = 256  # characters; the wamids seen are under 130
EARLIEST, LATEST = 1_104_537_600, 4_102_444_800  # Unix seconds of 2005 (before the oldest channel) and 2100
MILLISECONDS = 10**11  # a number above it is no count of seconds (channels.md 2.1)
DEEPEST = 20  # levels kept of a form
LARGEST_INT = 2**53  # beyond it a reader of JSON may round
LONGEST_CODE = 10  # digits


class UnreadableError(Exception):
    """A part has not the form it must have. `pointer` leads from the item to the part."""

    def __init__(self, pointer: str, reason: str) -> None:
        super().__init__(reason)
        self.pointer = pointer
        self.reason = reason


def load(body: bytes | str) -> Any:
    """JSON of any kind. Raises ValueError or RecursionError.

    orjson refuses lone surrogates, which a phone may send in a cut emoji; the slower reader takes them.
    """
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return json.loads(body)


def as_dict(value: Any) -> Json:
    """The value if it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def as_list(value: Any) -> list[Any]:
    """The value if it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def as_dicts(value: Any) -> list[Json]:
    """The objects of a list; everything else in it is left out."""
    return [item for item in as_list(value) if isinstance(item, dict)]


def as_text(value: Any, limit: int | None = None) -> str | None:
    """The cleaned text, at most `limit` characters, or None when nothing is left of it."""
    return (clean(value)[:limit] or None) if isinstance(value, str) else None


def as_id(value: Any) -> str | None:
    """An identifier: text or a whole number. One that is too long for a key is replaced by its digest."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < LARGEST_INT:
        value = str(value)
    text = clean(value) if isinstance(value, str) else ""
    return (text if len(text) <= LONGEST_ID else "sha256:" + digest(text)) or None


def as_number(value: Any) -> float | None:
    """A finite number, or None."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if abs(number) < 1e9 else None


def as_moment(value: Any) -> datetime | None:
    """A time in Unix seconds or milliseconds, written as text or number; None when it is not plausible."""
    try:
        seconds = int(value)
    except (TypeError, ValueError, OverflowError):
        return None
    if seconds > MILLISECONDS:
        seconds //= 1000
    return datetime.fromtimestamp(seconds, UTC) if EARLIEST <= seconds <= LATEST else None


def as_iso_moment(value: Any) -> datetime | None:
    """A time in ISO 8601 with its offset; None for anything else."""
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    is_plausible = moment.tzinfo is not None and EARLIEST <= moment.timestamp() <= LATEST
    return moment.astimezone(UTC) if is_plausible else None


def first_of(part: Json, *names: str) -> Any:
    """The first of the named values that is there and not empty."""
    return next((part[name] for name in names if part.get(name)), None)


def join_ids(*parts: str | None) -> str:
    """One identifier of several, short enough for a key. Empty parts are left out."""
    return as_id(":".join(filter(None, parts))) or ""


def required_id(part: Json, key: str, inside: str = "") -> str:
    """The identifier under that key. Raises UnreadableError."""
    value = as_id(part.get(key))
    if value is None:
        raise UnreadableError(f"{inside}/{key}", "no identifier")
    return value


def codes_of(item: Json) -> tuple[int, ...]:
    """The provider's numbers in `errors`."""
    codes = [str(error.get("code")) for error in as_dicts(item.get("errors"))]
    return tuple(int(code) for code in codes if code.isdecimal() and len(code) < LONGEST_CODE)


def clean_tree(value: Any, depth: int = 0) -> Any:
    """The value with every text cleaned and every number finite, so that a jsonb column takes it."""
    if isinstance(value, dict) and depth < DEEPEST:
        return {clean(str(key)): clean_tree(inner, depth + 1) for key, inner in value.items()}
    if isinstance(value, list) and depth < DEEPEST:
        return [clean_tree(inner, depth + 1) for inner in value]
    return clean(value) if isinstance(value, str) else _clean_number(value)


def _clean_number(value: Any) -> int | float | None:
    if isinstance(value, int | float) and abs(value) < LARGEST_INT:
        return value
    return None


def digest(value: Any) -> str:
    """A stable name for a value without an identity: the first 128 bits of its SHA-256 in hex."""
    written = value if isinstance(value, bytes) else json.dumps(value, sort_keys=True).encode()
    return hashlib.sha256(written).hexdigest()[:32]
