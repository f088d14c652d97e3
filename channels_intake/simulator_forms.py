"""What the phone page takes."""

from typing import ClassVar

from django import forms

from .simulators.places import PLACES
from .simulators.time_steps import STEPS

LARGEST_FILE = 16 * 1024 * 1024
WRONG_DEGREES = dict.fromkeys(
    ("invalid", "min_value", "max_value"), "Tulis lintang dan bujur dalam derajat, misalnya 0.1324 dan 117.4854."
)


class MessageForm(forms.Form):
    """A text, a file, or a file with a caption."""

    text = forms.CharField(required=False, max_length=4096)
    file = forms.FileField(required=False, max_length=200)
    reply_to = forms.CharField(required=False)
    edited = forms.CharField(required=False)  # the id of the text whose words these replace

    def clean(self) -> dict[str, object]:
        """Refuses an empty message and a file that the provider would not take."""
        values = super().clean() or {}
        file = values.get("file")
        if not values.get("text") and not file:
            raise forms.ValidationError("Tulis pesan atau pilih lampiran dulu.")
        if file and file.size > LARGEST_FILE:
            raise forms.ValidationError("Lampiran paling besar 16 MB. Pilih berkas yang lebih kecil.")
        return values


class LocationForm(forms.Form):
    """Any position, or else a place from the list."""

    place = forms.ChoiceField(required=False, choices=[("", ""), *((key, key) for key in PLACES)])
    latitude = forms.FloatField(required=False, min_value=-90, max_value=90, error_messages=WRONG_DEGREES)
    longitude = forms.FloatField(required=False, min_value=-180, max_value=180, error_messages=WRONG_DEGREES)
    reply_to = forms.CharField(required=False)

    def clean(self) -> dict[str, object]:
        """Refuses when neither a place nor a whole position is given."""
        values = super().clean() or {}
        if not values.get("place") and None in (values.get("latitude"), values.get("longitude")):
            raise forms.ValidationError("Pilih tempat, atau isi lintang dan bujur.")
        return values


class ChoiceForm(forms.Form):
    """A tap on a button or a list row."""

    kind = forms.ChoiceField(choices=[("button", "button"), ("list", "list")])
    choice_id = forms.CharField()
    title = forms.CharField()
    reply_to = forms.CharField()


class ReactionForm(forms.Form):
    """An emoji on a message, or its end."""

    message_id = forms.CharField()
    emoji = forms.CharField(required=False, max_length=8)


class RevokeForm(forms.Form):
    """A message that the citizen deletes."""

    message_id = forms.CharField()


class NumberForm(forms.Form):
    """A number of the fictitious range that the citizen goes on with."""

    new = forms.RegexField(r"^62800\d{8}$", error_messages={"invalid": "Nomor baru harus 62800 diikuti 8 angka."})


class EchoForm(forms.Form):
    """What an officer writes in the app of the city's phone."""

    text = forms.CharField(max_length=4096)


class PhoneForm(forms.Form):
    """A new citizen."""

    name = forms.CharField(max_length=60, error_messages={"required": "Nama warga masih kosong."})
    username = forms.CharField(required=False, max_length=35)
    hides_number = forms.BooleanField(required=False)


class ClockForm(forms.Form):
    """How far to move the clock, and the phone to come back to."""

    step = forms.ChoiceField(choices=list(STEPS.items()))
    number = forms.IntegerField()


class NetworkForm(forms.Form):
    """How well the provider behaves; a box that is not ticked is off."""

    SWITCHES: ClassVar = ("rough_network", "batch_size", "pair_limit", "throttled", "window_error", "refusal")
    WINDOW_ERRORS: ClassVar = [
        ("mixed", "bergantian"),
        ("answer", "langsung saat dikirim"),
        ("status", "lewat laporan kirim"),
    ]
    REFUSALS: ClassVar = [
        (-1, "Tidak ada"),
        (131026, "131026: tidak ada WhatsApp"),
        (131047, "131047: lewat 24 jam"),
        (131048, "131048: dianggap spam"),
        (131000, "131000: gangguan sementara"),
        (190, "190: token tidak berlaku"),
    ]

    window_error = forms.ChoiceField(choices=WINDOW_ERRORS)
    refusal = forms.TypedChoiceField(choices=REFUSALS, coerce=int)
    failing_files = forms.BooleanField(required=False)
    rough_network = forms.BooleanField(required=False)
    batch_size = forms.IntegerField(min_value=1, max_value=50)
    pair_limit = forms.BooleanField(required=False)
    throttled = forms.BooleanField(required=False)
    is_blocked = forms.BooleanField(required=False)
    number = forms.IntegerField()
