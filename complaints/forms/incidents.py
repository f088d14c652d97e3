"""What officers fill in for all complaints of an incident at once."""

from collections.abc import Sequence

from django import forms

from ..models import Complaint


class CommonAnswerForm(forms.Form):
    """One answer, and to which of the members it goes: all of them unless some are taken out."""

    text = forms.CharField(
        label="Jawaban untuk semua pelapor",
        widget=forms.Textarea({"rows": 5, "maxlength": 4000}),
        max_length=4000,
        help_text="Nomor dan tautan aduan masing-masing ditambahkan di bawahnya, kecuali di komentar terbuka.",
        error_messages={"required": "Jawaban bersama masih kosong."},
    )
    numbers = forms.MultipleChoiceField(
        label="Aduan",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Pilih paling sedikit satu aduan.",
            "invalid_choice": "Salah satu aduan sudah keluar dari kejadian ini. Muat ulang halaman.",
        },
    )

    def __init__(self, *args: object, cases: Sequence[Complaint], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["numbers"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = [(case.number, f"{case.number} · {case.subject}") for case in cases]
            field.initial = [case.number for case in cases]


class CommonResultForm(CommonAnswerForm):
    """The result with which the chosen members are resolved."""

    def __init__(self, *args: object, cases: Sequence[Complaint], **kwargs: object) -> None:
        super().__init__(*args, cases=cases, **kwargs)
        self.fields["text"].label = "Hasil untuk semua pelapor"
        self.fields["text"].help_text = "Tiap pelapor membaca hasil ini juga di halaman aduannya sendiri."
        self.fields["text"].error_messages["required"] = "Tuliskan hasilnya untuk pelapor."
