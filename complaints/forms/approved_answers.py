"""Writing, approving and ending approved answers."""

from typing import Any

from django import forms

from opd.models import Category, Opd, User

from ..models import AnswerVersion, ApprovedAnswer
from ..permissions import is_coordinator
from ..services.approved_answers import Matter, Words

FIELDS_HELP = (
    "Isian otomatis: {nomor}, {perihal}, {kelurahan}, {opd}, {tenggat}, {petugas}. "
    "Isian lain dalam kurung kurawal, misalnya {jam buka}, diisi petugas sebelum dikirim."
)


class WordsForm(forms.Form):
    """What an answer says."""

    text = forms.CharField(
        label="Jawaban",
        max_length=2000,
        widget=forms.Textarea({"rows": 6}),
        help_text=FIELDS_HELP,
        error_messages={"required": "Tuliskan jawabannya."},
    )
    public_text = forms.CharField(
        label="Versi pendek untuk komentar terbuka (boleh kosong)",
        max_length=280,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text="Dipakai di kolom komentar yang dibaca semua orang. Paling panjang 280 huruf.",
    )
    legal_basis = forms.CharField(label="Dasar hukum (boleh kosong)", max_length=200, required=False)

    def words(self) -> Words:
        """For the service; after is_valid."""
        facts = self.cleaned_data
        return Words(facts["text"], facts["legal_basis"], {"public": facts["public_text"]})

    @staticmethod
    def initial_of(version: AnswerVersion | None) -> dict[str, str]:
        """The words to begin a new version with."""
        if version is None:
            return {}
        public = str(version.variants.get("public", ""))
        return {"text": version.text, "public_text": public, "legal_basis": version.legal_basis}


class AnswerForm(WordsForm):
    """A new answer: what it is about, and what it says."""

    title = forms.CharField(label="Judul", max_length=120, error_messages={"required": "Tuliskan judul jawaban."})
    category = forms.ModelChoiceField(
        Category.objects.filter(is_active=True), label="Kategori", required=False, empty_label="Semua kategori"
    )
    stage = forms.ChoiceField(label="Tahap", choices=ApprovedAnswer.Stage.choices)
    field_order = ["title", "opd", "category", "stage", "text", "public_text", "legal_basis"]

    def __init__(self, *args: Any, user: User, **more: Any) -> None:
        super().__init__(*args, **more)
        steers, units = is_coordinator(user), Opd.objects.filter(is_active=True)
        self.fields["opd"] = forms.ModelChoiceField(
            units if steers else units.filter(memberships__user=user).distinct(),
            label="OPD",
            required=not steers,
            empty_label="Seluruh kota" if steers else "Pilih OPD",
            error_messages={"required": "Pilih OPD."},
        )
        self.order_fields(self.field_order)

    def matter(self) -> Matter:
        """For the service; after is_valid."""
        facts = self.cleaned_data
        return Matter(facts["title"], facts["stage"], facts["opd"], facts["category"])


class ApproveForm(forms.Form):
    """Sahkan: until when."""

    valid_until = forms.DateField(
        label="Berlaku sampai",
        widget=forms.DateInput({"type": "date"}),
        error_messages={"required": "Pilih tanggalnya.", "invalid": "Pilih tanggal yang benar."},
    )
