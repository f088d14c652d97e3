"""Janji layanan over HTTP: the sentence, its example, what it would have meant, and what is saved."""

from datetime import timedelta

import pytest
from django.test import Client

from bontang_pengaduan.lib.clock import WITA, now
from complaints.models import Complaint, Reply
from complaints.services.classify import set_category
from complaints.wording import full_date
from opd.models import Category
from sla.models import ClockKind, Policy, SlaClock
from tests.cast import admin, koordinator, petugas_pupr, pimpinan
from tests.factories import make_complaint

pytestmark = pytest.mark.usefixtures("reference_data")

PAGE = "/pengaturan/janji-layanan/"
EDIT = f"{PAGE}ubah/"
RESOLVE = "Penyelesaian, pengaduan tidak berkadar pengawasan"


@pytest.fixture
def steering(client: Client) -> Client:
    client.force_login(koordinator())
    return client


@pytest.fixture
def roads() -> Category:
    category = make_complaint().category
    assert category is not None
    return category


def filled(client: Client, path: str = EDIT, **changes: str) -> dict[str, str]:
    """The form as it stands on the page, with some of its fields changed by the clock's label."""
    form = client.get(path).context["form"]
    facts = {name: str(form[name].value()) for name in form.fields if name != "source"}
    named = {line.label: line for line in form.lines()}
    for label, value in changes.items():
        line = named[label.replace("_", " ")]
        number, unit = value.split()
        facts |= {line.number.name: number, line.unit.name: unit}
    return {**facts, "source": "SK Wali Kota 20/2026"}


def save(client: Client, path: str = EDIT, **changes: str) -> int:
    facts = filled(client, path, **changes)
    return client.post(path, {**facts, "langkah": "terapkan"}).status_code


@pytest.mark.parametrize("path", ["", "ubah/", "cabut/", "riwayat/"])
def test_coordinators_and_admins_alone_look_in(client: Client, path: str) -> None:
    answers = []
    for user in (petugas_pupr(), pimpinan(), koordinator(), admin()):
        client.force_login(user)
        answers.append(client.get(PAGE + path).status_code)

    assert answers == [403, 403, 200, 200]


def test_an_officer_saves_nothing(client: Client) -> None:
    client.force_login(koordinator())
    facts = filled(client)
    client.force_login(petugas_pupr())

    answer = client.post(EDIT, {**facts, "langkah": "terapkan"})

    assert (answer.status_code, Policy.objects.count()) == (403, 1)


def test_the_sentence_begins_with_what_stands(steering: Client) -> None:
    form = steering.get(EDIT).context["form"]

    said = [(line.label, line.number.value(), line.unit.value()) for line in form.lines()]
    assert said[0] == ("Tanda terima", 4, "hours")
    assert ("Penyelesaian, permintaan informasi", 5, "working_days") in said
    assert form.laws() == ["Penyelesaian paling lama 60 hari kalender (UU 25/2009 Pasal 50 ayat (1))"]
    assert [(line.label, line.number.value()) for line in form.ladder()][-2:] == [
        ("Sekretaris Daerah", 3),
        ("Wali Kota", 5),
    ]


def test_saved_it_is_a_version_with_hours_as_minutes(steering: Client) -> None:
    answer = save(steering, Tanggapan_pertama="8 hours")

    policy = Policy.objects.latest("version")
    target = policy.targets.get(clock_kind="first_answer")
    assert (answer, policy.version, policy.created_by) == (302, 2, koordinator())
    assert (target.amount, target.unit, target.source) == (480, "working_minutes", "SK Wali Kota 20/2026")


def test_the_example_is_counted_by_the_engine(steering: Client) -> None:
    facts = filled(steering, Tanggapan_pertama="8 hours") | {"from_date": "2026-11-25"}

    text = steering.post(EDIT, facts, headers={"HX-Request": "true"}).content.decode()

    # Friday has half an hour left at 16.00; the other seven and a half are Monday's.
    said = ["Contoh: masuk Jumat, 27 Nov 16.00", "Tanggapan pertama: Senin, 30 November 2026 pukul 16.00 WITA"]
    assert [text.count(sentence) for sentence in said] == [1, 1]


def test_the_example_does_not_wait_for_the_decree(steering: Client) -> None:
    facts = filled(steering) | {"source": ""}

    assert steering.post(EDIT, facts, headers={"HX-Request": "true"}).content.count(b"Contoh: masuk") == 1


def test_while_it_is_written_the_example_alone_is_fetched(steering: Client) -> None:
    facts = filled(steering)

    answer = steering.post(EDIT, facts, headers={"HX-Request": "true"})

    assert (answer.content.count(b"<form"), answer.content.count(b"Contoh: masuk")) == (0, 1)
    assert Policy.objects.count() == 1


def test_a_look_shows_what_changes_and_what_it_would_have_meant(steering: Client) -> None:
    complaint = make_complaint(at=now() - timedelta(days=60))

    context = steering.post(
        EDIT, {**filled(steering, Tanggapan_pertama="1 working_days"), "langkah": "periksa"}
    ).context

    assert [(change["label"], change["before"], change["after"]) for change in context["changes"]] == [
        ("Tanggapan pertama", "5 hari kerja", "1 hari kerja")
    ]
    rows = {row.kind.value: (row.total, row.changed) for row in context["comparisons"]}
    assert (rows["first_answer"], rows["resolve"][1]) == ((1, 1), 0)
    assert (Policy.objects.count(), context["kept"], complaint.status) == (1, 1, complaint.status)


def test_what_it_would_have_meant_is_asked_of_its_own_scope_alone(steering: Client, roads: Category) -> None:
    path = f"{EDIT}?kategori={roads.pk}"
    other = f"{EDIT}?kategori={Category.objects.exclude(pk=roads.pk).earliest('pk').pk}"
    Complaint.objects.update(created_at=now() - timedelta(days=60))

    counted = [
        len(steering.post(address, {**filled(steering, address), "langkah": "periksa"}).context["comparisons"])
        for address in (path, other)
    ]

    assert (counted[0] > 0, counted[1]) == (True, 0)


def test_a_special_promise_holds_for_its_category(steering: Client, roads: Category) -> None:
    save(steering, f"{EDIT}?kategori={roads.pk}", Tanggapan_pertama="2 working_days")

    complaint = make_complaint(phone="+6281200000002", at=now())

    clock = SlaClock.objects.get(complaint=complaint, kind="first_answer")
    assert (complaint.category, clock.policy.name) == (roads, f"Janji layanan {roads.name}")


def test_a_tie_is_refused_with_a_sentence(steering: Client, roads: Category) -> None:
    save(steering, f"{EDIT}?kategori={roads.pk}", Tanggapan_pertama="2 working_days")
    path = f"{EDIT}?kanal=web"

    answer = steering.post(path, {**filled(steering, path, Tanggapan_pertama="3 working_days"), "langkah": "terapkan"})

    sentence = (
        f"Janji ini sama khususnya dengan “Janji layanan {roads.name}”: satu aduan dapat terkena keduanya. "
        "Buat dulu janji untuk gabungan keduanya."
    )
    assert (answer.status_code, answer.context["form"].non_field_errors()) == (422, [sentence])


@pytest.mark.parametrize("number", ["0", "", "banyak", "1000"])
def test_a_number_that_is_none_is_refused(steering: Client, number: str) -> None:
    facts = filled(steering)
    name = next(iter(steering.get(EDIT).context["form"].lines())).number.name

    answer = steering.post(EDIT, {**facts, name: number, "langkah": "terapkan"})

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [name])


@pytest.mark.parametrize("query", ["kategori=999999", "kanal=pos", "opd=x"])
def test_a_scope_that_there_is_not_is_no_page(steering: Client, query: str) -> None:
    assert steering.get(f"{EDIT}?{query}").status_code == 404


def test_a_special_promise_can_be_withdrawn(steering: Client, roads: Category) -> None:
    query = f"?kategori={roads.pk}"
    save(steering, f"{EDIT}{query}", Tanggapan_pertama="2 working_days")
    facts = {"source": "SK 21/2026", "from_date": str(now().astimezone(WITA).date())}

    steering.post(f"{PAGE}cabut/{query}", facts)

    assert [row["policy"].name for row in steering.get(PAGE).context["rows"]] == ["Janji layanan"]


def test_a_level_that_is_left_empty_is_no_longer_told_and_one_may_come_back(steering: Client) -> None:
    facts = {**filled(steering), "langkah": "terapkan"}

    ladders = []
    for number in ("", "2"):
        steering.post(EDIT, {**facts, "r_sekda": number})
        rules = Policy.objects.latest("version").rules
        ladders.append(list(rules.values_list("level", "percent", "after_days"))[-2:])

    wali_kota = ("wali_kota", None, 5)
    assert ladders == [[("koordinator", None, 1), wali_kota], [("sekda", None, 2), wali_kota]]
    assert [change["after"] for change in steering.get(f"{PAGE}riwayat/").context["rows"][1]["changes"]] == [
        "tidak diberi tahu"
    ]


def test_the_coordinator_stays_on_every_ladder(steering: Client) -> None:
    answer = steering.post(EDIT, {**filled(steering), "r_koordinator": "", "langkah": "terapkan"})

    sentence = "Koordinator harus tetap diberi tahu bila tenggat lewat."
    assert (answer.status_code, answer.context["form"].non_field_errors()) == (422, [sentence])


def test_what_the_house_asks_of_itself_is_said_for_the_city_alone(steering: Client, roads: Category) -> None:
    forms = [steering.get(path).context["form"] for path in (EDIT, f"{EDIT}?kategori={roads.pk}")]

    labels = [{line.label for line in form.lines()} for form in forms]
    assert labels[0] - labels[1] == {"Keputusan sanggahan", "Pembacaan kedua"}


def test_the_list_says_of_every_clock_when_it_starts_and_who_stops_it(steering: Client) -> None:
    clocks = steering.get(PAGE).context["clocks"]

    assert {clock.kind for clock in clocks} == set(ClockKind)
    assert all(clock.starts and clock.stops and clock.stopped_by for clock in clocks)


def test_the_history_says_what_each_version_changed(steering: Client, roads: Category) -> None:
    save(steering, Tanggapan_pertama="4 working_days")
    save(steering, f"{EDIT}?kategori={roads.pk}", Tanggapan_pertama="2 working_days")

    rows = steering.get(f"{PAGE}riwayat/").context["rows"]

    changes = [[(change["before"], change["after"]) for change in row["changes"]] for row in rows]
    assert changes == [[("4 hari kerja", "2 hari kerja")], [("5 hari kerja", "4 hari kerja")], []]


def test_a_person_who_sets_the_category_may_lengthen_and_the_citizen_is_told(steering: Client, roads: Category) -> None:
    other = Category.objects.exclude(pk=roads.pk).earliest("pk")
    save(steering, f"{EDIT}?kategori={other.pk}", Tanggapan_pertama="3 working_days")
    save(steering, **{RESOLVE: "10 working_days"})
    complaint = make_complaint(phone="+6281200000003", at=now())

    set_category(complaint=complaint, category=other, user=koordinator(), now=now())

    clock = SlaClock.objects.get(complaint=complaint, kind="resolve")
    told = Reply.objects.get(complaint=complaint, text__contains="Janji baru").text
    assert clock.policy.name == f"Janji layanan {other.name}"
    assert told.splitlines()[1:3] == [
        f"Janji baru: selesai paling lambat {full_date(clock.due_at)}.",
        f"Alasan: aduan ini termasuk {other.name}, yang mempunyai janji layanan sendiri.",
    ]


def test_a_guessed_category_lengthens_nothing(steering: Client, roads: Category) -> None:
    save(steering, f"{EDIT}?kategori={roads.pk}", Tanda_terima="3 hours")
    save(steering, **{RESOLVE: "10 working_days"})

    complaint = make_complaint(phone="+6281200000003", at=now())

    clocks = SlaClock.objects.filter(complaint=complaint, kind__in=["acknowledge", "resolve"]).order_by("kind")
    names = [clock.policy.name for clock in clocks]
    assert (complaint.category, names) == (roads, [f"Janji layanan {roads.name}", "Janji layanan"])
