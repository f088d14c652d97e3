"""What officers fill in to change what a case is, or to give it back; the services decide whether it may be done."""

from django import forms
from django.http import QueryDict

from opd.models import Category, ExternalBody, Opd

from ..models import Complaint
from ..workflow import KIND_LABELS

UNKNOWN = "unknown"
NO_KIND = {"required": "Pilih jenis aduan."}


class CategoryForm(forms.Form):
    """The subject of a case; empty when none fits."""

    category = forms.ModelChoiceField(
        Category.objects.filter(is_active=True), label="Kategori", empty_label="Tanpa kategori", required=False
    )

    def __init__(self, data: QueryDict | None = None, *, complaint: Complaint) -> None:
        super().__init__(data, initial={"category": complaint.category_id})


class KindForm(forms.Form):
    """The kind of a case by PermenPANRB 62/2018; the present one is not among the choices."""

    kind = forms.ChoiceField(label="Jenis", error_messages=NO_KIND)
    reason = forms.CharField(
        label="Alasan",
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": "Tuliskan alasan perubahan jenis."},
    )

    def __init__(self, data: QueryDict | None = None, *, complaint: Complaint) -> None:
        super().__init__(data)
        others = [(kind, label) for kind, label in KIND_LABELS.items() if kind != complaint.kind]
        choices = [("", "Pilih jenis"), *others]
        self.fields["kind"] = forms.ChoiceField(label="Jenis", choices=choices, error_messages=NO_KIND)


class SecrecyForm(forms.Form):
    """The two flags of a case and why they change."""

    is_anonymous = forms.BooleanField(
        label="Anonim: identitas pelapor disembunyikan dari OPD dan publik", required=False
    )
    is_secret = forms.BooleanField(
        label="Rahasia: aduan hanya terlihat oleh pemegang, pimpinan OPD, dan koordinator", required=False
    )
    reason = forms.CharField(
        label="Alasan",
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": "Tuliskan alasan perubahan kerahasiaan."},
    )

    def __init__(self, data: QueryDict | None = None, *, complaint: Complaint) -> None:
        super().__init__(data, initial={"is_anonymous": complaint.is_anonymous, "is_secret": complaint.is_secret})


class ReferCaseForm(forms.Form):
    """Rujuk: the body outside the city, and why it is its matter."""

    external_body = forms.ModelChoiceField(
        ExternalBody.objects.all(),
        label="Lembaga yang dituju",
        empty_label="Pilih lembaga",
        error_messages={"required": "Pilih lembaga yang dituju."},
    )
    reason = forms.CharField(
        label="Alasan, untuk petugas",
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Tuliskan alasannya."},
    )

    def __init__(self, data: QueryDict | None = None, *, complaint: Complaint) -> None:
        super().__init__(data)


class DeclineForm(forms.Form):
    """Bukan kewenangan kami: why, and who would be right: `better` a unit, `outside` a body outside the city."""

    reason = forms.CharField(
        label="Mengapa bukan kewenangan OPD Anda?",
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": "Tuliskan mengapa ini bukan kewenangan OPD Anda."},
    )
    owner = forms.ChoiceField(
        label="Siapa yang lebih tepat?", error_messages={"required": "Tunjuk yang lebih tepat, atau pilih belum tahu."}
    )

    def __init__(self, data: QueryDict | None = None, *, complaint: Complaint) -> None:
        super().__init__(data)
        units = [unit for unit in Opd.objects.filter(is_active=True) if unit.pk != complaint.opd_id]
        bodies = list(ExternalBody.objects.all())
        self.units, self.bodies = {unit.code: unit for unit in units}, {body.code: body for body in bodies}
        self.fields["owner"].choices = [  # type: ignore[attr-defined]  # of a ChoiceField
            ("", "Pilih"),
            (UNKNOWN, "Belum tahu, koordinator yang menentukan"),
            ("OPD", [(unit.code, unit.name) for unit in units]),
            ("Lembaga di luar kota", [(body.code, body.name) for body in bodies]),
        ]

    def clean(self) -> dict[str, object]:
        """The owner as the service takes it."""
        facts = super().clean() or {}
        owner = str(facts.pop("owner", ""))
        return facts | {"better": self.units.get(owner), "outside": self.bodies.get(owner)}
