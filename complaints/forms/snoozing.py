"""Tunda: until when."""

from datetime import datetime

from django import forms

from ..snoozes import choices_at, opening_of
from .clocks import DayInput


class SnoozeForm(forms.Form):
    """One of the choices, or a day of one's own, which goes before; `until` is the moment that was meant."""

    choice = forms.CharField(required=False, widget=forms.HiddenInput())
    day = forms.DateField(
        label="Tanggal lain",
        required=False,
        widget=DayInput(format="%Y-%m-%d"),
        help_text="Tampil lagi saat kantor buka pada hari itu, atau hari kerja berikutnya.",
        error_messages={"invalid": "Pilih tanggal yang ada."},
    )

    def __init__(self, data: object = None, *, now: datetime) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # a QueryDict or nothing
        self.choices = choices_at(now)
        self.until = now

    def clean(self) -> dict[str, object]:
        """Raises ValidationError when no moment was chosen."""
        facts = super().clean() or {}
        chosen = next((choice for choice in self.choices if choice.code == facts.get("choice")), None)
        if facts.get("day"):
            self.until = opening_of(facts["day"])
        elif chosen:
            self.until = chosen.until
        elif "day" not in self.errors:
            raise forms.ValidationError("Pilih sampai kapan aduan ini ditunda.")
        return facts
