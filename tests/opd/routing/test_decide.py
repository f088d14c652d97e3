"""The decision: subject, territory, roads of other authorities, danger, and rules that fail."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from opd.routing.classifier import load_model
from opd.routing.decide import decide, find_kelurahan, nearest_kelurahan
from opd.routing.normalise import normalise
from opd.routing.rules import Rule, rules_in_force

NOW = datetime(2026, 3, 2, 2, tzinfo=UTC)
LOK_TUAN = "64.74.01.1003"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("tolong lampu jalan di depan gang padam sudah tiga malam", "DISHUB"),
        ("Sampah numpuk gak diangkut2 min, baunya ampun", "DLH"),
        ("air pdam tidak ngalir dari tadi malam", "PERUMDA-TT"),
        ("got mampet, tiap hujan air meluap", "PUPRK"),
        ("e-KTP saya belum selesai dicetak", "DISDUKCAPIL"),
        ("ada ular besar di dapur, minta dievakuasi", "DAMKAR"),
        ("jargas di rumah kami mati", "PT-BME"),
    ],
)
def test_plain_matters_reach_their_unit(text: str, code: str) -> None:
    decision = decide(text, None, NOW)

    assert (decision.outcome, decision.code, decision.refer_to) == ("unit", code, None)


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("token listrik saya tidak bisa diisi", "REF-PLN"),
        ("perpanjang STNK di samsat syaratnya apa", "REF-SAMSAT"),
        ("SKCK bisa dibuat hari sabtu?", "REF-POLRES"),
    ],
)
def test_matters_of_other_bodies_are_referred(text: str, body: str) -> None:
    decision = decide(text, None, NOW)

    assert (decision.outcome, decision.code, decision.refer_to) == ("refer", None, body)


@pytest.mark.parametrize(
    "text", ["", "  ", "🙏🙏", "Assalamualaikum wr wb, selamat pagi pak", "halooo min", "terima kasih"]
)
def test_courtesy_and_empty_texts_are_no_complaint(text: str) -> None:
    decision = decide(text, None, NOW)

    assert (decision.outcome, decision.code, decision.reason) == (
        "none",
        None,
        "Isinya hanya sapaan, ucapan, atau kosong",
    )


def test_a_matter_beside_courtesy_is_a_complaint() -> None:
    assert decide("selamat pagi min, jalan berlubang", None, NOW).outcome == "unit"


def test_advertising_is_no_complaint() -> None:
    decision = decide("Promo diskon besar, klik link ini sekarang", None, NOW)

    assert (decision.outcome, decision.reason) == ("none", "Tampaknya iklan atau penipuan, bukan aduan")


def test_works_with_no_location() -> None:
    decision = decide("pak lurah tidak pernah ada di kantor", None, NOW)

    assert (decision.outcome, decision.code) == ("unit", None)
    assert decision.top[0][0] == "KELURAHAN"


@pytest.mark.parametrize("place", [LOK_TUAN, "KEL-LT"])
def test_a_matter_of_a_kelurahan_goes_to_the_office_of_the_place(place: str) -> None:
    assert decide("pak lurah tidak pernah ada di kantor", place, NOW).code == "KEL-LT"


def test_a_matter_of_a_kecamatan_goes_to_the_office_above_the_place() -> None:
    assert decide("surat di kantor camat lambat sekali", LOK_TUAN, NOW).code == "KEC-BU"


def test_a_place_named_in_the_text_decides_the_office() -> None:
    assert decide("pegawai kelurahan Telihan tidak ramah", None, NOW).code == "KEL-TEL"


def test_an_unknown_place_does_no_harm() -> None:
    assert decide("lampu jalan padam", "KEL-TIDAK-ADA", NOW).code == "DISHUB"


def test_the_place_never_changes_the_subject() -> None:
    without, within = decide("lampu jalan padam", None, NOW), decide("lampu jalan padam satimpo", None, NOW)

    assert within == without


@pytest.mark.parametrize(
    ("road", "body", "label"),
    [
        ("MT Haryono", "REF-BBPJN", "jalan nasional (BBPJN Kaltim)"),
        ("M. Roem", "REF-PUPRPROV", "jalan provinsi (Pemprov Kaltim)"),
    ],
)
def test_a_road_of_another_authority_stays_with_puprk_and_says_so(road: str, body: str, label: str) -> None:
    decision = decide(f"aspal rusak berlubang di jl {road}", None, NOW)

    assert (decision.outcome, decision.code, decision.refer_to) == ("unit", "PUPRK", body)
    assert decision.reason.endswith(f"Kewenangan {label}, koordinasi oleh PUPRK")


def test_a_lamp_on_a_national_road_stays_with_dishub() -> None:
    decision = decide("lampu jalan padam di jalan MT Haryono", None, NOW)

    assert (decision.code, decision.refer_to) == ("DISHUB", None)


@pytest.mark.parametrize(
    ("text", "danger"),
    [
        ("kebakaran di pasar tolong cepat", True),
        ("kabel listrik putus di jalan", True),
        ("lampu jalan padam", False),
    ],
)
def test_danger_to_life_is_marked(text: str, danger: bool) -> None:
    assert decide(text, None, NOW).danger is danger


def test_the_reason_names_the_words_and_the_unit() -> None:
    assert decide("lampu jalan padam", None, NOW).reason == "'lampu' dan 'lampu jalan' biasanya ditangani Dishub"


def test_three_suggestions_best_first_with_the_models_version() -> None:
    decision = decide("lampu jalan padam", None, NOW)

    assert len(decision.top) == 3
    assert decision.top[0][1] > decision.top[1][1] > decision.top[2][1]
    assert decision.top[0] == (decision.code, decision.score)
    assert len(decision.model_version) == 12


def test_a_rule_that_fails_is_named_the_decision_stands_and_a_person_has_to_look() -> None:
    broken = Rule("rusak", {"words": ["("]}, {"danger": True})

    decision = decide("kebakaran rumah", None, NOW, rules=(broken, *rules_in_force()))

    assert (decision.outcome, decision.code, decision.danger) == ("unit", "DAMKAR", True)
    assert decision.reason.endswith(". Aturan “rusak” gagal dijalankan")
    assert (decision.is_held, decision.is_sure(0.0)) == (True, False)


@pytest.mark.parametrize(
    ("score", "threshold", "floor", "is_sure"),
    [(0.85, 0.0, 0.8, True), (0.85, 0.9, 0.8, False), (0.85, 0.0, 0.9, False), (0.9, 0.9, 0.8, True)],
    ids=["above the floor", "below its own threshold", "below the floor", "at its threshold"],
)
def test_sure_is_what_passes_the_floor_and_the_units_own_threshold(
    score: float, threshold: float, floor: float, is_sure: bool
) -> None:
    decision = replace(decide("lampu jalan padam", None, NOW), score=score, threshold=threshold)

    assert decision.is_sure(floor) is is_sure


def test_the_longer_a_text_the_more_it_takes_to_be_no_complaint() -> None:
    model = load_model()
    strict = replace(model, calibration=replace(model.calibration, none_from=0.0, none_per_word=1.0))
    praise = "terima kasih banyak kerjanya cepat semoga sehat selalu"
    letter = f"{praise} {praise}"

    short, long = (decide(text, None, NOW, model=strict, rules=()) for text in (praise, letter))

    assert [model.probabilities(normalise(text))[0][0] for text in (praise, letter)] == ["NONE", "NONE"]
    assert (short.outcome, long.outcome) == ("none", "unit")
    assert [code for code, _ in long.top if code == "NONE"] == []


def test_another_model_decides_where_it_is_given() -> None:
    model = load_model()
    turned = replace(model, codes=tuple(reversed(model.codes)), version="terbalik")

    decision = decide("lampu jalan padam", None, NOW, model=turned)

    assert decision.model_version == "terbalik"
    assert decision.top[0][0] == model.codes[-1 - model.codes.index("DISHUB")]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("banjir di Tanjung Laut Indah", "64.74.02.1006"),
        ("banjir di tanjung laut", "64.74.02.1001"),
        ("parit mampet gn. telihan", "64.74.03.1002"),
        ("jl pupuk raya gelap, eh Jalan Pupuk Raya", LOK_TUAN),
        ("lampu jalan padam", None),
        ("belakang satimpoan", None),
    ],
)
def test_the_longest_place_name_gives_the_kelurahan(text: str, code: str | None) -> None:
    assert find_kelurahan(text) == code


@pytest.mark.parametrize(
    ("lat", "lon", "code"),
    [
        (0.1705, 117.4781, LOK_TUAN),
        (0.0761, 117.4545, "64.74.02.1005"),
        (0.30, 117.48, "64.74.01.1004"),
        (-0.50, 117.15, None),
    ],
    ids=["at the office", "at another office", "north of the city", "Samarinda"],
)
def test_a_pin_gives_the_nearest_kelurahan_within_25_km(lat: float, lon: float, code: str | None) -> None:
    assert nearest_kelurahan(lat, lon) == code
