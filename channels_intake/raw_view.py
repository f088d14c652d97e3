"""What arrived, for operators' eyes: pretty, cut to a readable length, without what tells who a citizen is.

Pure: bytes in, text out. The text is no markup; templates escape it.
"""

import json
import re
from typing import Any

from bontang_pengaduan.lib.text import clean, mask_identifiers

from .channels.shapes import load

DOTS = "••••"
LONGEST = 20_000  # characters shown
NAMES = frozenset(
    ("name", "formatted_name", "first_name", "last_name", "middle_name", "username", "vcard", "filename", "street")
)
# Long numbers that are nobody's: an account, a moment.
PUBLIC_NUMBERS = frozenset(("phone_number_id", "timestamp", "time", "code", "file_size"))
POSITION = frozenset(("latitude", "longitude"))
_NUMBER = re.compile(r"\+?\d(?:[ .()-]{0,2}\d){7,}")  # a phone as people write it, an identity number
_PATTERNS = (
    (re.compile(r"(https?://[^\s?\"]+)\?[^\s\"]+"), rf"\1?{DOTS}"),  # signed addresses
    (re.compile(r"\b(wamid\.)[\w+/=-]+"), rf"\1{DOTS}"),  # a wamid holds the phone, in base64
    (re.compile(r"\b([A-Z]{2}\.(?:ENT\.)?)[A-Za-z0-9]{5,}"), rf"\1{DOTS}"),  # user ids
    (re.compile(r"(sha256=)[0-9a-f]{16,}"), rf"\1{DOTS}"),
    (re.compile(r"\b(?:Bearer )?EAA\w{10,}|\b(?=\w*\d)(?=\w*[A-Za-z])[\w-]{40,}"), DOTS),  # tokens
)


def show_body(body: bytes) -> str:
    """The whole of it."""
    root = _load(body)
    if root is None:
        return _tidy(mask_text(body.decode("utf-8", "replace")))
    return _pretty(root)


def show_part(body: bytes, pointer: str) -> str:
    """The part that a JSON pointer (RFC 6901) names; as much of the way as there is, empty when there is none."""
    value = _load(body)
    if value is None or not pointer:
        return ""
    key = ""
    for step in pointer.split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        inner = _step(value, name)
        if inner is None:
            break
        value, key = inner, key if name.isdecimal() else name
    return _pretty(value, key)


def mask_text(text: str) -> str:
    """Free text without phones, identity numbers, addresses and tokens."""
    for pattern, replacement in _PATTERNS:
        text = pattern.sub(replacement, text)
    return _NUMBER.sub(DOTS, mask_identifiers(text))


def mask_tree(value: Any, key: str = "") -> Any:
    """A JSON value of any depth, masked by the names of its fields and by what its texts look like."""
    if isinstance(value, dict):
        return {mask_text(str(name)): mask_tree(inner, str(name)) for name, inner in value.items()}
    if isinstance(value, list):
        return [mask_tree(inner, key) for inner in value]
    return _mask_leaf(value, key)


def _mask_leaf(value: Any, key: str) -> Any:
    if isinstance(value, bool) or value is None or key in PUBLIC_NUMBERS:
        return value
    if key in POSITION and isinstance(value, int | float):
        return round(value, 2)  # about a kilometre: the part of the city, not the house
    if isinstance(value, int) and abs(value) >= 10**7:
        return DOTS
    if not isinstance(value, str):
        return value
    return DOTS if value and (key in NAMES or "token" in key) else mask_text(value)


def _load(body: bytes) -> Any:
    """The JSON value, or None where it is none."""
    try:
        return load(body)
    except (ValueError, RecursionError):
        return None


def _step(value: Any, step: str) -> Any:
    if isinstance(value, dict):
        return value.get(step)
    if isinstance(value, list) and step.isdecimal() and int(step) < len(value):
        return value[int(step)]
    return None


def _pretty(value: Any, key: str = "") -> str:
    try:
        return _tidy(json.dumps(mask_tree(value, key), ensure_ascii=False, indent=2))
    except RecursionError:
        return "Bersarang terlalu dalam untuk ditampilkan."


def _tidy(text: str) -> str:
    shown = clean(text[:LONGEST])
    return f"{shown}\n…" if len(text) > LONGEST else shown
