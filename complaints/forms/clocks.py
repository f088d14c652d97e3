"""What officers fill in about their clocks; the services decide whether it may be done."""

from django import forms
from django.http import QueryDict

from sla.pause_reasons import pause_reasons

from ..models import Complaint


class PauseForm(forms.Form):
    """Jeda: a reason from the list and what exactly is waited for."""

    code = forms.ChoiceField(label="Alasan", error_messages={"required": "Pilih alasan jeda."})
    note = forms.CharField(
        label="Penjelasan",
        max_length=120,
        help_text="Apa atau siapa yang ditunggu. Terbaca di riwayat aduan dan di laporan tenggat.",
        error_messages={"required": "Tuliskan penjelasan jeda."},
    )

    def __init__(self, data: QueryDict | None = None, *, complaint: Complaint) -> None:
        super().__init__(data)
        reasons = [reason for reason in pause_reasons().values() if reason.is_by_hand]
        named = [(reason.code, f"{reason.name} (paling lama {reason.days} hari kerja)") for reason in reasons]
        self.fields["code"] = forms.ChoiceField(
            label="Alasan", choices=[("", "Pilih alasan"), *named], error_messages={"required": "Pilih alasan jeda."}
        )


class DayInput(forms.DateInput):
    """The browser's own picker of a day."""

    input_type = "date"


class ExtensionForm(forms.Form):
    """Perpanjangan: until when, and why, in words that the citizen may read."""

    until = forms.DateField(
        label="Tenggat baru",
        widget=DayInput(format="%Y-%m-%d"),
        error_messages={"required": "Pilih tenggat baru.", "invalid": "Pilih tanggal yang ada."},
    )
    reason = forms.CharField(
        label="Alasan (dibaca pelapor bila disetujui)",
        max_length=300,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": "Tuliskan alasan perpanjangan."},
    )

    def __init__(self, data: QueryDict | None = None, *, complaint: Complaint) -> None:
        super().__init__(data)


class DecisionForm(forms.Form):
    """The coordinator's word on what a unit has asked."""

    is_accepted = forms.TypedChoiceField(
        label="Keputusan",
        choices=[("", "Pilih keputusan"), ("yes", "Setujui"), ("no", "Tolak")],
        coerce=lambda word: word == "yes",
        error_messages={"required": "Pilih keputusan."},
    )
    remark = forms.CharField(
        label="Alasan keputusan",
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Tuliskan alasan keputusan."},
    )
