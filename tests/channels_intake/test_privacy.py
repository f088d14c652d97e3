"""Data deletion and deauthorize: signed, recorded once, settled by a coordinator, and told to the person."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from channels_intake.models import PrivacyRequest
from channels_intake.privacy import SettledError, record_request, settle_request
from complaints.models import Complaint, Message, Reporter, ReporterIdentifier
from opd.models import Notice
from tests.cast import admin, koordinator, petugas_pupr
from tests.channels_intake.meta.test_signed_request import SECRET, signed
from tests.factories import MONDAY_MORNING as NOW
from tests.factories import make_comment
from tests.reference import load_reference_data

pytestmark = pytest.mark.django_db
PAGE = "/pengaturan/kanal/data-pribadi/"
Kind, Outcome = PrivacyRequest.Kind, PrivacyRequest.Outcome


@pytest.fixture(autouse=True)
def installation(db: None, settings: Settings) -> None:
    load_reference_data()
    settings.META_APP_SECRETS = [SECRET]


@pytest.fixture
def steering(client: Client) -> Client:
    client.force_login(koordinator())
    return client


def ask(client: Client, path: str = "hapus-data", text: str = "") -> Any:
    return client.post(f"/meta/{path}/", {"signed_request": text or signed()})


def settle(request: PrivacyRequest, outcome: PrivacyRequest.Outcome = Outcome.DELETED) -> PrivacyRequest:
    later = NOW + timedelta(days=1)
    return settle_request(request=request, outcome=outcome, reason="Sesuai permintaan.", user=koordinator(), now=later)


def test_a_deletion_is_recorded_and_answered_with_a_page_and_a_code(client: Client, settings: Settings) -> None:
    answer = ask(client)

    [kept] = PrivacyRequest.objects.all()
    address = f"{settings.PUBLIC_BASE_URL}/hapus-data/{kept.code}/"
    assert answer.json() == {"url": address, "confirmation_code": kept.code}
    assert (kept.kind, kept.user_id, kept.outcome) == (Kind.DELETION, "5001", Outcome.OPEN)


def test_asked_again_it_is_the_same_request(client: Client) -> None:
    koordinator()

    first, second = ask(client).json(), ask(client).json()

    assert first == second
    assert Notice.objects.filter(subject="Permintaan hapus data (Meta)").count() == 1


@pytest.mark.parametrize("path", ["hapus-data", "cabut-izin"])
def test_what_meta_did_not_sign_is_refused(client: Client, path: str) -> None:
    assert ask(client, path, signed(secret="lain")).status_code == 403
    assert PrivacyRequest.objects.count() == 0


def test_a_permission_that_is_taken_back_is_told_to_the_admins(client: Client) -> None:
    admin()

    answer = ask(client, "cabut-izin")

    assert (answer.status_code, answer.json()) == (200, {})
    assert PrivacyRequest.objects.get().kind == Kind.DEAUTHORIZED
    assert Notice.objects.filter(subject="Izin aplikasi dicabut (Meta)").count() == 1


def test_deleting_takes_the_account_the_names_and_what_was_said_outside_of_cases() -> None:
    kept = make_comment().complaint
    loose = make_comment("👍", external_id="77_9", action="attach_only")
    Message.objects.filter(pk=loose.pk).update(complaint=None)
    assert kept is not None

    settled = settle(record_request(kind=Kind.DELETION, user_id="5001", now=NOW))

    loose.refresh_from_db()
    assert (settled.forgotten, settled.user_id) == (1, "")
    assert not ReporterIdentifier.objects.filter(value="facebook:5001").exists()
    assert Reporter.objects.get(pk=kept.reporter_id).name == ""
    assert (loose.text, loose.revoked_at) == ("", NOW + timedelta(days=1))
    assert Complaint.objects.get().text == kept.text != ""
    assert kept.events.filter(type="reporter.forgotten").count() == 1


def test_who_is_kept_stays_and_who_is_unknown_costs_nobody() -> None:
    comment = make_comment()

    kept = settle(record_request(kind=Kind.DELETION, user_id="5001", now=NOW), Outcome.KEPT)
    unknown = settle(record_request(kind=Kind.DELETION, user_id="9999", now=NOW))

    assert (kept.forgotten, unknown.forgotten) == (0, 0)
    assert comment.conversation.reporter.name == "Warga Contoh"


def test_a_request_is_settled_once() -> None:
    request = record_request(kind=Kind.DELETION, user_id="5001", now=NOW)
    settle(request, Outcome.KEPT)

    with pytest.raises(SettledError):
        settle(request)


def test_after_a_decision_a_new_request_is_a_new_one() -> None:
    first = record_request(kind=Kind.DELETION, user_id="5001", now=NOW)
    settle(first, Outcome.KEPT)

    assert record_request(kind=Kind.DELETION, user_id="5001", now=NOW).code != first.code


def test_the_person_reads_what_became_of_it_and_nobody_is_named(client: Client) -> None:
    request = settle(record_request(kind=Kind.DELETION, user_id="5001", now=NOW))

    answer = client.get(f"/hapus-data/{request.code}/")

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "<dd>Dihapus, " in page
    assert "<dd>Sesuai permintaan.</dd>" in page
    assert "5001" not in page


@pytest.mark.parametrize("kind", [Kind.DEAUTHORIZED, None])
def test_without_a_code_of_a_deletion_there_is_no_page(client: Client, kind: PrivacyRequest.Kind | None) -> None:
    code = record_request(kind=kind, user_id="5001", now=NOW).code if kind else "abc"

    assert client.get(f"/hapus-data/{code}/").status_code == 404


def test_a_coordinator_settles_it_on_the_page(steering: Client) -> None:
    request = record_request(kind=Kind.DELETION, user_id="5001", now=NOW)
    board = steering.get("/pengaturan/kanal/").content.decode()

    without_reason = steering.post(f"{PAGE}{request.pk}/putuskan/", {"outcome": "unknown", "reason": " "})
    done = steering.post(f"{PAGE}{request.pk}/putuskan/", {"outcome": "unknown", "reason": "Tidak ditemukan."})

    request.refresh_from_db()
    assert "1 menunggu keputusan." in board
    assert (without_reason.status_code, done.status_code) == (422, 302)
    assert (request.outcome, request.reason, request.settled_by) == (Outcome.UNKNOWN, "Tidak ditemukan.", koordinator())
    assert steering.get(PAGE).content.decode().count("Tidak ditemukan.") == 1


@pytest.mark.parametrize("path", ["", "1/putuskan/"])
def test_people_of_one_agency_see_and_settle_nothing(client: Client, path: str) -> None:
    client.force_login(petugas_pupr())
    record_request(kind=Kind.DELETION, user_id="5001", now=NOW)

    answer = client.post(f"{PAGE}{path}") if path else client.get(PAGE)

    assert answer.status_code == 403
    assert PrivacyRequest.objects.get().outcome == Outcome.OPEN
