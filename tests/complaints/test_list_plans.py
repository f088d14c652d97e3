"""How list and search are read over a hundred thousand cases: along indexes, and not much more than is shown."""

from collections import Counter
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from complaints.case_lines import write_lines
from complaints.listing import PAGE_SIZE
from complaints.models import Complaint
from complaints.searching import LOOKED_THROUGH
from complaints.seeding.bulk import bare_tables
from complaints.word_list import write_words
from opd.models import User
from sla.models import SlaClock
from tests.cast import koordinator

pytestmark = pytest.mark.django_db
SEEDED, COPIES = 2_000, 49  # a hundred thousand cases: the seeded ones once more and again, which is quicker
MOST_STATEMENTS = 4
SMALL = 1_000  # rows up to which a table may be read whole: units, calendar, words of reference
CASES = ("complaints_caseline", "complaints_casewords", "complaints_complaint")

COPY_CASES = """
    INSERT INTO complaints_complaint (id, number, token_digest, {rest})
    SELECT id + %(count)s * copy, 'UJI-0000-' || (id + %(count)s * copy), md5((id + %(count)s * copy)::text), {rest}
    FROM complaints_complaint CROSS JOIN generate_series(1, %(copies)s) copy
"""
COPY_CLOCKS = """
    INSERT INTO sla_slaclock (id, complaint_id, {rest})
    SELECT id + %(clocks)s * copy, complaint_id + %(count)s * copy, {rest}
    FROM sla_slaclock CROSS JOIN generate_series(1, %(copies)s) copy
"""


def test_no_page_of_the_list_reads_much_more_than_it_shows(client: Client) -> None:
    _fill()
    officer, steering = User.objects.filter(memberships__opd__code="PUPRK").earliest("pk"), koordinator()
    number = Complaint.objects.filter(opd__code="PUPRK", is_secret=False).latest("pk").number
    # Where the walk for a common word ends is counted along the index first, and lines of other units lie between. The
    # late cases of the city are few enough (one in two hundred) to be sorted.
    page, looked, late = 3 * (PAGE_SIZE + 1), 6 * LOOKED_THROUGH, SEEDED * (COPIES + 1) // 150
    client.force_login(officer)
    client.get("/aduan/")  # from here on the calendar is in memory
    asked: list[tuple[User, str, int]] = [
        *((user, f"tampilan={view}", page) for user in (officer, steering) for view in ("perlu", "belum")),
        *((user, "tampilan=telat", late) for user in (officer, steering)),
        (officer, "tampilan=saya", page),
        *((user, "tampilan=semua", page) for user in (officer, steering)),
        (officer, "tampilan=perlu&sesudah=2026-01-01T00:00:00%2B00:00_1", page),
        (steering, "tampilan=semua&sesudah=9999-12-01T00:00:00%2B00:00_40000", page),
        *((user, f"tampilan=semua&q={number}", page) for user in (officer, steering)),
        *((user, "tampilan=semua&q=jalan", looked) for user in (officer, steering)),
        *((user, "tampilan=perlu&q=jalan", looked) for user in (officer, steering)),
    ]

    found = {f"{user} {query}": _faults(client, user, query, most) for user, query, most in asked}

    assert {name: faults for name, faults in found.items() if faults} == {}


def _fill() -> None:
    call_command("seed_load", SEEDED, verbosity=0)
    tables = [Complaint._meta.db_table, SlaClock._meta.db_table]
    with bare_tables(tables), connection.cursor() as cursor:
        facts = {"count": SEEDED, "copies": COPIES, "clocks": SlaClock.objects.latest("pk").pk}
        for statement, model, own in ((COPY_CASES, Complaint, 3), (COPY_CLOCKS, SlaClock, 2)):
            kept = {"id", "number", "token_digest"} if own == 3 else {"id", "complaint_id"}
            rest = ", ".join(str(field.column) for field in model._meta.concrete_fields if field.column not in kept)
            cursor.execute(statement.format(rest=rest), facts)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        write_lines()
        write_words()
        cursor.execute("ANALYZE")


def _faults(client: Client, user: User, query: str, most: int) -> list[str]:
    """What is wrong with how that page is read."""
    client.force_login(user)
    with CaptureQueriesContext(connection) as sent:
        page = client.get(f"/aduan/?{query}")
    faults = [] if len(sent) <= MOST_STATEMENTS else [f"{len(sent)} statements"]
    if not page.context["page"].groups:
        faults.append("nothing is shown")
    lists = [row["sql"] for row in sent.captured_queries if 'FROM "complaints_caseline" INNER JOIN' in row["sql"]]
    if len(lists) != 1:
        faults.append(f"{len(lists)} lists")
    for sql in lists:
        read, whole = _reads(sql)
        faults += [f"{table} is read whole" for table in whole]
        faults += [f"{read[table]} rows of {table}" for table in CASES if read[table] > most]
    return faults


def _reads(sql: str) -> tuple[Counter[str], set[str]]:
    """Rows that the scans of each table touched, and the tables that were read whole though they are not small."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql}")
        (plan,) = cursor.fetchone()
    read: Counter[str] = Counter()
    whole = set()
    for node in _nodes(plan[0]["Plan"]):
        if table := node.get("Relation Name"):
            dropped = sum(node.get(name, 0) for name in ("Rows Removed by Filter", "Rows Removed by Index Recheck"))
            rows = round((node["Actual Rows"] + dropped) * node["Actual Loops"])
            read[table] += rows
            if node["Node Type"] == "Seq Scan" and rows > SMALL:
                whole.add(table)
    return read, whole


def _nodes(plan: dict[str, Any]) -> list[dict[str, Any]]:
    return [plan, *(node for part in plan.get("Plans", []) for node in _nodes(part))]
