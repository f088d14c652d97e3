"""The category of a text: only with a reason, else none."""

import pytest

from opd.routing.categories import Candidate, Choice, choose_category

CANDIDATES = [
    Candidate("jalan-rusak", "PUPRK", ("jalan rusak", "lubang di jalan")),
    Candidate("drainase", "PUPRK", ("parit mampet", "got buntu")),
    Candidate("lampu-jalan", "DISHUB", ("lampu jalan mati", "PJU padam")),
    Candidate("air-bersih", "PERUMDA-TT", ("air mati", "air keruh")),
    Candidate("kelurahan", None, ("kantor lurah",)),
    Candidate("rumah-sakit", "RSUD", ("antrean poli", "IGD")),
    Candidate("igd", "RSUD", ("IGD", "UGD"), part_of="rumah-sakit"),
]


def choose(text: str, unit: str | None = None, *, is_decided: bool = True) -> Choice | None:
    return choose_category(text, unit, CANDIDATES, is_decided=is_decided)


@pytest.mark.parametrize(
    ("text", "unit", "code", "reason"),
    [
        ("Jalan depan rumah rusak parah", "PUPRK", "jalan-rusak", "menyebut “jalan rusak”"),
        ("jln berlubang di Api-Api, motor jatuh", "PUPRK", "jalan-rusak", "menyebut “lubang di jalan”"),
        ("Lampune dalan mati", "DISHUB", "lampu-jalan", "menyebut “lampu jalan mati”"),
        ("kantor lurah tutup siang hari", "KEL-API2", "kelurahan", "menyebut “kantor lurah”"),
        ("keran kecil sekali sejak kemarin", "PERUMDA-TT", "air-bersih", "satu-satunya kategori OPD itu"),
        ("antrean poli, lalu disuruh ke IGD", "RSUD", "igd", "menyebut “IGD”"),  # a part wins over its whole
        ("antrean poli lama sekali", "RSUD", "rumah-sakit", "menyebut “antrean poli”"),
        ("parkirnya sempit", "RSUD", "rumah-sakit", "satu-satunya kategori OPD itu"),  # a part is never meant by chance
    ],
)
def test_chosen_with_its_reason(text: str, unit: str, code: str, reason: str) -> None:
    assert choose(text, unit) == Choice(code, reason)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("Tolong segera ditindaklanjuti", "PUPRK"),  # no word, and the unit has several
        ("Jalan rusak dan parit mampet", "PUPRK"),  # two named alike
        ("meteran air rusak angkanya jalan terus", "PERUMDA-TT"),  # the words contradict the unit
        ("jalan depan toko, minggu lalu ada pesta besar sampai malam lalu pagarnya rusak", "PUPRK"),  # words far apart
        ("jalan provinsi rusak", "REF-PUPRPROV"),  # not the city's
    ],
)
def test_none_where_there_is_no_good_reason(text: str, unit: str) -> None:
    assert choose(text, unit) is None


def test_more_words_of_one_category_decide_between_two() -> None:
    text = "parit mampet dan got buntu, lalu jalan rusak"

    assert choose(text, "PUPRK") == Choice("drainase", "menyebut “parit mampet”")


def test_a_likely_unit_alone_is_no_reason() -> None:
    assert choose("keran kecil sekali", "PERUMDA-TT", is_decided=False) is None
    assert choose("air keruh", "PERUMDA-TT", is_decided=False) == Choice("air-bersih", "menyebut “air keruh”")
