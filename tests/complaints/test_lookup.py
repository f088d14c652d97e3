"""/lacak/: number and code open a case; nothing else tells whether one exists, and guessing gets nowhere."""

import re
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bontang_pengaduan.lib.clock import now
from complaints.links import HOURS, is_own, lent_token, opened_by
from complaints.lookups import code_digest, code_from, find_by_code
from complaints.models import Complaint
from complaints.services import guessing
from complaints.services.guessing import MOST, MOST_IN_STORM, STORM, note_wrong
from opd.models import Notice
from tests.cast import admin
from tests.factories import make_complaint

pytestmark = pytest.mark.usefixtures("reference_data")
SECRET = "kunci-peramban-warga-contoh"


def case_with_code() -> Complaint:
    complaint = make_complaint()
    Complaint.objects.filter(pk=complaint.pk).update(code_digest=code_digest(code_from(SECRET)))
    complaint.refresh_from_db()
    return complaint


def ask(client: Client, number: str, code: str, address: str = "203.0.113.1") -> int:
    return client.post("/lacak/", {"number": number, "code": code}, REMOTE_ADDR=address).status_code


def test_number_and_code_open_the_case(client: Client) -> None:
    case = case_with_code()

    page = client.post("/lacak/", {"number": case.number, "code": code_from(SECRET)}, follow=True)

    assert page.context["journey"].number == case.number
    assert is_own(page.redirect_chain[0][0].strip("/").split("/")[-1])


def test_the_code_may_be_typed_as_people_type() -> None:
    case = case_with_code()

    typed = code_from(SECRET).lower().replace("-", " ")

    assert find_by_code(case.number.lower().replace("-", ""), typed).get() == case


def test_a_wrong_number_and_a_wrong_code_are_answered_alike(client: Client) -> None:
    case = case_with_code()

    asked = [_answer(client, *pair, f"203.0.113.{place}") for place, pair in enumerate(_pairs(case))]

    assert asked[0] == asked[1] == asked[2]
    assert asked[0][0] == 422


def _pairs(case: Complaint) -> list[tuple[str, str]]:
    return [("BTG-2611-9999", "AAAAA-AAAAA"), (case.number, "AAAAA-AAAAA"), ("BTG-2611-8888", code_from(SECRET))]


def _answer(client: Client, number: str, code: str, address: str) -> tuple[int, str, list[str]]:
    """Status, the page without what he typed and its token, and what the database was asked."""
    with CaptureQueriesContext(connection) as queries:
        response = client.post("/lacak/", {"number": number, "code": code}, REMOTE_ADDR=address)
    page = re.sub(r'csrfmiddlewaretoken" value="[^"]+"', "", response.content.decode()).replace(number, "")
    return response.status_code, page, [query["sql"].split("WHERE")[0].split("VALUES")[0] for query in queries]


def test_a_secret_case_is_answered_like_none() -> None:
    case = case_with_code()
    Complaint.objects.update(is_secret=True)

    assert not find_by_code(case.number, code_from(SECRET)).exists()


def test_one_network_may_try_only_so_often(client: Client) -> None:
    case = case_with_code()

    tries = [ask(client, case.number, "AAAAA-AAAAA") for _ in range(MOST + 1)]

    assert tries == [422] * MOST + [429]
    assert ask(client, case.number, code_from(SECRET)) == 429
    assert ask(client, case.number, code_from(SECRET), address="203.0.113.2") == 302


def test_a_storm_from_many_addresses_bars_them_sooner_and_no_other(client: Client) -> None:
    case, boss = case_with_code(), admin()
    for number in range(STORM):
        note_wrong(who=f"198.51.{number // 250}.{number % 250}", now=now())

    tries = [ask(client, case.number, "AAAAA-AAAAA", address="192.0.2.7") for _ in range(MOST_IN_STORM + 1)]

    assert tries == [422] * MOST_IN_STORM + [429]
    assert ask(client, case.number, code_from(SECRET), address="192.0.2.8") == 302
    assert Notice.objects.filter(recipient=boss, subject__contains="percobaan").count() == 1


def test_the_counts_end_with_their_span() -> None:
    moment = now()
    for _ in range(MOST):
        note_wrong(who="203.0.113.5", now=moment)

    assert guessing.is_barred(who="203.0.113.5", now=moment)
    assert not guessing.is_barred(who="203.0.113.5", now=moment + timedelta(hours=1))


def test_a_lent_link_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    case = case_with_code()
    token = lent_token(case)
    signed_at = time.time()

    monkeypatch.setattr("django.core.signing.time.time", lambda: signed_at + HOURS * 3600 + 60)

    assert not opened_by(token).exists()
