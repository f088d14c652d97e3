"""Who stands behind a case, on pages: nobody's number in passing, each look on record, reporters joined and parted."""

from datetime import timedelta

import pytest
from django.test import Client

from complaints.errors import InvalidInputError, NotAllowedError
from complaints.models import Complaint, ComplaintEvent, Disclosure, Reporter, ReporterMerge
from complaints.services.disclosing import disclose_phone
from complaints.services.telling import tell_confined, tell_reopened, tell_unit, tell_withdrawn
from opd.models import Notice, Role
from tests.api_caller import LIST, caller
from tests.cast import admin, koordinator, member, petugas_lain, petugas_pupr, pimpinan, unit
from tests.complaints.clock_kit import sentences
from tests.complaints.identity_kit import DIGITS, PHONE, case_at_pupr
from tests.factories import MONDAY_MORNING, ROAD, make_event, receive

pytestmark = pytest.mark.usefixtures("reference_data")
HOUR = timedelta(hours=1)
OTHER_PHONE = "+6281200000002"
NAME = "Warga Contoh"


@pytest.fixture
def complaint() -> Complaint:
    return case_at_pupr(ROAD)


def number_page(complaint: Complaint) -> str:
    return f"/aduan/{complaint.number}/pelapor/nomor/"


# Nobody's number in passing


@pytest.mark.parametrize("who", [petugas_pupr, pimpinan, koordinator, admin])
@pytest.mark.parametrize(
    "path",
    [
        "/aduan/?tampilan=semua",
        "/aduan/?tampilan=semua&q=81200000001",
        "/aduan/{number}/",
        "/aduan/{number}/pelapor/nomor/",
        "/aduan/{number}/pelapor/",
        "/aduan/{number}/pesan/{message}/pindahkan/",
        "/pantau/",
        "/pemberitahuan/",
    ],
)
def test_no_page_shows_a_whole_number(client: Client, complaint: Complaint, who: object, path: str) -> None:
    assert callable(who)
    client.force_login(who())

    page = client.get(path.format(number=complaint.number, message=complaint.messages.get().pk))

    body = page.content.decode().replace("q=81200000001", "").replace('value="81200000001"', "")
    assert page.status_code in (200, 403)
    assert (DIGITS in body, "812-0000-0001" in body) == (False, False)


@pytest.mark.parametrize("query", ["62812", "+62812", "8120000"])
def test_a_number_is_found_by_its_end_alone(client: Client, complaint: Complaint, query: str) -> None:
    client.force_login(petugas_pupr())

    assert client.get("/aduan/", {"tampilan": "semua", "q": query}).context["page"].groups == []


def test_the_api_tells_no_number_and_no_name(complaint: Complaint) -> None:
    system = caller(koordinator())

    for path in (LIST, f"{LIST}{complaint.number}/"):
        answer = system.get(path)
        body = answer.content.decode()
        assert (answer.status_code, DIGITS in body, NAME in body) == (200, False, False)


def test_no_notice_tells_a_number_or_a_name(complaint: Complaint) -> None:
    petugas_pupr()
    koordinator()
    tell_unit(complaint, unit("PUPRK"), now=MONDAY_MORNING)
    for tell in (tell_reopened, tell_withdrawn, tell_confined):
        tell(complaint, now=MONDAY_MORNING)

    texts = " ".join(f"{notice.subject} {notice.body} {notice.url}" for notice in Notice.objects.all())
    assert complaint.number in texts
    assert (DIGITS in texts, NAME in texts) == (False, False)


def test_the_mask_tells_two_citizens_apart_and_calls_neither(client: Client, complaint: Complaint) -> None:
    client.force_login(petugas_pupr())

    assert client.get(f"/aduan/{complaint.number}/").context["dossier"].phone == "+62 812-••••-0001"


# Tampilkan nomor


def test_a_number_is_shown_once_for_a_purpose_and_on_record(client: Client, complaint: Complaint) -> None:
    client.force_login(petugas_pupr())

    page = client.post(number_page(complaint), {"purpose": "call", "note": "janji survei"})

    assert (page.context["phone"], page.headers["Cache-Control"]) == (
        PHONE,
        "max-age=0, no-cache, no-store, must-revalidate, private",
    )
    row = Disclosure.objects.get()
    assert row.identifier is not None
    assert (row.user, row.complaint, row.identifier.value, row.purpose, row.note) == (
        petugas_pupr(),
        complaint,
        PHONE,
        "call",
        "janji survei",
    )
    told = "Nomor pelapor ditampilkan kepada Petugas.Uji.Pupr: Menghubungi pelapor tentang aduan ini"
    assert sentences(client, complaint)[-1] == told
    assert DIGITS not in client.get(number_page(complaint)).content.decode()


def test_without_a_purpose_nothing_is_shown(client: Client, complaint: Complaint) -> None:
    client.force_login(petugas_pupr())

    page = client.post(number_page(complaint), {"purpose": "", "note": "penasaran"})

    assert (page.status_code, page.context["phone"], Disclosure.objects.count()) == (422, "", 0)
    assert DIGITS not in page.content.decode()


def test_the_record_of_a_look_does_not_hold_the_number(complaint: Complaint) -> None:
    disclose_phone(complaint=complaint, purpose="call", note="", user=petugas_pupr(), now=MONDAY_MORNING)

    events = ComplaintEvent.objects.filter(type="identity.disclosed")
    assert [event.data for event in events] == [{"reason": "Menghubungi pelapor tentang aduan ini"}]


@pytest.mark.parametrize(("role", "status"), [(Role.SEKDA, 403), (Role.KOORDINATOR, 200), (Role.ADMIN, 200)])
def test_a_city_wide_role_that_handles_no_case_sees_no_number(
    client: Client, complaint: Complaint, role: Role, status: int
) -> None:
    client.force_login(member(f"{role}.nomor", role))

    assert client.post(number_page(complaint), {"purpose": "call"}).status_code == status


def test_another_units_officer_learns_not_even_of_the_case(client: Client, complaint: Complaint) -> None:
    client.force_login(petugas_lain())

    assert client.get(number_page(complaint)).status_code == 404
    with pytest.raises(NotAllowedError):
        disclose_phone(complaint=complaint, purpose="call", note="", user=petugas_lain(), now=MONDAY_MORNING)
    assert Disclosure.objects.count() == 0


def test_a_citizen_without_a_number_has_none_to_show(client: Client) -> None:
    made = receive(make_event(ROAD, phone=None, bsuid="ID.tanpanomor")).complaint
    assert made is not None
    Complaint.objects.update(opd=unit("PUPRK"), status="forwarded")
    made.refresh_from_db()
    client.force_login(petugas_pupr())

    assert number_page(made) not in client.get(f"/aduan/{made.number}/").content.decode()
    with pytest.raises(InvalidInputError, match="tidak punya nomor"):
        disclose_phone(complaint=made, purpose="call", note="", user=petugas_pupr(), now=MONDAY_MORNING)


# Anonim


@pytest.fixture
def anonymous(complaint: Complaint) -> Complaint:
    """A case whose citizen the agency must not know; he has another, open one there."""
    case_at_pupr("Sampah di TPS Loktuan tidak diangkut tiga hari", at=MONDAY_MORNING + 2 * HOUR)
    Complaint.objects.filter(pk=complaint.pk).update(is_anonymous=True)
    complaint.refresh_from_db()
    return complaint


def test_an_anonymous_reporter_is_shown_to_no_agency(client: Client, anonymous: Complaint) -> None:
    assert anonymous.reporter.name == NAME
    for user in (petugas_pupr(), pimpinan()):
        client.force_login(user)
        page = client.get(f"/aduan/{anonymous.number}/").content.decode()
        assert (NAME in page.split('id="thread"')[1], "812" in page) == (False, False)
        assert client.post(number_page(anonymous), {"purpose": "call"}).status_code == 403
    found = client.get("/aduan/", {"tampilan": "semua", "q": NAME}).context["page"].groups
    assert [row.complaint.is_anonymous for group in found for row in group.rows] == [False]
    assert Disclosure.objects.count() == 0


def test_the_coordinator_may_ask_an_anonymous_reporter_back(client: Client, anonymous: Complaint) -> None:
    client.force_login(koordinator())

    assert client.post(number_page(anonymous), {"purpose": "verify"}).context["phone"] == PHONE


# Gabungkan pelapor


@pytest.fixture
def pair() -> tuple[Complaint, Complaint]:
    """Two cases of two reporters."""
    first = case_at_pupr(ROAD)
    return first, case_at_pupr("Sampah di TPS Guntung menumpuk", phone=OTHER_PHONE, at=MONDAY_MORNING + HOUR)


def test_reporters_are_joined_after_a_look_at_what_moves(client: Client, pair: tuple[Complaint, Complaint]) -> None:
    first, second = pair
    client.force_login(koordinator())
    page = f"/aduan/{first.number}/pelapor/"

    asked = client.get(page, {"dengan": f" {second.number.lower()} "})
    merge = f"{page}gabungkan/{second.reporter_id}/"
    assert asked.headers["Location"] == merge
    preview = client.get(merge).context
    assert (preview["kept"].complaints, preview["duplicate"].complaints) == ([first], [second])
    assert [item.value for item in preview["duplicate"].identifiers] == ["+62 812-••••-0002"]
    done = client.post(merge, {"note": "Suara dan alamat sama"})

    assert done.headers["Location"] == page
    row = ReporterMerge.objects.get()
    assert (row.kept_id, row.merged_by, row.note) == (first.reporter_id, koordinator(), "Suara dan alamat sama")
    assert set(Reporter.objects.get(pk=first.reporter_id).complaints.all()) == {first, second}
    assert sentences(client, second)[-1] == "Pelapor digabungkan dengan pelapor lain oleh Koordinator.Uji"


def test_a_merge_without_a_reason_moves_nothing(client: Client, pair: tuple[Complaint, Complaint]) -> None:
    first, second = pair
    client.force_login(koordinator())

    page = client.post(f"/aduan/{first.number}/pelapor/gabungkan/{second.reporter_id}/", {"note": " "})

    assert (page.status_code, ReporterMerge.objects.count()) == (422, 0)


def test_a_merge_is_parted_again_on_the_page(client: Client, pair: tuple[Complaint, Complaint]) -> None:
    first, second = pair
    client.force_login(koordinator())
    client.post(f"/aduan/{first.number}/pelapor/gabungkan/{second.reporter_id}/", {"note": "Sama"})
    merge = ReporterMerge.objects.get()

    client.post(f"/aduan/{first.number}/pelapor/pisahkan/{merge.pk}/")

    merge.refresh_from_db()
    assert (merge.undone_by, Complaint.objects.get(pk=second.pk).reporter_id) == (koordinator(), second.reporter_id)


def test_an_unknown_case_is_said_to_be_none(client: Client, pair: tuple[Complaint, Complaint]) -> None:
    client.force_login(koordinator())

    for number in ("BTG-2611-9999", pair[0].number):
        page = client.get(f"/aduan/{pair[0].number}/pelapor/", {"dengan": number})
        assert page.context["form"].errors["dengan"] == ["Tidak ada aduan pelapor lain dengan nomor itu."]


def test_the_former_holder_of_a_number_is_offered(client: Client) -> None:
    former = case_at_pupr(ROAD)
    newcomer = case_at_pupr("Lampu jalan di Guntung mati total", at=MONDAY_MORNING + timedelta(days=200))
    client.force_login(koordinator())

    page = client.get(f"/aduan/{newcomer.number}/pelapor/").context

    assert [card.reporter for card in page["candidates"]] == [former.reporter]
    assert page["card"].complaints == [newcomer]


@pytest.mark.parametrize("who", [petugas_pupr, pimpinan])
def test_only_coordinators_see_and_join_reporters(
    client: Client, pair: tuple[Complaint, Complaint], who: object
) -> None:
    first, second = pair
    assert callable(who)
    client.force_login(who())
    page = f"/aduan/{first.number}/pelapor/"

    assert client.get(page).status_code == 403
    assert client.post(f"{page}gabungkan/{second.reporter_id}/", {"note": "Sama"}).status_code == 403
    shown = client.get(f"/aduan/{first.number}/").content.decode()
    assert page not in shown.replace(number_page(first), "").replace(f"{page}tautan/", "")
    assert ReporterMerge.objects.count() == 0


def test_who_looked_stands_on_the_reporters_page(client: Client, complaint: Complaint) -> None:
    disclose_phone(complaint=complaint, purpose="visit", note="", user=petugas_pupr(), now=MONDAY_MORNING)
    client.force_login(koordinator())

    looks = client.get(f"/aduan/{complaint.number}/pelapor/").context["disclosures"]

    assert [(look.user, look.get_purpose_display()) for look in looks] == [
        (petugas_pupr(), "Bertemu pelapor di lokasi")
    ]
