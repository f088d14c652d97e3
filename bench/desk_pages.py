"""What bench.desk measures, inside Django: each page by the test client, with all middleware and templates."""

import json
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.test import Client

from complaints.models import Complaint
from opd.models import Membership, Opd, Role, User

BUDGET, MOST, LEAST = 6.0, 40, 3  # seconds for one page, repeats at most and at least
BIG_UNIT = "PUPRK"
FRAGMENT = {"HX-Request": "true"}
BIG = 1_000  # estimated rows from which on a table that is read whole is named

# The list of a unit as narrow as a database can keep it: one row an open case, in the order of the list.
BARE_LIST = """
    CREATE TABLE IF NOT EXISTS bench_due AS
    SELECT complaint.id, complaint.opd_id, min(clock.due_at) AS due_at
    FROM complaints_complaint complaint JOIN sla_slaclock clock ON clock.complaint_id = complaint.id
    WHERE clock.is_open GROUP BY complaint.id, complaint.opd_id;
    CREATE INDEX IF NOT EXISTS bench_due_key ON bench_due (opd_id, due_at, id);
    ANALYZE bench_due
"""
BARE: dict[str, tuple[str, ...]] = {
    "list": (
        """
        SELECT complaint.* FROM (SELECT id, due_at FROM bench_due WHERE opd_id = %(opd)s ORDER BY due_at, id LIMIT 50)
        page JOIN complaints_complaint complaint USING (id) ORDER BY page.due_at, page.id
        """,
    ),
    "case": (
        "SELECT * FROM complaints_complaint WHERE number = %(number)s",
        "SELECT * FROM complaints_message WHERE complaint_id = %(case)s",
        "SELECT * FROM complaints_reply WHERE complaint_id = %(case)s",
        "SELECT * FROM complaints_complaintevent WHERE complaint_id = %(case)s",
        "SELECT * FROM sla_slaclock WHERE complaint_id = %(case)s",
    ),
    "words": ("SELECT * FROM complaints_complaint WHERE text ILIKE %(word)s ORDER BY created_at DESC LIMIT 50",),
    "late": (
        """
        SELECT complaint.* FROM (SELECT complaint_id FROM sla_slaclock WHERE is_open AND due_at < now()
        ORDER BY due_at LIMIT 100) page JOIN complaints_complaint complaint ON complaint.id = page.complaint_id
        """,
    ),
    "newest": ("SELECT * FROM complaints_complaint ORDER BY created_at DESC, id DESC LIMIT 50",),
}


@dataclass(frozen=True)
class Question:
    """One page as one person asks for it, with the bare limit of what it shows."""

    name: str
    user: User
    path: str
    bare: str
    is_fragment: bool = False


@dataclass(frozen=True)
class Cost:
    """Milliseconds of the server, SQL statements and their milliseconds, rows that scans read, bytes, tables that were
    read whole."""

    p50: float
    p95: float
    statements: int
    sql: float
    rows: int
    size: int
    whole: str


def main(count: int, only: str) -> None:
    """Prints a line for each page whose name holds `only`."""
    if not Complaint.objects.exists():
        call_command("seed_load", count)
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")
            cursor.execute("VACUUM ANALYZE")
    with connection.cursor() as cursor:
        cursor.execute(BARE_LIST)
    facts = _facts()
    print(f"{Complaint.objects.count()} complaints")
    print(f"{'page':34} {'p50 ms':>8} {'p95 ms':>8} {'SQL':>4} {'SQL ms':>8} {'rows read':>10} {'KB':>6}  x bare")
    for question in _questions():
        if only in question.name:
            cost = measure(question)
            bare = _bare(question.bare, facts)
            print(
                f"{question.name:34} {cost.p50:8.1f} {cost.p95:8.1f} {cost.statements:4} {cost.sql:8.1f} "
                f"{cost.rows:10} {cost.size / 1024:6.1f} {cost.sql / bare:7.1f}  {cost.whole}",
                flush=True,
            )


def _questions() -> list[Question]:
    officer = User.objects.filter(memberships__opd__code=BIG_UNIT).earliest("pk")
    steer, _ = User.objects.get_or_create(username="beban.koordinator", defaults={"first_name": "Koordinator"})
    Membership.objects.get_or_create(user=steer, role=Role.KOORDINATOR)
    number = _case().number
    return [
        Question("inbox of a unit", officer, "/aduan/", "list"),
        Question("inbox of a unit, list alone", officer, "/aduan/", "list", is_fragment=True),
        Question("inbox of a unit, late", officer, "/aduan/?tampilan=telat", "list"),
        Question("inbox of a unit, all cases", officer, "/aduan/?tampilan=semua", "list"),
        Question("inbox of the city", steer, "/aduan/", "list"),
        Question("inbox of the city, all cases", steer, "/aduan/?tampilan=semua", "list"),
        Question("inbox, filter kelurahan + kanal", officer, f"/aduan/?kanal=whatsapp&kelurahan={_place()}", "list"),
        Question("inbox, filter kategori, city", steer, "/aduan/?kategori=jalan-rusak", "list"),
        Question("search, common word", officer, "/aduan/?tampilan=semua&q=jalan", "words"),
        Question("search, rare word", officer, "/aduan/?tampilan=semua&q=tronton", "words"),
        Question("search, two words, city", steer, "/aduan/?tampilan=semua&q=lubang+posyandu", "words"),
        Question("search, rare word, city", steer, "/aduan/?tampilan=semua&q=tronton", "words"),
        Question("search, number, city", steer, f"/aduan/?tampilan=semua&q={number}", "words"),
        Question("search, name, city", steer, "/aduan/?tampilan=semua&q=Siti+Taufik", "words"),
        Question("case, panel alone", officer, f"/aduan/{number}/", "case", is_fragment=True),
        Question("case, whole page", officer, f"/aduan/{number}/", "case"),
        Question("case, panel alone, city", steer, f"/aduan/{number}/", "case", is_fragment=True),
        Question("case, column beside it", officer, f"/aduan/{number}/keterangan/", "case", is_fragment=True),
        Question("case, column beside it, city", steer, f"/aduan/{number}/keterangan/", "case", is_fragment=True),
        Question("pantau", steer, "/pantau/", "late"),
        Question("verification queue", steer, "/rute/", "newest"),
        Question("notices", officer, "/pemberitahuan/", "newest"),
    ]


def measure(question: Question) -> Cost:
    """Repeats until the budget is spent; the first answer is not counted. A page that fails ends the run."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(question.user)
    headers = FRAGMENT if question.is_fragment else {}

    def ask() -> int:
        response = client.get(question.path, headers=headers)
        if response.status_code != 200:
            raise SystemExit(f"{question.path} answered {response.status_code}")
        return len(response.content)

    size, sent = ask(), _statements(ask)
    times, end = [], time.monotonic() + BUDGET
    while len(times) < LEAST or (len(times) < MOST and time.monotonic() < end):
        times.append(_milliseconds(ask))
    reads = [_reads(sql, params) for sql, params, _ in sent if sql.startswith("SELECT")]
    return Cost(
        p50=statistics.median(times),
        p95=sorted(times)[int(len(times) * 0.95)],
        statements=len(sent),
        sql=sum(took for _, _, took in sent),
        rows=sum(rows for rows, _ in reads),
        size=size,
        whole=" ".join(sorted({table for _, tables in reads for table in tables})),
    )


def _statements(ask: Callable[[], int]) -> list[tuple[str, Any, float]]:
    sent: list[tuple[str, Any, float]] = []

    def keep(execute: Callable[..., object], sql: str, params: Any, *rest: Any) -> object:
        began = time.perf_counter()
        answer = execute(sql, params, *rest)
        sent.append((sql, params, 1000 * (time.perf_counter() - began)))
        return answer

    with connection.execute_wrapper(keep):
        ask()
    return sent


def _reads(sql: str, params: Any) -> tuple[int, set[str]]:
    """Rows that the scans of this statement touched, and large tables that it read whole."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql}", params)
        plan = cursor.fetchone()[0]
    plan = json.loads(plan) if isinstance(plan, str) else plan
    rows, whole = 0, set()
    for node in _nodes(plan[0]["Plan"]):
        if "Relation Name" not in node:
            continue
        dropped = sum(node.get(name, 0) for name in ("Rows Removed by Filter", "Rows Removed by Index Recheck"))
        read = (node["Actual Rows"] + dropped) * node["Actual Loops"]
        rows += round(read)
        if node["Node Type"] == "Seq Scan" and read > BIG:
            whole.add(node["Relation Name"])
    return rows, whole


def _nodes(plan: dict[str, Any]) -> list[dict[str, Any]]:
    return [plan, *(node for part in plan.get("Plans", []) for node in _nodes(part))]


def _bare(kind: str, facts: dict[str, Any]) -> float:
    """Median milliseconds of the bare statements."""

    def ask() -> int:
        with connection.cursor() as cursor:
            for sql in BARE[kind]:
                cursor.execute(sql, facts)
                cursor.fetchall()
        return 0

    ask()
    return statistics.median(_milliseconds(ask) for _ in range(15))


def _facts() -> dict[str, Any]:
    case = _case()
    return {
        "opd": Opd.objects.get(code=BIG_UNIT).pk,
        "number": case.number,
        "case": case.pk,
        "word": "%tronton%",
    }


def _case() -> Complaint:
    return Complaint.objects.filter(opd__code=BIG_UNIT, status="in_progress", is_anonymous=False).latest("pk")


def _place() -> str:
    place = Complaint.objects.filter(kelurahan__isnull=False).select_related("kelurahan").latest("pk").kelurahan
    return place.code if place else ""


def _milliseconds(work: Callable[[], int]) -> float:
    began = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - began)
