"""What officers fill in to share a case with another unit, and to end a share."""

from django import forms
from django.http import QueryDict

from opd.models import Opd

from ..models import Complaint


class PartForm(forms.Form):
    """Pecah: the unit and what is asked of it."""

    opd = forms.ModelChoiceField(
        Opd.objects.filter(is_active=True),
        label="OPD yang membantu",
        empty_label="Pilih OPD",
        error_messages={"required": "Pilih OPD yang membantu."},
    )
    matter = forms.CharField(
        label="Yang diminta dari OPD itu",
        widget=forms.Textarea({"rows": 4}),
        help_text="Tulis urusannya saja, tanpa nama dan nomor pelapor.",
        error_messages={"required": "Tuliskan apa yang diminta dari OPD itu."},
    )


class SplitRouteForm(PartForm):
    """Pecah in the verification queue: who leads, besides who helps."""

    lead = forms.ModelChoiceField(
        Opd.objects.filter(is_active=True),
        label="OPD penanggung jawab, yang menjawab pelapor",
        empty_label="Pilih OPD",
        error_messages={"required": "Pilih OPD penanggung jawab."},
    )
    field_order = ["lead", "opd", "matter"]


class ResultForm(forms.Form):
    """Selesaikan bagian: the result for the unit that leads."""

    result = forms.CharField(
        label="Hasil untuk OPD penanggung jawab",
        widget=forms.Textarea({"rows": 5}),
        error_messages={"required": "Tuliskan hasilnya untuk OPD penanggung jawab."},
    )

    def __init__(self, data: QueryDict | None = None, *, complaint: Complaint) -> None:
        super().__init__(data)


class ReturnForm(forms.Form):
    """Kembalikan: what the result of a part lacks."""

    reason = forms.CharField(
        label="Yang masih kurang",
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": "Tuliskan apa yang masih kurang."},
    )
