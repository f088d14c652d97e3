"""Reference data: whole, idempotent, and a bad file changes nothing."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from opd.loading import OPD_FILE, load_categories, load_opd, load_wilayah
from opd.models import Category, ExternalBody, Kecamatan, Kelurahan, Opd, SubUnit
from opd.records import DataFileError

pytestmark = pytest.mark.django_db

UNIT = """units:
  - code: {code}
    name: Dinas Contoh
    short_name: Contoh
    kind: dinas
    parent: ""
    duties: Urusan contoh
    keywords: [contoh]
    verified: assumed
    source: uji
"""


def written(path: Path, text: str) -> Path:
    file = path / "opd.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def test_the_shipped_files_hold_the_57_units_and_the_whole_city() -> None:
    load_opd()
    load_wilayah()
    load_categories()

    assert Opd.objects.filter(is_active=True).count() == 57
    assert (SubUnit.objects.count(), ExternalBody.objects.count()) == (11, 18)
    assert (Kecamatan.objects.count(), Kelurahan.objects.count()) == (3, 15)
    assert Kelurahan.objects.exclude(opd__kind="kelurahan").count() == 0
    assert Category.objects.get(code="lampu-jalan").opd == Opd.objects.get(code="DISHUB")
    assert set(Opd.objects.values_list("verified", flat=True)) == {"verified", "assumed"}


def test_a_second_load_changes_nothing_and_says_so() -> None:
    load_opd()
    load_wilayah()
    load_categories()

    reports = [str(load_opd()), str(load_wilayah()), str(load_categories())]

    assert reports == [
        "nothing to change (86 rows)",
        "nothing to change (18 rows)",
        "nothing to change (38 rows)",
    ]


def test_a_changed_name_is_taken_over_and_only_that_row() -> None:
    load_opd()
    Opd.objects.filter(code="DLH").update(name="Nama lama")

    report = load_opd()

    assert report.changed == ["DLH"]
    assert Opd.objects.get(code="DLH").name == "Dinas Lingkungan Hidup Kota Bontang"


def test_a_unit_missing_from_the_file_is_deactivated_and_comes_back(tmp_path: Path) -> None:
    load_opd()

    report = load_opd(path=written(tmp_path, UNIT.format(code="PUPRK")))

    assert len(report.deactivated) == 56
    assert list(Opd.objects.filter(is_active=True).values_list("code", flat=True)) == ["PUPRK"]
    load_opd()
    assert Opd.objects.filter(is_active=True).count() == 57


def test_a_category_missing_from_the_file_is_deactivated(tmp_path: Path) -> None:
    load_opd()
    load_categories()

    report = load_categories(path=written(tmp_path, "categories:\n  - {code: sampah, name: Sampah, opd: DLH}\n"))

    assert (len(report.deactivated), report.changed) == (37, ["sampah"])
    assert Category.objects.get(code="pungli").is_active is False


def test_a_part_stands_below_its_whole_category() -> None:
    load_opd()
    load_categories()

    parts = Category.objects.exclude(part_of=None).order_by("code").values_list("code", "part_of__code", "opd__code")

    assert list(parts) == [("call-center-112", "internet", "DISKOMINFO"), ("igd", "rumah-sakit", "RSUD")]


@pytest.mark.parametrize("wider", ["tidak-ada", "sampah", "igd"])
def test_a_part_of_nothing_of_another_unit_or_of_a_part_is_refused(tmp_path: Path, wider: str) -> None:
    load_opd()
    load_categories()
    text = f"categories:\n  - {{code: baru, name: Baru, opd: RSUD, part_of: {wider}}}\n"

    with pytest.raises(DataFileError, match=f"line 2: `part_of` is '{wider}', which is no whole category"):
        load_categories(path=written(tmp_path, text))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("units:\n  - code: A\n    name: [\n", "opd.yaml, line 4: did not find expected node content"),
        ("- a\n", "opd.yaml, line 1: the file must hold a mapping"),
        ("units: []\n", "opd.yaml, line 1: `units` is missing or empty"),
        ("units:\n  - code: A\n", "opd.yaml, line 2: `name` is missing"),
        (UNIT.format(code="A") + UNIT.format(code="A")[7:], "opd.yaml, line 11: `code` 'A' stands already on line 2"),
        (UNIT.format(code="A").replace("assumed", "maybe"), "opd.yaml, line 2: `verified` is 'maybe', not one of "),
        (UNIT.format(code="A").replace('""', "SETDA"), "opd.yaml, line 2: `parent` is 'SETDA', which is no unit or"),
        (UNIT.format(code="A").replace("[contoh]", "contoh"), "opd.yaml, line 2: `keywords` is not a list of texts"),
        (UNIT.format(code="A") + "    kind: badan\n", "opd.yaml, line 11: `kind` is written twice"),
        (UNIT.format(code="x" * 31), "opd.yaml, line 2: `code` has 31 characters, more than 30"),
    ],
    ids=["syntax", "list", "emptied", "missing", "twice", "choice", "parent", "keywords", "key-twice", "too-long"],
)
def test_a_bad_file_is_refused_whole_with_line_and_reason(tmp_path: Path, text: str, message: str) -> None:
    load_opd()

    with pytest.raises(DataFileError) as refusal:
        load_opd(path=written(tmp_path, text))

    assert str(refusal.value).startswith(message)
    assert Opd.objects.filter(is_active=True).count() == 57


def test_an_error_late_in_the_file_takes_back_what_came_before(tmp_path: Path) -> None:
    text = UNIT.format(code="BARU") + "external_bodies:\n  - code: REF-X\n"

    with pytest.raises(DataFileError, match=r"line 12: `name` is missing"):
        load_opd(path=written(tmp_path, text))

    assert Opd.objects.filter(code="BARU").exists() is False


def test_territory_needs_its_units(tmp_path: Path) -> None:
    with pytest.raises(DataFileError, match=r"line 6: `opd` is 'KEC-BU', which is no known unit"):
        load_wilayah()


def test_the_command_refuses_with_exit_code_2(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"opd\.yaml, line 1: `units` is missing or empty") as refusal:
        call_command("load_opd", file=written(tmp_path, "units: []\n"))

    assert refusal.value.returncode == 2


def test_the_command_says_what_it_did() -> None:
    first, second = StringIO(), StringIO()

    call_command("load_opd", file=OPD_FILE, stdout=first)
    call_command("load_opd", file=OPD_FILE, stdout=second)

    assert first.getvalue() == "Units: 86 created, 0 changed, 0 deactivated, 0 unchanged\n"
    assert second.getvalue() == "Units: nothing to change (86 rows)\n"
