"""Pengaturan, Rute: who reads and who chooses, and what the page says."""

from datetime import timedelta

import pytest
from django.test import Client

from bontang_pengaduan.lib.clock import now
from opd.models import RoutingModelChoice, RoutingTraining, User
from opd.routing.classifier import load_model, pack
from tests.cast import admin, koordinator, petugas_pupr, pimpinan
from tests.opd.routing_kit import label

pytestmark = pytest.mark.usefixtures("reference_data")

PAGE = "/pengaturan/rute/"


@pytest.fixture
def admins(client: Client) -> Client:
    client.force_login(admin())
    return client


def make_training(outcome: str = "promoted", **facts: object) -> RoutingTraining:
    content = pack(load_model()) if outcome == "promoted" else None
    values = {"version": "abc", "label_count": 90, "content": content, **facts}
    return RoutingTraining.objects.create(started_at=now(), outcome=outcome, **values)


def content(client: Client) -> str:
    return client.get(PAGE).content.decode()


def test_only_those_who_steer_the_city_look_in(client: Client) -> None:
    answers = []
    for user in (petugas_pupr(), pimpinan(), koordinator(), admin()):
        client.force_login(user)
        answers.append(client.get(PAGE).status_code)

    assert answers == [403, 403, 200, 200]


def test_a_fresh_city_has_the_shipped_model_and_says_when_it_will_learn(admins: Client) -> None:
    page = content(admins)

    assert page.count(f"Model bawaan {load_model().version}. 0 koreksi, 0 penolakan OPD, 0 pembenaran.") == 1
    assert page.count("Belum ada pelatihan. Model dilatih tiap malam pukul 02.30") == 1
    assert (page.count("Belum ada koreksi."), page.count("Kembali ke model bawaan")) == (1, 0)


def test_trainings_with_their_result_and_the_pairs_people_correct(admins: Client) -> None:
    used = make_training(note="Benar 30 dari 30 kasus uji, sebelumnya 0.")
    make_training("refused", note="Tidak dipakai: DLH turun (9 menjadi 1 dari 20).")
    RoutingModelChoice.objects.create(training=used, chosen_at=now())
    for case, code in (("1", "PUPRK"), ("2", "PUPRK"), ("3", "KELURAHAN")):
        label(case, "teks", code, user=admin(), at=now() - timedelta(days=1), guess="NONE")

    page = admins.get(PAGE)

    text = page.content.decode()
    assert [training.outcome for training in page.context["trainings"]] == ["refused", "promoted"]
    assert text.count("Sedang dipakai") == 1
    assert text.count("Tidak dipakai: DLH turun (9 menjadi 1 dari 20).") == 1
    assert page.context["confusions"] == [
        {"guess": "Bukan aduan", "code": "PUPRK", "count": 2},
        {"guess": "Bukan aduan", "code": "Kelurahan setempat", "count": 1},
    ]


def test_an_admin_goes_back_and_forth_with_one_press_each(admins: Client) -> None:
    first, second = make_training(), make_training()
    RoutingModelChoice.objects.create(training=second, chosen_at=now())

    forth = admins.post(f"{PAGE}{first.pk}/pakai/", follow=True)
    back = admins.post(f"{PAGE}0/pakai/", follow=True)

    said = [str(message) for page in (forth, back) for message in page.context["messages"]]
    assert said == ["Model abc dipakai mulai aduan berikutnya.", "Model bawaan dipakai mulai aduan berikutnya."]
    assert list(RoutingModelChoice.objects.values_list("training", "chosen_by")) == [
        (second.pk, None),
        (first.pk, admin().pk),
        (None, admin().pk),
    ]


@pytest.mark.parametrize("person", [koordinator, petugas_pupr])
def test_nobody_else_chooses(client: Client, person: object) -> None:
    assert callable(person)
    user: User = person()
    client.force_login(user)
    training = make_training()

    page = client.post(f"{PAGE}{training.pk}/pakai/", follow=True)

    assert RoutingModelChoice.objects.count() == 0
    if page.status_code == 200:
        assert [str(message) for message in page.context["messages"]] == [
            "Hanya admin yang dapat mengganti model rute."
        ]
        assert page.content.decode().count("Pakai<") == 0


def test_the_rules_stand_there_with_their_state(admins: Client) -> None:
    rules = [(rule.name, rule.is_on) for rule in admins.get(PAGE).context["rules"]]

    assert rules[0] == ("hanya sapaan", True)
    assert rules[-1] == ("dugaan pungutan oleh pegawai", False)
    assert (content(admins).count(">Aktif<"), content(admins).count(">Uji coba<")) == (4, 1)


def test_each_unit_has_its_threshold_with_what_it_buys(admins: Client) -> None:
    levels = {level["name"]: level for level in admins.get(PAGE).context["thresholds"]}

    measured = load_model().calibration.thresholds
    assert levels["DLH"]["precision"] == round(100 * measured["DLH"].precision)
    assert levels["DLH"]["rows"] == measured["DLH"].rows
    assert levels["Bag. Adbang"]["needed"] == "Selalu diverifikasi"
    assert levels["Kelurahan setempat"]["needed"] == f"{100 * measured['KELURAHAN'].score:.1f}%".replace(".", ",")
    assert [name for name in levels if "PLN" in name or name == "Bukan aduan"] == []


@pytest.mark.parametrize("kept", [1, 3])
def test_the_page_takes_the_same_queries_for_any_length(
    admins: Client, django_assert_num_queries: pytest.FixtureRequest, kept: int
) -> None:
    for place in range(kept):
        make_training()
        label(str(place), "teks", "PUPRK", user=admin(), at=now(), guess="DLH")
    admins.get(PAGE)

    # Session, user with roles; choice twice, trainings, labels, confusions; the rail.
    with django_assert_num_queries(8):  # type: ignore[operator]
        admins.get(PAGE)
