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
