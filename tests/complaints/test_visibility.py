"""Who sees what, with data that could leak."""

from datetime import timedelta

import pytest
from django.test import Client

from complaints.links import view_url
from complaints.models import Complaint
from complaints.queries import visible_to
from complaints.services import classify, declining, handling, resolving
from opd.models import Notice, Role, User
from sla.models import SlaClock
from tests import cast
from tests.factories import MONDAY_MORNING, make_complaint

pytestmark = pytest.mark.usefixtures("reference_data")


@pytest.fixture
def secret() -> Complaint:
    complaint = make_complaint()
    classify.set_secrecy(
        complaint=complaint,
        is_anonymous=True,
        is_secret=True,
        reason="Uji",
        user=cast.koordinator(),
        now=MONDAY_MORNING,
    )
    return complaint


def seen_by(user: User) -> list[str]:
    return list(visible_to(user).values_list("number", flat=True))


def test_an_officer_sees_his_own_agencys_complaints_alone() -> None:
    complaint = make_complaint()

    assert seen_by(cast.petugas_pupr()) == [complaint.number]
    assert seen_by(cast.petugas_lain()) == []
    assert seen_by(cast.koordinator()) == [complaint.number]


def test_a_secret_case_is_known_to_head_and_coordinator_alone(secret: Complaint) -> None:
    assert seen_by(cast.petugas_pupr()) == []
    assert seen_by(cast.pimpinan()) == [secret.number]
    assert seen_by(cast.koordinator()) == [secret.number]


@pytest.mark.parametrize("path", ["", "selesaikan/", "kategori/", "jenis/", "kerahasiaan/", "kembalikan/"])
def test_a_secret_case_opens_by_no_page_of_its_own_unit(client: Client, secret: Complaint, path: str) -> None:
    client.force_login(cast.petugas_pupr())

    assert client.get(f"/aduan/{secret.number}/{path}").status_code == 404


def test_a_secret_case_is_in_no_list_search_or_count(client: Client, secret: Complaint) -> None:
    client.force_login(cast.petugas_pupr())

    pages = [client.get(f"/aduan/?tampilan=semua{query}") for query in ("", f"&q={secret.number}", "&q=berlubang")]

    assert [page.context["page"].groups for page in pages] == [[], [], []]
    assert [link.count for link in pages[0].context["nav"].views] == [0] * len(pages[0].context["nav"].views)


def test_a_secret_case_is_not_on_the_wall_of_those_who_must_not_know(client: Client, secret: Complaint) -> None:
    late = MONDAY_MORNING - timedelta(days=30)
    SlaClock.objects.filter(complaint=secret).update(due_at=late)
    walls = {}
    for user in (cast.member("sekda.uji", Role.SEKDA), cast.koordinator()):
        client.force_login(user)
        walls[user.username] = [row.number for row in client.get("/pantau/").context["wall"].rows]

    assert walls == {"sekda.uji": [], "koordinator.uji": [secret.number]}


def test_officers_are_told_nothing_of_a_secret_case(secret: Complaint) -> None:
    officer, head = cast.petugas_pupr(), cast.pimpinan()

    resolving.resolve(complaint=secret, resolution="Sudah.", user=head, now=MONDAY_MORNING, override_reason="Uji")
    Complaint.objects.filter(pk=secret.pk).update(assignee=None)
    secret.refresh_from_db()
    resolving.reopen(complaint=secret, now=MONDAY_MORNING + timedelta(hours=1))

    assert Notice.objects.filter(recipient=officer).count() == 0
    assert Notice.objects.filter(recipient=head, dedupe_key__startswith="reopened:").count() == 1


def test_of_an_anonymous_citizen_his_agency_reads_neither_name_nor_number(client: Client) -> None:
    complaint = make_complaint(phone="+6281200007788")
    classify.set_secrecy(
        complaint=complaint,
        is_anonymous=True,
        is_secret=False,
        reason="Diminta",
        user=cast.koordinator(),
        now=MONDAY_MORNING,
    )
    seen = {}
    for user in (cast.petugas_pupr(), cast.pimpinan(), cast.koordinator()):
        client.force_login(user)
        html = client.get(f"/aduan/{complaint.number}/").content.decode()
        seen[user.username] = ("Warga Contoh" in html, "7788" in html)

    assert seen == {
        "petugas.uji.pupr": (False, False),
        "pimpinan.uji.pupr": (False, False),
        "koordinator.uji": (True, True),
    }


def test_reasons_and_notes_of_officers_are_on_no_public_page(client: Client) -> None:
    """libredesk showed internal notes in public replies."""
    complaint, officer = make_complaint(), cast.petugas_pupr()
    facts = {"complaint": complaint, "user": officer, "now": MONDAY_MORNING}
    handling.add_note(text="Catatan rahasia kantor", **facts)  # type: ignore[arg-type]
    classify.change_kind(kind="informasi", reason="Alasan internal jenis", **facts)  # type: ignore[arg-type]
    declining.decline(reason="Alasan internal penolakan", **facts)  # type: ignore[arg-type]

    html = client.get((view_url(complaint) or "").partition("localhost:8000")[2]).content.decode()

    assert complaint.number in html
    assert [words in html for words in ("Catatan rahasia", "Alasan internal")] == [False, False]


@pytest.mark.parametrize("path", ["", "disposisi/", "selesaikan/"])
def test_a_foreign_complaint_is_not_found_by_a_guessed_number(client: Client, path: str) -> None:
    complaint = make_complaint()
    client.force_login(cast.petugas_lain())

    assert client.get(f"/aduan/{complaint.number}/{path}").status_code == 404


def test_the_wall_is_for_the_city_alone(client: Client) -> None:
    client.force_login(cast.petugas_pupr())

    assert client.get("/pantau/").status_code == 403
