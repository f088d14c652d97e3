"""Kalender kerja over HTTP: who may, what is shown before a change is made, and what is on record afterwards."""

from datetime import date

import pytest
from django.test import Client

from complaints.models import Complaint
from sla.models import CalendarVersion, ExtraDay, Holiday, OfficeHours, Recount, ShiftUnit, SlaClock
from sla.recount import work_recount
from sla.working_time import WITA
from tests.cast import admin, koordinator, petugas_pupr, pimpinan
from tests.factories import MONDAY_MORNING, make_complaint

pytestmark = pytest.mark.usefixtures("reference_data")

PAGE = "/pengaturan/kalender/"
GROUNDS = {"reason": "Hari Jadi Kota", "document": "SK Wali Kota 12/2026"}
DAY = {"day": "2026-11-25", "name": "Hari Jadi Kota", "kind": "local", **GROUNDS}
RAMADAN = {
    "name": "Ramadan 2027",
    "from_date": "2027-02-08",
    "to_date": "2027-03-09",
    "opens": "08:00",
    "rests": "12:00",
    "returns": "12:30",
    "closes": "15:00",
    "friday_rests": "11:30",
    "friday_returns": "12:30",
    "friday_closes": "15:30",
    **GROUNDS,
}


@pytest.fixture
def steering(client: Client) -> Client:
    client.force_login(koordinator())
    return client


def apply(client: Client, path: str, **facts: str) -> str:
    """Presses the button that makes the change; where it leads."""
    return client.post(f"{PAGE}{path}", {**facts, "langkah": "terapkan"}).headers.get("Location", "")


def due_words(complaint: Complaint) -> str:
    clock = SlaClock.objects.get(complaint=complaint, kind="first_answer")
    return f"{clock.due_at.astimezone(WITA):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    "path",
    [
        *("", "tambah/", "impor/2027/", "ramadan/", "riwayat/", "riwayat/1/", "hapus/{day}/"),
        *("hari-kerja/tambah/", "24-jam/tambah/", "24-jam/hapus/{shift}/"),
    ],
    ids=str,
)
def test_coordinators_and_admins_alone_look_in(client: Client, path: str) -> None:
    address = PAGE + path.format(day=Holiday.objects.earliest("pk").pk, shift=ShiftUnit.objects.earliest("pk").pk)
    answers = []
    for user in (petugas_pupr(), pimpinan(), koordinator(), admin()):
        client.force_login(user)
        answers.append(client.get(address).status_code)

    assert answers == [403, 403, 200, 200]


@pytest.mark.parametrize("path", ["tambah/", "riwayat/1/hitung-ulang/"])
def test_an_officer_changes_nothing(client: Client, path: str) -> None:
    client.force_login(petugas_pupr())

    answer = client.post(f"{PAGE}{path}", {**DAY, "langkah": "terapkan"})

    assert (answer.status_code, CalendarVersion.objects.count()) == (403, 1)


def test_the_year_shows_its_days_off_and_counts_its_working_days(steering: Client) -> None:
    context = steering.get(f"{PAGE}?tahun=2026").context

    august = context["months"][7]
    # 31 days, ten of them at the weekend, the 17th and Maulid Nabi on the 25th.
    assert (august.name, august.working_days) == ("Agustus", 19)
    assert august.weeks[3][0].name == "Hari Kemerdekaan Republik Indonesia"
    assert len(context["days"]) == 25


@pytest.mark.parametrize("asked", ["", "?tahun=kapan", "?tahun=999999999999"])
def test_without_a_year_that_can_be_shown_it_is_this_year(steering: Client, asked: str) -> None:
    assert steering.get(f"{PAGE}{asked}").context["years"][1] == steering.get(PAGE).context["year"]


def test_what_would_move_is_shown_before_and_nothing_is_changed(steering: Client) -> None:
    complaint = make_complaint()

    context = steering.post(f"{PAGE}tambah/", {**DAY, "langkah": "periksa"}).context

    shown = [(move["number"], move["clock"].kind, f"{move['new']:%d %H:%M}") for move in context["moves"]]
    assert (complaint.number, "first_answer", "01 16:00") in shown
    assert (context["moved"], context["later"], context["earlier"]) == (len(shown), len(shown), 0)
    assert (due_words(complaint), Holiday.objects.filter(date=date(2026, 11, 25)).exists()) == (
        "2026-11-30 16:00",
        False,
    )


def test_a_day_off_is_a_version_and_the_clocks_follow_in_the_job(steering: Client) -> None:
    complaint = make_complaint()

    led_to = apply(steering, "tambah/", **DAY)
    before = due_words(complaint)
    work_recount(now=MONDAY_MORNING)

    version = CalendarVersion.objects.latest("number")
    assert (led_to, before, due_words(complaint)) == (f"{PAGE}riwayat/2/", "2026-11-30 16:00", "2026-12-01 16:00")
    assert (version.made_by, version.reason, version.document) == (
        koordinator(),
        GROUNDS["reason"],
        GROUNDS["document"],
    )
    assert [edit.text for edit in version.edits.all()] == ["Libur setempat: Hari Jadi Kota"]


@pytest.mark.parametrize("missing", ["day", "name", "kind", "reason", "document"])
def test_nothing_may_be_missing(steering: Client, missing: str) -> None:
    answer = steering.post(f"{PAGE}tambah/", {**DAY, missing: "", "langkah": "terapkan"})

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [missing])
    assert CalendarVersion.objects.count() == 1


def test_the_page_of_the_version_lists_what_has_moved(steering: Client) -> None:
    complaint = make_complaint()
    apply(steering, "tambah/", **DAY)
    work_recount(now=MONDAY_MORNING)

    context = steering.get(f"{PAGE}riwayat/2/").context

    moved = {(move["number"], move["clock"].kind) for move in context["moves"]}
    assert moved == {(complaint.number, clock.kind) for clock in SlaClock.objects.filter(due_changes__isnull=False)}
    assert (context["recount"].status, context["recount"].moved, context["is_open"]) == ("done", len(moved), False)


def test_a_dropped_day_is_a_working_day_again(steering: Client) -> None:
    day = Holiday.objects.get(date=date(2026, 12, 25))

    apply(steering, f"hapus/{day.pk}/", **GROUNDS)

    december = steering.get(f"{PAGE}?tahun=2026").context["months"][11]
    assert (december.weeks[3][4].look, steering.get(f"{PAGE}hapus/{day.pk}/").status_code) == ("work", 404)


def test_a_saturday_that_counts_is_looked_at_made_and_taken_back(steering: Client) -> None:
    complaint = make_complaint()
    facts = {"day": "2026-11-28", "name": "Pengganti cuti bersama", "works_like": "0", **GROUNDS}

    looked_at = steering.post(f"{PAGE}hari-kerja/tambah/", {**facts, "langkah": "periksa"}).context
    dues = [due_words(complaint)]
    apply(steering, "hari-kerja/tambah/", **facts)
    work_recount(now=MONDAY_MORNING)
    shown = steering.get(f"{PAGE}?tahun=2026").context["months"][10]
    dues.append(due_words(complaint))
    apply(steering, f"hari-kerja/hapus/{ExtraDay.objects.get().pk}/", **GROUNDS)
    work_recount(now=MONDAY_MORNING)

    assert {(move["clock"].kind, f"{move['new']:%d}") for move in looked_at["moves"]} >= {("first_answer", "28")}
    assert (shown.weeks[4][5].look, shown.weeks[4][5].name, shown.working_days) == ("extra", facts["name"], 22)
    assert [*dues, due_words(complaint)] == ["2026-11-30 16:00", "2026-11-28 16:00", "2026-11-30 16:00"]


def test_a_unit_works_around_the_clock_from_the_page_on_and_no_longer(steering: Client) -> None:
    complaint = make_complaint()
    unit = complaint.opd
    assert unit is not None
    facts = {"opd": str(unit.pk), **GROUNDS}

    units = []
    for path in ("24-jam/tambah/", "24-jam/hapus/{pk}/"):
        row = ShiftUnit.objects.filter(opd=unit).first()
        apply(steering, path.format(pk=row and row.pk), **facts)
        work_recount(now=MONDAY_MORNING)
        listed = [shift.opd.code for shift in steering.get(PAGE).context["shifts"]]
        units.append((unit.code in listed, due_words(complaint)))

    assert units == [(True, "2026-11-28 23:59"), (False, "2026-11-30 16:00")]
    assert steering.get(f"{PAGE}24-jam/hapus/{row and row.pk}/").status_code == 404
    said = steering.get(f"{PAGE}riwayat/2/").content.decode()
    assert said.count(f"{unit.short_name} bekerja 24 jam") == 1


@pytest.mark.parametrize(
    ("path", "facts", "field"),
    [
        ("hari-kerja/tambah/", {"day": "2026-11-28", "name": "", "works_like": "0"}, "name"),
        ("hari-kerja/tambah/", {"day": "2026-11-28", "name": "Uji", "works_like": "6"}, "works_like"),
        ("24-jam/tambah/", {"opd": "0"}, "opd"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(steering: Client, path: str, facts: dict[str, str], field: str) -> None:
    answer = steering.post(PAGE + path, {**facts, **GROUNDS, "langkah": "terapkan"})

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])


def test_the_import_shows_what_differs_and_applies_it(steering: Client) -> None:
    Holiday.objects.filter(date=date(2027, 8, 17)).delete()
    Holiday.objects.create(date=date(2027, 7, 1), kind="public", name="Dicabut", source="paket lama")

    edits = steering.get(f"{PAGE}impor/2027/").context["edits"]
    apply(steering, "impor/2027/", **GROUNDS)

    assert [(str(action), str(first)) for action, first, _, _ in edits] == [
        ("Dihapus", "2027-07-01"),
        ("Ditambah", "2027-08-17"),
    ]
    assert steering.get(f"{PAGE}impor/2027/").context["edits"] == []


def test_an_import_without_a_difference_is_refused(steering: Client) -> None:
    answer = steering.post(f"{PAGE}impor/2027/", {**GROUNDS, "langkah": "terapkan"})

    assert answer.context["form"].non_field_errors() == ["Tidak ada yang berubah pada kalender."]


def test_ramadan_hours_hold_between_their_dates(steering: Client) -> None:
    apply(steering, "ramadan/", **RAMADAN)

    months = steering.get(f"{PAGE}?tahun=2027").context["months"]
    looks = [months[1].weeks[0][3].look, months[1].weeks[1][1].look, months[2].weeks[2][1].look]
    assert looks == ["work", "season", "work"]
    assert OfficeHours.objects.filter(season="Ramadan 2027", is_manual=True).count() == 10


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"rests": "07:00"}, "Jam harus berurutan dari buka sampai tutup."),
        ({"friday_closes": "12:30"}, "Jam harus berurutan dari buka sampai tutup."),
        ({"to_date": "2027-02-01"}, "Tanggal mulai harus sebelum tanggal selesai."),
        ({"from_date": "2026-03-01"}, "Rentang tanggal ini bertumpuk dengan jam kerja “Ramadan 2026”."),
    ],
)
def test_hours_that_cannot_be_are_refused(steering: Client, wrong: dict[str, str], sentence: str) -> None:
    answer = steering.post(f"{PAGE}ramadan/", {**RAMADAN, **wrong, "langkah": "terapkan"})

    errors = [error for errors in answer.context["form"].errors.values() for error in errors]
    assert (answer.status_code, errors, CalendarVersion.objects.count()) == (422, [sentence], 1)


def test_the_job_can_be_stopped_and_continued(steering: Client) -> None:
    apply(steering, "tambah/", **DAY)

    states = []
    for step in ("hentikan", "hentikan", "lanjutkan"):
        steering.post(f"{PAGE}riwayat/2/hitung-ulang/", {"langkah": step})
        states.append(Recount.objects.get(version__number=2).status)

    assert states == ["stopped", "stopped", "waiting"]


def test_while_it_counts_the_card_alone_is_fetched_again(steering: Client) -> None:
    apply(steering, "tambah/", **DAY)

    card = steering.get(f"{PAGE}riwayat/2/", headers={"HX-Request": "true"}).content.decode()

    assert (card.count("every 2s"), card.count("<h1>")) == (1, 0)
