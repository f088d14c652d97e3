"""What admins and coordinators fill in about the promises; the services decide whether it may be done."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from opd.models import Category, Opd
from sla.clock_facts import HOUSE_KINDS
from sla.models import ClockKind, Level, Unit
from sla.models.clock import rank_of
from sla.policies import CITY, Scope
from sla.policy_words import target_words
from sla.terms import CALENDAR_DAYS, WORKING_MINUTES, Rule, Target, Terms

from ..channel_names import channel_choices
from ..workflow import KIND_LABELS

CITY_NAME = "Janji layanan"
HOURS = "hours"
WARNED = (Level.PETUGAS, Level.KEPALA_BIDANG)  # told before the due time
UNITS = [(HOURS, "jam kerja"), (WORKING_MINUTES, "menit kerja"), (Unit.WORKING_DAYS.value, "hari kerja")]
NUMBER = {
    "required": "Isi angkanya.",
    "invalid": "Isi dengan angka bulat.",
    "min_value": "Angka ini terlalu kecil.",
    "max_value": "Angka ini terlalu besar.",
}
DATE = {"required": "Pilih tanggal.", "invalid": "Tanggal ini tidak dapat dibaca."}


class ScopeForm(forms.Form):
    """What a promise is for. The address carries it, so that the editor of a scope is a page of its own."""

    kategori = forms.ModelChoiceField(
        Category.objects.filter(is_active=True), label="Kategori", empty_label="Semua kategori", required=False
    )
    kanal = forms.ChoiceField(label="Kanal", required=False)
    opd = forms.ModelChoiceField(
        Opd.objects.filter(is_active=True), label="OPD", empty_label="Semua OPD", required=False
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["kanal"] = forms.ChoiceField(
            label="Kanal", choices=[("", "Semua kanal"), *channel_choices()], required=False
        )

    def scope(self) -> Scope:
        """The scope that was chosen."""
        facts = self.cleaned_data
        category, opd = facts["kategori"], facts["opd"]
        return Scope(category and category.pk, facts["kanal"], opd and opd.pk)

    def name(self) -> str:
        """What a promise of this scope is called."""
        facts = self.cleaned_data
        parts = [facts["kategori"], dict(channel_choices()).get(facts["kanal"]), facts["opd"]]
        words = " · ".join(str(part) for part in parts if part)
        return f"Janji layanan {words}" if self.scope() != CITY else CITY_NAME


@dataclass(frozen=True)
class Line:
    """One number of the sentence: what it is about, and its fields. `about` stands behind them."""

    label: str
    number: BoundField
    unit: BoundField | None
    about: str


class GroundsForm(forms.Form):
    """By which decree and from when."""

    source = forms.CharField(
        label="Dasar",
        max_length=200,
        help_text="Peraturan atau keputusan yang mendasari janji ini, beserta nomornya.",
        error_messages={"required": "Tuliskan dasar hukum atau keputusan janji ini."},
    )
    from_date = forms.DateField(
        label="Berlaku untuk aduan baru mulai",
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages=DATE,
    )


class PromiseForm(GroundsForm):
    """The sentence of numbers, made from what stands. The law's calendar days are not among them, and what
    the house asks of itself is said for the whole city alone."""

    def __init__(self, data: Any = None, *, terms: Terms, today: date, is_city: bool = True) -> None:
        super().__init__(data, initial={"from_date": today})
        self.stands, self.is_city = terms, is_city
        for position, target in self._editable():
            amount, unit = _shown(target)
            self.fields[f"n{position}"] = _number(amount, _label(target), low=1)
            self.fields[f"u{position}"] = forms.ChoiceField(
                choices=UNITS, initial=unit, widget=forms.Select({"aria-label": f"{_label(target)}, satuan"})
            )
        stands = {rule.level: _rule_number(rule) for rule in terms.rules}
        for level in Level:
            field = _number(stands.get(level), f"Eskalasi ke {level.label}", low=0)
            field.required = False
            self.fields[f"r_{level.value}"] = field

    def lines(self) -> Iterator[Line]:
        """The promises, one line each."""
        for position, target in self._editable():
            yield Line(_label(target), self[f"n{position}"], self[f"u{position}"], "")

    def laws(self) -> list[str]:
        """What binds beside the numbers and is not changed here."""
        fixed = [target for target in self.stands.targets if target.unit == CALENDAR_DAYS]
        return [f"{_label(target)} paling lama {target_words(target)} ({target.source})" for target in fixed]

    def ladder(self) -> Iterator[Line]:
        """Who is told when, one line each."""
        for level in Level:
            about = "% waktunya habis" if self._is_early(level) else "hari kerja sesudah lewat (0: saat lewat)"
            yield Line(str(level.label), self[f"r_{level.value}"], None, about)

    def terms(self) -> Terms:
        """What stands, with the numbers that were filled in."""
        facts, targets = self.cleaned_data, list(self.stands.targets)
        for position, target in self._editable():
            amount, unit = facts[f"n{position}"], facts[f"u{position}"]
            kept = (amount * 60, WORKING_MINUTES) if unit == HOURS else (amount, unit)
            targets[position] = replace(target, amount=kept[0], unit=kept[1])
        wanted = ((level, facts.get(f"r_{level.value}")) for level in Level)
        rules = [self._rule(level, number) for level, number in wanted if number is not None]
        return Terms(tuple(targets), tuple(rules))

    def _rule(self, level: Level, number: int) -> Rule:
        is_early = self._is_early(level)
        return Rule(level.value, rank_of(level), number if is_early else None, None if is_early else number)

    def _is_early(self, level: Level) -> bool:
        """Whether the level is told before the due time; one that the policy does not name, as shipped."""
        stands = {rule.level: rule.percent is not None for rule in self.stands.rules}
        return stands.get(level, level in WARNED)

    def _editable(self) -> list[tuple[int, Target]]:
        numbered = enumerate(self.stands.targets)
        counted = [(position, target) for position, target in numbered if target.unit != CALENDAR_DAYS]
        return [each for each in counted if self.is_city or each[1].clock_kind not in HOUSE_KINDS]


def _label(target: Target) -> str:
    kind = KIND_LABELS[target.complaint_kind].lower() if target.complaint_kind else ""
    aim = "sasaran internal" if target.is_internal else ""
    return ", ".join(part for part in (str(ClockKind(target.clock_kind).label), kind, aim) if part)


def _shown(target: Target) -> tuple[int, str]:
    """The amount and unit as people say it."""
    if target.unit == WORKING_MINUTES and target.amount % 60 == 0:
        return target.amount // 60, HOURS
    return target.amount, target.unit


def _number(amount: int | None, label: str, *, low: int) -> forms.IntegerField:
    widget = forms.NumberInput({"aria-label": label, "inputmode": "numeric"})
    return forms.IntegerField(
        min_value=low, max_value=999, initial=amount, widget=widget, error_messages=NUMBER, label=label
    )


def _rule_number(rule: Rule) -> int:
    return (rule.percent if rule.percent is not None else rule.after_days) or 0
