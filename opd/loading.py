"""Brings the reference data of agencies, territory and categories into the state of its data files.

Every service is idempotent and whole: a second run changes nothing, a bad file changes nothing. What is missing from
a file is deactivated where the row can be (units, categories) and left alone where cases may point to it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from django.db import models, transaction

from opd.models import Category, ExternalBody, Kecamatan, Kelurahan, Opd, SubUnit
from opd.records import Record, read_records, refuse_repeats
from opd.reviews import reviewed_codes

DATA = Path(__file__).parent / "data"
OPD_FILE = DATA / "opd.yaml"
WILAYAH_FILE = DATA / "wilayah.yaml"
CATEGORIES_FILE = DATA / "categories.yaml"
Row = TypeVar("Row", bound=models.Model)


@dataclass
class LoadReport:
    """What a load did, by codes."""

    created: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    deactivated: list[str] = field(default_factory=list)
    unchanged: int = 0

    def __str__(self) -> str:
        if not (self.created or self.changed or self.deactivated):
            return f"nothing to change ({self.unchanged} rows)"
        return (
            f"{len(self.created)} created, {len(self.changed)} changed, "
            f"{len(self.deactivated)} deactivated, {self.unchanged} unchanged"
        )


@transaction.atomic
def load_opd(*, path: Path = OPD_FILE) -> LoadReport:
    """Units, their parts and external bodies. A unit missing from the file is deactivated.

    An admin's word that a unit is verified stands against a file that assumes it still.
    Raises DataFileError with file, line and reason; nothing is then changed.
    """
    root = read_records(path)
    units, groups = _listed(root, "units"), root.records("groups")
    refuse_repeats(units, "code")
    parents = {record.text("code") for record in [*units, *groups]}
    report, reviewed = LoadReport(), reviewed_codes()
    for record in units:
        code, values = record.text("code", limit=30), _opd_values(record, parents)
        if code in reviewed:
            values["verified"] = Opd.Verification.VERIFIED
        _bring(Opd, code, values, report)
    _deactivate_missing(Opd.objects.filter(is_active=True), units, report)
    _load_parts(root.records("sub_units"), report)
    _load_bodies(root.records("external_bodies"), report)
    return report


@transaction.atomic
def load_wilayah(*, path: Path = WILAYAH_FILE) -> LoadReport:
    """Kecamatan and kelurahan, each tied to its unit; load_opd comes first. Raises DataFileError."""
    districts = _listed(read_records(path), "kecamatan")
    refuse_repeats(districts, "code")
    refuse_repeats([area for record in districts for area in record.records("kelurahan")], "code")
    report = LoadReport()
    for record in districts:
        values = {"name": record.text("name", limit=60), "opd": _opd(record)}
        kecamatan = _bring(Kecamatan, record.text("code", limit=20), values, report)
        for area in _listed(record, "kelurahan"):
            _bring(Kelurahan, area.text("code", limit=20), _kelurahan_values(area, kecamatan), report)
    return report


@transaction.atomic
def load_categories(*, path: Path = CATEGORIES_FILE) -> LoadReport:
    """Categories, a part after the one that it is part of; load_opd comes first. One missing from the file is
    deactivated. Raises DataFileError."""
    records = _listed(read_records(path), "categories")
    refuse_repeats(records, "code")
    report = LoadReport()
    for record in records:
        values = {
            "name": record.text("name", limit=60),
            "opd": _optional_opd(record),
            "part_of": _wider(record),
            "keywords": record.texts("keywords"),
            "is_active": True,
        }
        _bring(Category, record.text("code", limit=40), values, report)
    _deactivate_missing(Category.objects.filter(is_active=True), records, report)
    return report


def _load_parts(records: list[Record], report: LoadReport) -> None:
    refuse_repeats(records, "code")
    for record in records:
        values = {
            "opd": _opd(record),
            "name": record.text("name", limit=200),
            "keywords": record.texts("keywords"),
            "verified": record.choice("verified", Opd.Verification.values),
        }
        _bring(SubUnit, record.text("code", limit=40), values, report)


def _load_bodies(records: list[Record], report: LoadReport) -> None:
    refuse_repeats(records, "code")
    for record in records:
        values = {
            "name": record.text("name", limit=200),
            "keywords": record.texts("keywords"),
            "note": record.optional_text("note"),
            "next_step": record.text("next_step", limit=300),
            "city_role": record.text("city_role", limit=300),
            "keeper": _optional_opd(record, "keeper"),
        }
        _bring(ExternalBody, record.text("code", limit=40), values, report)


def _opd_values(record: Record, parents: set[str]) -> dict[str, Any]:
    parent = record.optional_text("parent")
    if parent and parent not in parents:
        raise record.wrong(f"`parent` is {parent!r}, which is no unit or group of this file")
    return {
        "name": record.text("name", limit=200),
        "short_name": record.text("short_name", limit=60),
        "kind": record.text("kind", limit=30),
        "parent_code": parent,
        "duties": record.text("duties"),
        "keywords": record.texts("keywords"),
        "verified": record.choice("verified", Opd.Verification.values),
        "source": record.text("source"),
        "is_active": True,
    }


def _kelurahan_values(record: Record, kecamatan: Kecamatan) -> dict[str, Any]:
    return {
        "name": record.text("name", limit=60),
        "kecamatan": kecamatan,
        "opd": _opd(record),
        "aliases": record.texts("aliases", limit=60),
        "landmarks": [landmark.text("name", limit=200) for landmark in record.records("landmarks")],
        "latitude": record.number("latitude", low=-90, high=90),
        "longitude": record.number("longitude", low=-180, high=180),
    }


def _listed(record: Record, key: str) -> list[Record]:
    # An emptied list would deactivate everything: that is a damaged file, not a wish.
    if not (records := record.records(key)):
        raise record.wrong(f"`{key}` is missing or empty")
    return records


def _opd(record: Record, key: str = "opd") -> Opd:
    code = record.text(key)
    try:
        return Opd.objects.get(code=code)
    except Opd.DoesNotExist as error:
        raise record.wrong(f"`{key}` is {code!r}, which is no known unit") from error


def _wider(record: Record) -> Category | None:
    code = record.optional_text("part_of")
    if not code:
        return None
    wider = Category.objects.filter(code=code, opd=_optional_opd(record), part_of=None).first()
    if wider is None:
        raise record.wrong(f"`part_of` is {code!r}, which is no whole category of that unit above this line")
    return wider


def _optional_opd(record: Record, key: str = "opd") -> Opd | None:
    return _opd(record, key) if record.optional_text(key) else None


def _bring(model: type[Row], code: str, values: dict[str, Any], report: LoadReport) -> Row:
    row = model._default_manager.select_for_update().filter(code=code).first()
    if row is None:
        report.created.append(code)
        return model._default_manager.create(code=code, **values)
    different = [name for name, value in values.items() if getattr(row, name) != value]
    if not different:
        report.unchanged += 1
        return row
    for name in different:
        setattr(row, name, values[name])
    row.save(update_fields=different)
    report.changed.append(code)
    return row


def _deactivate_missing(
    active: "models.QuerySet[Opd] | models.QuerySet[Category]", records: Iterable[Record], report: LoadReport
) -> None:
    missing = active.exclude(code__in=[record.text("code") for record in records])
    report.deactivated += sorted(missing.values_list("code", flat=True))
    missing.update(is_active=False)
