"""/arus/: who hears of which case, and when a stream ends. The real process, over HTTP."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from django.test import Client

from complaints.models import Complaint
from complaints.services import classify, handling
from opd.models import User
from tests.cast import koordinator, petugas_lain, petugas_pupr, pimpinan, unit
from tests.factories import MONDAY_MORNING, make_complaint
from tests.reference import load_reference_data
from tests.stream_fixture import stream_process, streams

__all__ = ["stream_process", "streams"]


@pytest.fixture(autouse=True)
def _city(transactional_db: None) -> None:
    load_reference_data()


def at(code: str, phone: str) -> Complaint:
    complaint = make_complaint(phone=phone)
    Complaint.objects.filter(pk=complaint.pk).update(opd=unit(code), status="forwarded", assignee=None)
    complaint.refresh_from_db()
    return complaint


def cookie(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies["sessionid"].value


@contextmanager
def listening(port: int, session: str, **headers: str) -> Iterator[Iterator[str]]:
    """The lines of an open stream, from its greeting on."""
    address = f"http://localhost:{port}/arus/"
    sent = {"Cookie": f"sessionid={session}", **headers}
    with httpx.stream("GET", address, headers=sent, timeout=60, trust_env=False) as answer:
        assert answer.status_code == 200, answer.read()
        lines = answer.iter_lines()
        for line in lines:
            if line == ": halo":
                break
        yield lines


def next_numbers(lines: Iterator[str]) -> list[str]:
    """What the next announcement names."""
    for line in lines:
        if line == "event: case":
            numbers: list[str] = json.loads(next(lines).removeprefix("data: "))["numbers"]
            return numbers
    return []


def note(complaint: Complaint, user: User) -> None:
    handling.add_note(complaint=complaint, text="Uji", user=user, now=MONDAY_MORNING)


def test_without_a_login_there_is_no_stream(streams: int) -> None:
    address = f"http://localhost:{streams}/arus/"

    assert httpx.get(address).status_code == 401
    assert httpx.get(address, headers={"Cookie": "sessionid=tebakan"}).status_code == 401
    assert httpx.get(address, headers={"Cookie": 'sessionid="'}).status_code == 401


def test_another_site_gets_no_stream(streams: int) -> None:
    session = cookie(petugas_pupr())
    address, sent = f"http://localhost:{streams}/arus/", {"Cookie": f"sessionid={session}"}

    assert httpx.get(address, headers=sent | {"Origin": "https://lain.example"}).status_code == 403
    assert httpx.get(address, headers=sent | {"Host": "lain.example"}).status_code == 403
    with listening(streams, session, Origin="http://localhost:8000"):
        pass


def test_a_unit_hears_of_its_own_cases_alone(streams: int) -> None:
    own, foreign = at("PUPRK", "+6281200000001"), at("DISHUB", "+6281200000002")
    with listening(streams, cookie(petugas_pupr())) as unit_lines, listening(streams, cookie(koordinator())) as city:
        note(foreign, koordinator())
        assert next_numbers(city) == [foreign.number]  # so the foreign one has been handed on, and not to the unit
        note(own, koordinator())

        assert next_numbers(unit_lines) == [own.number]


def test_of_a_secret_case_hear_its_named_roles_alone(streams: int) -> None:
    secret, plain = at("PUPRK", "+6281200000001"), at("PUPRK", "+6281200000002")
    classify.set_secrecy(
        complaint=secret, is_anonymous=True, is_secret=True, reason="Uji", user=koordinator(), now=MONDAY_MORNING
    )
    with listening(streams, cookie(petugas_pupr())) as officer, listening(streams, cookie(pimpinan())) as head:
        note(secret, koordinator())
        assert next_numbers(head) == [secret.number]
        note(plain, koordinator())

        assert next_numbers(officer) == [plain.number]


def test_a_lost_role_ends_the_hearing_at_once(streams: int) -> None:
    case, officer = at("PUPRK", "+6281200000001"), petugas_pupr()
    with listening(streams, cookie(officer)) as lines, listening(streams, cookie(koordinator())) as city:
        officer.memberships.update(opd=unit("DISHUB"))
        note(case, koordinator())
        assert next_numbers(city) == [case.number]
        other = at("DISHUB", "+6281200000002")
        note(other, koordinator())

        assert next_numbers(lines) == [other.number]


def test_logging_out_ends_the_stream(streams: int) -> None:
    case, client = at("PUPRK", "+6281200000001"), Client()
    client.force_login(petugas_pupr())
    with listening(streams, client.cookies["sessionid"].value) as lines:
        client.post("/keluar/")
        note(case, koordinator())

        assert next_numbers(lines) == []  # the end


def test_one_person_holds_a_few_streams_and_no_more(streams: int) -> None:
    session, others = cookie(petugas_lain()), cookie(petugas_pupr())
    address = f"http://localhost:{streams}/arus/"
    with httpx.Client(trust_env=False, limits=httpx.Limits(max_connections=40), timeout=60) as client:
        request = client.build_request("GET", address, headers={"Cookie": f"sessionid={session}"})
        held = [client.send(request, stream=True) for _ in range(13)]

        assert [answer.status_code for answer in held] == [200] * 12 + [429]
        with listening(streams, others):
            pass
        for answer in held:
            answer.close()


def test_the_pages_address_leads_to_the_streams(client: Client, streams: int) -> None:
    answer = client.get("/arus/", headers={"host": "localhost:8000"})

    assert (answer.status_code, answer.headers["Location"]) == (307, f"http://localhost:{streams}/arus/")
    assert client.get("/arus/", secure=True).status_code == 404
