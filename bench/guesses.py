"""The measurement of bench.lookups: the view itself with its middleware, asked in this process."""

import logging
import re
import statistics
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from ipaddress import ip_address

from django.test import Client

from complaints.lookups import code_digest, code_from
from complaints.models import Complaint, Reporter

CASES = 2_000
NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
FIRST = int(ip_address("10.0.0.1"))
CITIZENS = int(ip_address("203.0.113.1"))
EVERY = 100  # a citizen looks his case up after so many guesses
_TYPED = re.compile(r'(csrfmiddlewaretoken" value=|name="number"[^>]*value=)"[^"]*"')


@dataclass
class Answers:
    """What one kind of asking got. `pages` are what was said, without what was typed; seconds for each."""

    statuses: Counter[int] = field(default_factory=Counter)
    pages: set[str] = field(default_factory=set)
    seconds: list[float] = field(default_factory=list)

    def ask(self, client: Client, number: str, code: str, address: int) -> None:
        """One look-up from that address."""
        began = time.perf_counter()
        asked = {"number": number, "code": code}
        response = client.post("/lacak/", asked, REMOTE_ADDR=str(ip_address(address)), HTTP_HOST="localhost")
        self.seconds.append(time.perf_counter() - began)
        self.statuses[response.status_code] += 1
        self.pages.add(_TYPED.sub("", response.content.decode()))

    def line(self, name: str) -> str:
        """Statuses, number of different answers, and milliseconds."""
        median, late = statistics.median(self.seconds) * 1000, statistics.quantiles(self.seconds, n=20)[-1] * 1000
        return f"{name:32} {dict(self.statuses)}, {len(self.pages)} page(s), {median:.2f} ms, p95 {late:.2f} ms"


def main(tries: int) -> None:
    """Prints what the guesses got, by whether the number exists, and what a citizen got meanwhile."""
    logging.disable(logging.WARNING)  # each refusal is a line otherwise
    _seed()
    client = Client()
    known, unknown, citizens, again = Answers(), Answers(), Answers(), Answers()
    for number in range(tries):
        kind, named = (known, number % CASES) if number % 2 else (unknown, CASES + number)
        kind.ask(client, _number(named), code_from(f"guess-{number}"), FIRST + number)
        if number % EVERY == 0:
            right = number // EVERY % CASES
            citizens.ask(client, _number(right), code_from(f"citizen-{right}"), CITIZENS + number)
    for number in range(200):
        again.ask(client, _number(number), code_from(f"more-{number}"), FIRST)
    print(known.line("wrong code, number exists"))
    print(unknown.line("wrong code, number does not"))
    print(citizens.line("right pair, between them"))
    print(again.line("200 more from one address"))
    print(f"same answer to both: {known.pages == unknown.pages}, cases opened by guessing: {known.statuses[302]}")


def _number(place: int) -> str:
    return f"BTG-2611-{place:05d}"


def _seed() -> None:
    reporter = Reporter.objects.create(created_at=NOW)
    Complaint.objects.bulk_create(
        Complaint(
            number=_number(place),
            token_digest=f"{place:064}",
            code_digest=code_digest(code_from(f"citizen-{place}")),
            channel="web",
            reporter=reporter,
            subject="Jalan rusak",
            text="Jalan rusak",
            created_at=NOW,
            citizen_wrote_at=NOW,
        )
        for place in range(CASES)
    )
