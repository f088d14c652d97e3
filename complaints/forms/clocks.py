"""What officers fill in about their clocks; the services decide whether it may be done."""

from django import forms
from django.http import QueryDict

from sla.models import Level
from sla.pause_reasons import pause_reasons
from sla.pledging import MAX_DAYS

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


class RaiseForm(forms.Form):
    """Naikkan: to which level, why, and whether it may wait for the morning. The service knows who may go where."""

    level = forms.ChoiceField(
        label="Dinaikkan ke",
        choices=[("", "Pilih tingkat"), *[choice for choice in Level.choices if choice[0] != Level.PETUGAS]],
        error_messages={"required": "Pilih tingkat yang dituju."},
    )
    reason = forms.CharField(
        label="Alasan",
        max_length=300,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": "Tuliskan alasan menaikkan aduan."},
    )
    is_urgent = forms.BooleanField(
        label="Mendesak: ada bahaya bagi orang. Surel dikirim sekarang juga, termasuk malam dan hari libur.",
        required=False,
    )

    def __init__(self, data: QueryDict | None = None, *, complaint: Complaint) -> None:
        super().__init__(data)


class PledgeForm(forms.Form):
    """Saya pegang: until which day."""

    until = forms.DateField(
        label="Saya pegang sampai",
        widget=DayInput(format="%Y-%m-%d"),
        help_text=f"Akhir jam kerja hari itu, paling lama {MAX_DAYS} hari kerja.",
        error_messages={"required": "Pilih tanggalnya.", "invalid": "Pilih tanggal yang ada."},
    )

    def __init__(self, data: QueryDict | None = None, *, complaint: Complaint) -> None:
        super().__init__(data)


class DisputeForm(forms.Form):
    """Sanggahan: why a clock should not count as late, and where the evidence lies."""

    statement = forms.CharField(
        label="Sanggahan dan bukti",
        max_length=1000,
        widget=forms.Textarea({"rows": 5}),
        error_messages={"required": "Tuliskan isi sanggahan dan buktinya."},
    )
    reference = forms.CharField(
        label="Rujukan berkas (boleh kosong)",
        max_length=200,
        required=False,
        help_text="Nomor surat atau tempat berkas disimpan.",
    )


class MonthForm(forms.Form):
    """Which month of the report, written `2026-11`."""

    bulan = forms.DateField(input_formats=["%Y-%m"])


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
