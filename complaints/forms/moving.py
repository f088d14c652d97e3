"""Choosing another case of the same citizen."""

from django import forms
from django.db.models import QuerySet

from ..models import Complaint


class CaseChoiceField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """Cases by number and subject."""

    def label_from_instance(self, obj: Complaint) -> str:
        """`BTG-2611-0417 · Jalan berlubang`."""
        return f"{obj.number} · {obj.subject}"


class TargetForm(forms.Form):
    """The case that a message, or a whole case, shall belong to."""

    target = CaseChoiceField(
        Complaint.objects.none(),
        to_field_name="number",
        empty_label="Pilih aduan",
        label="Aduan lain dari pelapor yang sama",
        error_messages={"required": "Pilih aduan tujuan.", "invalid_choice": "Pilih aduan tujuan dari daftar."},
    )

    def __init__(self, *args: object, cases: QuerySet[Complaint], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["target"]
        if isinstance(field, CaseChoiceField):
            field.queryset = cases


class CaseNumberForm(forms.Form):
    """Any case by its number."""

    number = forms.ModelChoiceField(
        Complaint.objects.none(),
        to_field_name="number",
        label="Nomor aduan",
        widget=forms.TextInput({"placeholder": "BTG-2611-0417", "autocomplete": "off"}),
        error_messages={
            "required": "Tuliskan nomor aduan.",
            "invalid_choice": "Tidak ada aduan dengan nomor itu.",
        },
    )

    def __init__(self, *args: object, cases: QuerySet[Complaint], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["number"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = cases
