"""Opening a case: what comes at once, what comes beside it, and what each costs."""

import gzip
from datetime import datetime, timedelta
from itertools import count

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bontang_pengaduan.lib.clock import now
from complaints.models import Attachment, Complaint, Message, ReadReceipt, Reply
from complaints.services import handling
from tests.cast import koordinator, petugas_lain, petugas_pupr, unit
from tests.factories import make_complaint

pytestmark = pytest.mark.usefixtures("reference_data")
HTMX = {"HX-Request": "true"}
MOST_STATEMENTS, MOST_BYTES = 8, 6 * 1024  # issue of the officer's desk; ui.md, budget of a thread
_keys = count(1)


@pytest.fixture
def complaint() -> Complaint:
    """A case of PUPRK whose citizen can be answered."""
    made = make_complaint(at=now() - timedelta(hours=2))
    Complaint.objects.filter(pk=made.pk).update(opd=unit("PUPRK"), status="in_progress")
    made.refresh_from_db()
    return made


@pytest.fixture
def officer(client: Client) -> Client:
    client.force_login(petugas_pupr())
    return client


def talk(complaint: Complaint, messages: int) -> None:
    """So many messages by turns: the citizen's with a photo each, the officers' with notes between them."""
    first = Message.objects.filter(complaint=complaint).earliest("pk")
    for place in range(messages // 2):
        at = complaint.created_at + timedelta(minutes=place + 1)
        _say(first, at, f"Hari ke-{place}: lubangnya di depan toko {place * 7919 % 97}, belum ada yang datang.")
        Reply.objects.create(
            conversation=first.conversation,
            complaint=complaint,
            author=petugas_pupr() if place % 2 else koordinator(),
            kind="answer",
            text=f"Regu {place * 31 % 89} sudah berangkat, kami kabari lagi sebelum pukul {place % 12 + 8}.",
            status=Reply.Status.READ,
            created_at=at + timedelta(seconds=30),
            next_attempt_at=at,
        )
        handling.add_note(complaint=complaint, text=f"Catatan {place}", user=petugas_pupr(), now=at)


def _say(first: Message, at: datetime, text: str) -> None:
    said = Message.objects.create(
        conversation=first.conversation,
        complaint=first.complaint,
        channel=first.channel,
        account=first.account,
        external_id=f"wamid.panjang{next(_keys)}",
        kind="image",
        text=text,
        sent_at=at,
        received_at=at,
    )
    Attachment.objects.create(
        message=said,
        channel=said.channel,
        account=said.account,
        kind="image",
        media_id=said.external_id,
        created_at=at,
        next_attempt_at=at,
    )


def statements(client: Client, path: str) -> list[str]:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path, headers=HTMX).status_code == 200
    return [query["sql"] for query in queries.captured_queries]


def test_a_long_conversation_opens_in_few_statements_and_bytes(officer: Client, complaint: Complaint) -> None:
    talk(complaint, 30)
    path = f"/aduan/{complaint.number}/"

    first = statements(officer, path)  # it writes the citizen's receipt as well
    again = statements(officer, path)
    page = officer.get(path, headers=HTMX)

    assert page.content.count(b'<li class="bubble bubble-citizen">') == 16
    assert page.content.count(b'<li class="bubble bubble-note">') == 15
    assert (len(first) <= MOST_STATEMENTS, len(again) <= MOST_STATEMENTS) == (True, True), [*first, *again]
    assert ReadReceipt.objects.count() == 1
    assert len(gzip.compress(page.content)) <= MOST_BYTES


def test_a_longer_conversation_costs_no_more_statements(officer: Client, complaint: Complaint) -> None:
    path = f"/aduan/{complaint.number}/"
    costs = []
    for _ in range(2):
        talk(complaint, 6)
        officer.get(path, headers=HTMX)
        costs.append(len(statements(officer, path)))

    assert costs[0] == costs[1]


def test_the_column_beside_it_costs_as_little(officer: Client, complaint: Complaint) -> None:
    talk(complaint, 30)
    make_complaint(phone="+6281200000009", at=now() - timedelta(hours=1))

    asked = statements(officer, f"/aduan/{complaint.number}/keterangan/")

    assert len(asked) <= MOST_STATEMENTS, asked


def test_a_family_of_parts_costs_no_statement_more(officer: Client, complaint: Complaint) -> None:
    path = f"/aduan/{complaint.number}/"
    officer.get(path, headers=HTMX)
    alone = len(statements(officer, path))
    part = make_complaint(phone="+6281200000009", at=now() - timedelta(hours=1))
    Complaint.objects.filter(pk=part.pk).update(part_of=complaint, opd=unit("DISHUB"), status="in_progress")
    talk(part, 4)

    assert len(statements(officer, path)) == alone


def test_by_htmx_the_column_comes_by_itself(officer: Client, complaint: Complaint) -> None:
    address = f"/aduan/{complaint.number}/keterangan/"
    fragment = officer.get(f"/aduan/{complaint.number}/", headers=HTMX).content.decode()
    column = officer.get(address, headers=HTMX).content.decode()

    assert (fragment.count(f'hx-get="{address}"'), fragment.count("Rincian aduan")) == (1, 0)
    assert (column.count("<h2>Rincian aduan</h2>"), column.count("<article")) == (1, 0)


def test_without_scripts_the_page_is_whole(officer: Client, complaint: Complaint) -> None:
    page = officer.get(f"/aduan/{complaint.number}/").content.decode()
    straight = officer.get(f"/aduan/{complaint.number}/keterangan/")

    headings = ("Rincian aduan", "Pelapor", "Tenggat")
    assert [page.count(f"<h2>{words}</h2>") for words in headings] == [1, 1, 1]
    assert page.count(f"/aduan/{complaint.number}/keterangan/") == 0
    assert (straight.status_code, straight.headers["Location"]) == (302, f"/aduan/{complaint.number}/")


def test_the_column_is_not_shown_to_another_unit(client: Client, complaint: Complaint) -> None:
    client.force_login(petugas_lain())

    assert client.get(f"/aduan/{complaint.number}/keterangan/", headers=HTMX).status_code == 404


def test_the_column_asks_for_a_login(complaint: Complaint) -> None:
    answer = Client().get(f"/aduan/{complaint.number}/keterangan/", headers=HTMX)

    assert (answer.status_code, answer.headers["Location"].startswith("/masuk/")) == (302, True)


def test_the_column_names_nobody_who_is_anonymous(officer: Client, complaint: Complaint) -> None:
    Complaint.objects.filter(pk=complaint.pk).update(is_anonymous=True)

    paths = (f"/aduan/{complaint.number}/", f"/aduan/{complaint.number}/keterangan/")
    pages = [officer.get(path, headers=HTMX).content.decode() for path in paths]

    assert [page.count(complaint.reporter.name) for page in pages] == [0, 0]
    assert [page.count("••••") for page in pages] == [0, 0]
    assert pages[1].count("Identitas disembunyikan") == 1
