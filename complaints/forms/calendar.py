"""What admins and coordinators fill in to change the working calendar; the services decide whether it may be done."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from opd.models import Category, Opd
from sla.drafts import DayOff, Draft, WorkDay, shift_of
from sla.models import Holiday
from sla.office_words import DAYS
from sla.working_time import Block, Season

KINDS = [(kind.value, kind.label) for kind in (Holiday.Kind.LOCAL, Holiday.Kind.PUBLIC, Holiday.Kind.GOVERNMENT)]
DATE = {"required": "Pilih tanggal.", "invalid": "Tanggal ini tidak dapat dibaca."}
TIME = {"required": "Isi jam.", "invalid": "Jam ini tidak dapat dibaca."}
FRIDAY = 4
WORKED = [(weekday, DAYS[weekday]) for weekday in range(FRIDAY + 1)]
RAMADAN = {
    "opens": "08:00",
    "rests": "12:00",
    "returns": "12:30",
    "closes": "15:00",
    "friday_rests": "11:30",
    "friday_returns": "12:30",
    "friday_closes": "15:30",
}


class GroundsForm(forms.Form):
    """Why the calendar changes and by which document: asked with every change."""

    reason = forms.CharField(
        label="Alasan", max_length=200, error_messages={"required": "Tuliskan alasan perubahan kalender."}
    )
    document = forms.CharField(
        label="Nomor dokumen",
        max_length=200,
        help_text="Keputusan atau surat edaran yang mendasarinya, beserta nomornya.",
        error_messages={"required": "Tuliskan nomor dokumen yang mendasari perubahan ini."},
    )


class DayForm(GroundsForm):
    """A day off."""

    day = forms.DateField(label="Tanggal", widget=forms.DateInput({"type": "date"}), error_messages=DATE)
    name = forms.CharField(
        label="Nama hari libur", max_length=120, error_messages={"required": "Tuliskan nama hari libur."}
    )
    kind = forms.ChoiceField(label="Jenis", choices=KINDS)
    field_order = ("day", "name", "kind", "reason", "document")

    def draft(self) -> Draft:
        """What was filled in, as a change of the calendar."""
        facts = self.cleaned_data
        return Draft(added=(DayOff(facts["day"], facts["kind"], facts["name"]),))


class WorkDayForm(GroundsForm):
    """A Saturday or Sunday that is worked."""

    day = forms.DateField(label="Tanggal", widget=forms.DateInput({"type": "date"}), error_messages=DATE)
    name = forms.CharField(
        label="Keterangan", max_length=120, error_messages={"required": "Tuliskan mengapa hari ini hari kerja."}
    )
    works_like = forms.TypedChoiceField(label="Memakai jam kerja hari", choices=WORKED, coerce=int)
    field_order = ("day", "name", "works_like", "reason", "document")

    def draft(self) -> Draft:
        """What was filled in, as a change of the calendar."""
        facts = self.cleaned_data
        return Draft(work_added=(WorkDay(facts["day"], facts["name"], facts["works_like"]),))


class ShiftForm(GroundsForm):
    """A unit, or a part of it, that works around the clock from now on."""

    opd = forms.ModelChoiceField(
        Opd.objects.filter(is_active=True), label="OPD", error_messages={"required": "Pilih OPD."}
    )
    category = forms.ModelChoiceField(
        Category.objects.filter(is_active=True),
        label="Hanya untuk kategori",
        required=False,
        empty_label="Semua aduan OPD itu",
        help_text="Bila hanya satu bagian OPD yang bekerja 24 jam, misalnya IGD di rumah sakit.",
    )
    field_order = ("opd", "category", "reason", "document")

    def draft(self) -> Draft:
        """What was filled in, as a change of the calendar."""
        return Draft(shifts_added=(shift_of(self.cleaned_data["opd"], self.cleaned_data["category"]),))


def _time(label: str) -> forms.TimeField:
    return forms.TimeField(label=label, widget=forms.TimeInput({"type": "time"}, format="%H:%M"), error_messages=TIME)


class SeasonForm(GroundsForm):
    """Other office hours between two dates: Ramadan."""

    name = forms.CharField(label="Nama", max_length=40, error_messages={"required": "Tuliskan namanya."})
    from_date = forms.DateField(label="Mulai", widget=forms.DateInput({"type": "date"}), error_messages=DATE)
    to_date = forms.DateField(
        label="Sampai, termasuk hari itu", widget=forms.DateInput({"type": "date"}), error_messages=DATE
    )
    opens = _time("Senin-Jumat, buka")
    rests = _time("Senin-Kamis, mulai istirahat")
    returns = _time("Senin-Kamis, selesai istirahat")
    closes = _time("Senin-Kamis, tutup")
    friday_rests = _time("Jumat, mulai istirahat")
    friday_returns = _time("Jumat, selesai istirahat")
    friday_closes = _time("Jumat, tutup")
    field_order = ("name", "from_date", "to_date", *RAMADAN, "reason", "document")

    def __init__(self, data: Any = None, *, year: int) -> None:
        super().__init__(data, initial={"name": f"Ramadan {year}", **RAMADAN})

    def clean(self) -> dict[str, Any]:
        """Hours must follow each other, or no day could be laid out."""
        facts: dict[str, Any] = super().clean() or self.cleaned_data
        for names in (("opens", "rests", "returns", "closes"), ("opens", *[name for name in RAMADAN if "_" in name])):
            hours = [facts[name] for name in names if facts.get(name)]
            if hours != sorted(set(hours)):
                self.add_error(names[-1], "Jam harus berurutan dari buka sampai tutup.")
        return facts

    def draft(self) -> Draft:
        """What was filled in, as a change of the calendar."""
        facts = self.cleaned_data
        blocks = {weekday: _blocks(facts, ("opens", "rests", "returns", "closes")) for weekday in range(FRIDAY)}
        blocks[FRIDAY] = _blocks(facts, ("opens", "friday_rests", "friday_returns", "friday_closes"))
        dates: tuple[date, date] = (facts["from_date"], facts["to_date"])
        return Draft(season=Season(facts["name"], blocks, *dates))


def _blocks(facts: dict[str, Any], names: Sequence[str]) -> tuple[Block, ...]:
    opens, rests, returns, closes = (facts[name] for name in names)
    return Block(opens, rests), Block(returns, closes)
