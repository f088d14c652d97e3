"""Payloads that nobody foresaw: one place of a good payload replaced by junk."""

import json
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.just("\ud83d\x00" * 200),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def names_of(folder: Path) -> list[str]:
    """Every payload of the folder."""
    return sorted(path.stem for path in folder.glob("*.json"))


def mutated(data: st.DataObject, folder: Path) -> bytes:
    """One of the folder's payloads with one place replaced."""
    payload = json.loads((folder / f"{data.draw(st.sampled_from(names_of(folder)))}.json").read_bytes())
    way = data.draw(st.sampled_from(_places(payload)))
    return json.dumps(_replaced(payload, way, data.draw(JUNK))).encode()


def _places(value: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [way, *(place for key, part in inner for place in _places(part, (*way, key)))]


def _replaced(value: Any, way: tuple[Any, ...], part: Any) -> Any:
    if not way:
        return part
    copy = value.copy()
    copy[way[0]] = _replaced(value[way[0]], way[1:], part)
    return copy
