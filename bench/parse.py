"""How long the WhatsApp parser takes: one message, and the largest batch that the provider sends.

`python -m bench.parse` prints; `--check` ends with exit code 1 and a sentence for each limit that is missed.
"""

import json
import statistics
import sys
import time
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from channels_intake.channels.whatsapp.parse import parse

ROUNDS = 200
LARGEST_BATCH = 1000  # updates in one POST (Meta's reference)
LIMITS = {1: 1.0, LARGEST_BATCH: 100.0}  # milliseconds for a body with so many messages


def make_body(messages: int, *, first: int = 0) -> bytes:
    """A webhook body with that many texts, each from a citizen of its own, numbered from `first` on."""
    numbers = [f"62813{first + number:08}" for number in range(messages)]
    value = {
        "metadata": {"display_phone_number": "6280000000001", "phone_number_id": "900000000000101"},
        "contacts": [{"profile": {"name": f"Warga {number}"}, "wa_id": number} for number in numbers],
        "messages": [
            {
                "from": number,
                "id": f"wamid.bench{number}",
                "timestamp": "1793580000",
                "type": "text",
                "text": {"body": "Lampu jalan di depan pasar padam sejak tiga malam, mohon diperbaiki."},
            }
            for number in numbers
        ],
    }
    entry = {"id": "1", "changes": [{"field": "messages", "value": value}]}
    return json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).replace("/", "\\/").encode()


def measure(messages: int, rounds: int) -> float:
    """Median milliseconds for one body with that many messages, none of whose citizens has written before."""
    received_at, taken = datetime.now(UTC), []
    for turn in range(rounds):
        body = make_body(messages, first=turn * messages)
        started = time.perf_counter()
        events = parse(body, received_at)
        taken.append(time.perf_counter() - started)
        assert len(events) == messages
    return statistics.median(taken) * 1000


def main(arguments: Sequence[str] = ()) -> int:
    """Prints one line a size and one a limit. The exit code."""
    parser = ArgumentParser(prog="python -m bench.parse")
    parser.add_argument("--check", action="store_true", help="Fail on missed limits.")
    wanted = parser.parse_args(arguments)
    measured = {}
    for messages, rounds in ((1, ROUNDS), (50, ROUNDS // 4), (LARGEST_BATCH, 5)):
        milliseconds = measured[messages] = measure(messages, rounds)
        print(f"{messages:>5} messages: {milliseconds:8.3f} ms, {milliseconds / messages:.3f} ms a message")
    return compare(measured, is_check=wanted.check)


def compare(measured: Mapping[int, float], *, is_check: bool) -> int:
    """Prints each limit with its margin; 1 when one is missed and that is to be a failure."""
    missed = []
    for messages, limit in LIMITS.items():
        margin = 1 - measured[messages] / limit
        print(f"limit for {messages}: {measured[messages]:.3g} ms, under {limit:g}, margin {margin:+.0%}")
        if margin <= 0:
            missed.append(f"{messages} messages in {limit:g} ms")
    if missed and is_check:
        print(f"Missed: {', '.join(missed)}.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
