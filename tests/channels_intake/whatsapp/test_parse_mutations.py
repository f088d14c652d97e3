"""Payloads of every kind, spoiled in several places at once: the parser answers each, and keeps what is beside.

2,000 of them in every run; `MUTATIONS=100000` in the environment asks for more.
"""

import copy
import json
import os
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bontang_pengaduan.lib.inbound import Amendment, Event, Message, Problem, Signal
from channels_intake.channels.whatsapp.parse import parse

RECEIVED = datetime(2026, 11, 3, 1, 0, tzinfo=UTC)
PAYLOADS = [json.loads(path.read_bytes()) for path in sorted((Path(__file__).parent / "payloads").glob("*.json"))]
EXAMPLES = int(os.environ.get("MUTATIONS", "2000"))
NEIGHBOUR = {
    "id": "700000000000001",
    "changes": [
        {
            "field": "messages",
            "value": {
                "metadata": {"phone_number_id": "700000000000099"},
                "messages": [
                    {
                        "from": "6281350009999",
                        "id": "wamid.uji.tetangga",
                        "timestamp": "1793580000",
                        "type": "text",
                        "text": {"body": "Pagar taman roboh."},
                    }
                ],
            },
        }
    ],
}
# The rows that keep events have these lengths.
LONGEST = {"channel": 20, "account": 60, "external_id": 400}

HOSTILE: st.SearchStrategy[Any] = st.sampled_from(
    [
        *(None, True, False, 0, -1, 1.5, 1e308, float("nan"), float("-inf"), 2**63, 10**400),
        *("", " ", "\x00", "\ud83d", "a\x00\udc00b", "x" * 5000, "\u202efdp.exe", "../../etc/passwd", "ID.", "+", "0"),
        *("99999999999999999999", "-1", "1e9", "²", "wamid." + "A" * 900, "messages", "text", "system", "edit"),
        *([], {}, [[]], [None], [{}], {"": None}, {"id": {}}, {"type": []}, {"body": ["x"]}),
    ]
)
SPOILING = st.lists(
    st.tuples(st.sampled_from(["replace", "drop", "double", "rename", "wrap"]), st.integers(0, 10_000), HOSTILE),
    min_size=1,
    max_size=6,
)
FULL = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))


@FULL
@given(payload=st.sampled_from(PAYLOADS), spoiling=SPOILING)
def test_a_spoiled_payload_raises_nothing_and_costs_no_neighbour(
    payload: dict[str, Any], spoiling: list[tuple[str, int, Any]]
) -> None:
    spoiled = copy.deepcopy(payload)
    for act, place, part in spoiling:
        _spoil(spoiled, act, place, part)
    has_neighbour = isinstance(spoiled.get("entry"), list) and spoiled.get("object") == payload["object"]
    if has_neighbour:
        spoiled["entry"].append(NEIGHBOUR)

    events = parse(json.dumps(spoiled).encode(), RECEIVED)

    assert events
    assert not has_neighbour or [e.text for e in events if _is_neighbour(e)] == ["Pagar taman roboh."]  # type: ignore[union-attr]
    for event in events:
        _check_storable(event)


@FULL
@given(payload=st.sampled_from(PAYLOADS), cuts=st.lists(st.tuples(st.integers(0, 4000), st.binary(max_size=4))))
def test_spoiled_bytes_raise_nothing(payload: dict[str, Any], cuts: list[tuple[int, bytes]]) -> None:
    body = bytearray(json.dumps(payload).encode())
    for at, part in cuts:
        body[at % len(body) : at % len(body) + 1] = part or b"\\"

    events = parse(bytes(body), RECEIVED)

    assert events
    for event in events:
        _check_storable(event)


def _spoil(root: Any, act: str, place: int, part: Any) -> None:
    """Changes one of the inner parts, counted from the outermost on."""
    slots = list(_slots(root))
    if not slots:
        return
    holder, key = slots[place % len(slots)]
    if act == "drop":
        del holder[key]
    elif act == "double" and isinstance(holder, list):
        holder.append(copy.deepcopy(holder[key]))
    elif act == "rename" and isinstance(holder, dict):
        holder[f"{key}x"] = holder.pop(key)
    elif act == "wrap":
        holder[key] = [holder[key]] if place % 2 else {"value": holder[key]}
    else:
        holder[key] = copy.deepcopy(part)


def _slots(value: Any) -> Any:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in inner:
        yield value, key
        yield from _slots(part)


def _is_neighbour(event: Event) -> bool:
    return isinstance(event, Message) and (event.account, event.external_id) == (
        "700000000000099",
        "wamid.uji.tetangga",
    )


def _check_storable(event: Event) -> None:
    """PostgreSQL takes it: text without NUL and lone surrogates, ids within their columns, times with a zone."""
    assert isinstance(event, Message | Amendment | Signal | Problem)
    facts = asdict(event)
    assert {name: facts[name] for name, limit in LONGEST.items() if len(facts[name]) > limit} == {}
    assert b"\\u0000" not in orjson.dumps(facts)
    assert [value for value in facts.values() if isinstance(value, datetime) and value.tzinfo is None] == []
