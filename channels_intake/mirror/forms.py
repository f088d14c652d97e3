"""What coordinators fill in for the mirror. Whether it may be done is the services' matter."""

from django import forms

from ..shelf_forms import MOMENT


class ExportForm(forms.Form):
    """An export and the moment for which it speaks."""

    export = forms.FileField(
        label="Berkas ekspor SP4N-LAPOR",
        widget=forms.FileInput({"accept": ".xlsx,.csv"}),
        help_text="Excel (.xlsx) atau CSV dari menu ekspor admin SP4N, paling besar 10 MB.",
        error_messages={"required": "Pilih berkas ekspor.", "empty": "Berkas ini kosong."},
    )
    exported_at = forms.DateTimeField(
        label="Waktu ekspor",
        input_formats=[MOMENT],
        widget=forms.DateTimeInput({"type": "datetime-local"}, format=MOMENT),
        help_text="Kapan berkas diunduh dari SP4N, dalam WITA. Data yang lebih lama tidak menimpa yang lebih baru.",
        error_messages={"required": "Isi waktu ekspor.", "invalid": "Waktu ekspor tidak terbaca."},
    )


class EntryRequestForm(forms.Form):
    """A case of another channel that is to stand in SP4N too."""

    number = forms.CharField(
        label="Nomor aduan", max_length=20, error_messages={"required": "Isi nomor aduan yang akan dimasukkan."}
    )
    is_secret_agreed = forms.BooleanField(label="Tetap masukkan walau aduan ini rahasia", required=False)
