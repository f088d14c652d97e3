"""How long the WhatsApp parser takes: one message, and the largest batch that the provider sends.

python -m bench.parse
"""

import json
import statistics
import time
from datetime import UTC, datetime

from channels_intake.channels.whatsapp.parse import parse

ROUNDS = 200
LARGEST_BATCH = 1000  # updates in one POST (channels.md 1.2)


def make_body(messages: int) -> bytes:
    """A webhook body with that many texts, each from a citizen of its own."""
    numbers = [f"62813{number:08}" for number in range(messages)]
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
    """Median milliseconds for one body with that many messages."""
    body, received_at, taken = make_body(messages), datetime.now(UTC), []
    for _ in range(rounds):
        started = time.perf_counter()
        events = parse(body, received_at)
        taken.append(time.perf_counter() - started)
        assert len(events) == messages
    return statistics.median(taken) * 1000


def main() -> None:
    """Prints one line a size."""
    for messages, rounds in ((1, ROUNDS), (50, ROUNDS // 4), (LARGEST_BATCH, 5)):
        milliseconds = measure(messages, rounds)
        print(f"{messages:>5} messages: {milliseconds:8.3f} ms, {milliseconds / messages:.3f} ms a message")


if __name__ == "__main__":
    main()
