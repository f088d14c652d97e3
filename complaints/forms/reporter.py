"""What is asked before something hidden is shown, a word from the phone app counts, or two reporters become one."""

from django import forms

from ..models import Disclosure, EchoAnswer

NUMBER_LETTERS = 20


class PurposeForm(forms.Form):
    """Why an officer needs to see it."""

    purpose = forms.ChoiceField(
        label="Keperluan",
        choices=[("", "Pilih keperluan"), *Disclosure.Purpose.choices],
        error_messages={"required": "Pilih keperluannya."},
    )
    note = forms.CharField(label="Keterangan (boleh kosong)", max_length=200, required=False)


class EchoForm(forms.Form):
    """What a word from the phone app was."""

    kind = forms.ChoiceField(label="Jenis", choices=EchoAnswer.Kind.choices)


class OtherReporterForm(forms.Form):
    """A case of the reporter who may be the same person."""

    dengan = forms.CharField(
        label="Nomor aduan pelapor lain",
        max_length=NUMBER_LETTERS,
        widget=forms.TextInput({"placeholder": "BTG-2611-0417", "autocomplete": "off"}),
        error_messages={"required": "Tuliskan nomor aduannya."},
    )


class MergeForm(forms.Form):
    """Why two reporters are one person."""

    note = forms.CharField(
        label="Mengapa keduanya orang yang sama?",
        max_length=500,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": "Tuliskan mengapa keduanya orang yang sama."},
    )
