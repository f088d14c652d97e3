"""Tampilan tersimpan: its name, and whether colleagues see it."""

from django import forms
from django.db.models import QuerySet

from opd.models import Opd

from ..services.tagging import MOST_LETTERS


class UnitField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """Units by their short names."""

    def label_from_instance(self, obj: Opd) -> str:
        """As the rail names them."""
        return f"Saya dan rekan di {obj.short_name}"


class ViewForm(forms.Form):
    """A name, and a unit in which it is shared."""

    name = forms.CharField(
        label="Nama tampilan",
        max_length=MOST_LETTERS,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": "Tuliskan nama tampilan."},
    )
    opd = UnitField(Opd.objects.none(), label="Terlihat oleh", required=False, empty_label="Saya saja")

    def __init__(self, data: object = None, *, units: QuerySet[Opd], **more: object) -> None:
        super().__init__(data, **more)  # type: ignore[arg-type]  # a QueryDict or nothing
        field = self.fields["opd"]
        if isinstance(field, UnitField):
            field.queryset = units
