"""Pengaturan over HTTP: who may read, who may mark, and what the page says of a unit."""

import pytest
from django.test import Client

from opd.models import Opd, User
from sla.models import OfficeHours
from tests.cast import admin, koordinator, petugas_pupr, pimpinan, unit

pytestmark = pytest.mark.usefixtures("reference_data")

PAGE = "/pengaturan/opd/"


@pytest.fixture
def admins(client: Client) -> Client:
    client.force_login(admin())
    return client


def codes(client: Client, query: str = "") -> list[str]:
    return [row.code for row in client.get(f"{PAGE}{query}").context["units"]]


def people() -> list[tuple[User, int]]:
    return [(petugas_pupr(), 403), (pimpinan(), 403), (koordinator(), 200), (admin(), 200)]


@pytest.mark.parametrize("path", ["/pengaturan/", PAGE])
def test_only_those_who_steer_the_city_look_in(client: Client, path: str) -> None:
    answers = []
    for user, _ in people():
        client.force_login(user)
        answers.append(client.get(path).status_code)

    assert answers == [status for _, status in people()]
    client.logout()
    assert client.get(path).headers["Location"] == f"/masuk/?next={path}"


def test_the_rail_leads_there_for_those_alone(client: Client) -> None:
    links = []
    for user, _ in people():
        client.force_login(user)
        links.append(client.get("/aduan/").content.decode().count('href="/pengaturan/"'))

    assert links == [0, 0, 2, 2]


def test_the_index_names_pages_that_exist(admins: Client) -> None:
    pages = admins.get("/pengaturan/").context["pages"]

    assert [(page["title"], admins.get(page["url"]).status_code) for page in pages] == [
        ("OPD", 200),
        ("Janji layanan", 200),
        ("Kalender kerja", 200),
        ("Jawaban tersetujui", 200),
        ("Jenis jawaban hijau", 200),
        ("Rute", 200),
        ("Kanal", 200),
    ]


def test_all_57_with_the_city_calendar(admins: Client) -> None:
    page = admins.get(PAGE)

    assert len(page.context["units"]) == 57
    assert page.context["hours"] == ("Senin-Kamis 07.30-12.00 dan 13.00-16.00; Jumat 07.30-11.30 dan 13.00-16.30")
    OfficeHours.objects.filter(weekday__lt=4).delete()
    assert admins.get(PAGE).context["hours"] == "Jumat 07.30-11.30 dan 13.00-16.30"


def test_filters_and_search_together(admins: Client) -> None:
    assert codes(admins, "?q=puprk") == ["PUPRK"]
    assert codes(admins, "?q=bontang&jenis=rumah_sakit&status=verified") == ["RSUD"]
    assert codes(admins, "?q=puprk&status=assumed") == []


def test_by_htmx_the_list_comes_alone(admins: Client) -> None:
    page = admins.get(f"{PAGE}?q=puprk", headers={"HX-Request": "true"})

    assert (page.content.decode().count("<html"), page.content.decode().count('id="unit-PUPRK"')) == (0, 1)
    assert page.headers["Vary"].split(", ") == ["HX-Request", "Cookie"]


def test_a_row_tells_people_and_mark(admins: Client) -> None:
    petugas_pupr()
    pimpinan()

    row = next(row for row in admins.get(PAGE).context["units"] if row.code == "PUPRK")

    assert (row.officer_count, row.head_count, row.verified) == (1, 1, "verified")


def test_an_admin_marks_a_unit_and_takes_it_back(admins: Client) -> None:
    url = f"{PAGE}BAG-PEM/verifikasi/"

    answer = admins.post(f"{url}?status=assumed", {"tanda": "ya"})

    assert answer.headers["Location"] == f"{PAGE}?status=assumed#unit-BAG-PEM"
    assert unit("BAG-PEM").verified == "verified"
    page = admins.get(f"{PAGE}?q=BAG-PEM").content.decode()
    assert (page.count("Ditandai Admin.Uji,"), page.count("Batalkan tanda<")) == (1, 1)
    admins.post(url, {"tanda": "tidak"})
    assert unit("BAG-PEM").verified == "assumed"


def test_by_htmx_the_marked_row_comes_back(admins: Client) -> None:
    row = admins.post(f"{PAGE}BAG-PEM/verifikasi/", {"tanda": "ya"}, headers={"HX-Request": "true"}).content.decode()

    assert (row.count("<tr "), row.count("Terverifikasi</span>"), row.count("Batalkan tanda<")) == (1, 1, 1)


def test_a_refusal_is_said(admins: Client) -> None:
    page = admins.post(f"{PAGE}PUPRK/verifikasi/", {"tanda": "tidak"}, follow=True)

    assert [str(message) for message in page.context["messages"]] == [
        "Tanda PUPRK berasal dari sumber resmi dan tidak dibatalkan di sini."
    ]
    assert unit("PUPRK").verified == "verified"


def test_a_coordinator_reads_and_marks_nothing(client: Client) -> None:
    client.force_login(koordinator())

    page = client.get(PAGE).content.decode()

    assert page.count("Belum dikonfirmasi Bagian Organisasi</span>") == 12
    assert page.count("Tandai terverifikasi") == 0
    assert client.post(f"{PAGE}BAG-PEM/verifikasi/", {"tanda": "ya"}).status_code == 403
    assert unit("BAG-PEM").verified == "assumed"


def test_a_unit_that_is_no_more_is_not_marked(admins: Client) -> None:
    Opd.objects.filter(code="BAG-PEM").update(is_active=False)

    assert admins.post(f"{PAGE}BAG-PEM/verifikasi/", {"tanda": "ya"}).status_code == 404


@pytest.mark.parametrize("kept", [1, 3])
def test_the_page_takes_the_same_queries_for_any_length(
    admins: Client, django_assert_num_queries: pytest.FixtureRequest, kept: int
) -> None:
    keep = Opd.objects.values_list("pk", flat=True)[:kept]
    Opd.objects.exclude(pk__in=list(keep)).update(is_active=False)

    # Session, user with roles; the calendar's state, holidays, hours, working days and shifts; units, parts, reviews,
    # kinds; the rail.
    with django_assert_num_queries(12):  # type: ignore[operator]
        admins.get(PAGE)
