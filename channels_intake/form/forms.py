"""One question of the form each. Nothing is required but what happened: a place is a request and no gate."""

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator

from bontang_pengaduan.lib.phones import normalise_phone
from bontang_pengaduan.lib.sniff import sniff
from complaints.forms.results import ManyFilesField
from complaints.invitations import find_code
from opd.models import Kelurahan

from ..channels.web.client import may_tell

LONGEST, MOST_MB = 5000, 10
MB = 1024 * 1024
PICTURES = ("image/jpeg", "image/png", "image/webp", "image/gif")
CONTACTS = {
    "whatsapp": "WhatsApp",
    "email": "Surel",
    "none": "Tanpa kontak. Nomor dan kode muncul di layar, simpan baik-baik",
}


class StoryForm(forms.Form):
    """What happened, with photos. `situs` is for machines that fill in everything: people do not see it."""

    text = forms.CharField(
        label="Apa yang terjadi?",
        widget=forms.Textarea({"rows": 6}),
        validators=[MaxLengthValidator(LONGEST, "Ceritanya terlalu panjang. Ringkas menjadi 5.000 huruf.")],
        error_messages={"required": "Tuliskan dulu apa yang terjadi."},
    )
    photos = ManyFilesField(label="Foto, bila ada", required=False)
    invitation = forms.CharField(label="Kode undangan", max_length=20, required=False)
    situs = forms.CharField(label="Kosongkan kolom ini", required=False)

    def clean_photos(self) -> list[Any]:
        """The chosen files. What is no photo, or too large, is refused by its name."""
        chosen = self.cleaned_data["photos"]
        for file in chosen:
            if file.size > MOST_MB * MB:
                raise forms.ValidationError(f"Foto {file.name} lebih besar dari {MOST_MB} MB. Pilih foto lain.")
            kind = sniff(file.file)
            file.seek(0)
            if kind not in PICTURES:
                raise forms.ValidationError(f"{file.name} bukan foto JPEG, PNG, atau WebP.")
        return list(chosen)

    def clean_invitation(self) -> str:
        """The code as it was given out. Whether it is good shows when it is used: here nobody can try codes."""
        typed = self.cleaned_data["invitation"]
        code = find_code(typed)
        if typed and not code:
            raise forms.ValidationError("Kode undangan berbentuk UND-7Q2M9X. Periksa lagi, atau kosongkan.")
        return code

    def clean_situs(self) -> str:
        """Refused and never dropped: a browser that fills in forms may have written there."""
        if self.cleaned_data["situs"]:
            raise forms.ValidationError("Kosongkan kolom ini, lalu kirim lagi.")
        return ""


class PlaceForm(forms.Form):
    """Where it is: a pin, a kelurahan, a landmark, or nothing."""

    kelurahan = forms.ChoiceField(label="Kelurahan", required=False)
    place = forms.CharField(label="Patokan", max_length=200, required=False)
    latitude = forms.FloatField(required=False, min_value=-90, max_value=90, widget=forms.HiddenInput)
    longitude = forms.FloatField(required=False, min_value=-180, max_value=180, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = Kelurahan.objects.values_list("code", "name")
        self.fields["kelurahan"].choices = [("", "Pilih, atau biarkan bila tidak tahu"), *names]  # type: ignore[attr-defined]


class ContactForm(forms.Form):
    """Where news goes. WhatsApp is offered only while the city can write there first.

    Who was invited reads answers in his e-mail alone: there is no page that would be his, and no link to send him.
    """

    contact = forms.ChoiceField(label="Ke mana kami memberi kabar?", widget=forms.RadioSelect)
    phone = forms.CharField(label="Nomor WhatsApp", max_length=30, required=False)
    email = forms.EmailField(
        label="Alamat surel", required=False, error_messages={"invalid": "Periksa lagi alamat surelnya."}
    )

    def __init__(self, *args: Any, is_invited: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = ["email"] if is_invited else [kind for kind in CONTACTS if kind != "whatsapp" or may_tell()]
        offered = [(kind, CONTACTS[kind]) for kind in kinds]
        field = self.fields["contact"]
        field.choices = offered  # type: ignore[attr-defined]
        field.error_messages |= {"required": "Pilih salah satu.", "invalid_choice": "Pilih salah satu."}

    def clean(self) -> dict[str, Any]:
        """The contact that was chosen, and no other."""
        told = super().clean() or {}
        chosen, phone = told.get("contact"), normalise_phone(told.get("phone"))
        if chosen == "whatsapp" and not phone:
            self.add_error("phone", "Tuliskan nomor WhatsApp, misalnya 0812 3456 7890.")
        if chosen == "email" and not told.get("email") and "email" not in self.errors:
            self.add_error("email", "Tuliskan alamat surel.")
        told["phone"] = phone if chosen == "whatsapp" and phone else ""
        told["email"] = told.get("email", "") if chosen == "email" else ""
        return told


class SecrecyForm(forms.Form):
    """Who may know. The two flags are independent, as in SP4N-LAPOR."""

    name = forms.CharField(label="Nama Anda, boleh dikosongkan", max_length=100, required=False)
    is_anonymous = forms.BooleanField(label="Sembunyikan nama saya (anonim)", required=False)
    is_secret = forms.BooleanField(label="Rahasiakan aduan ini (rahasia)", required=False)

    def __init__(self, *args: Any, contact: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.contact = contact

    def clean_is_secret(self) -> bool:
        """A secret case has no page, and news by WhatsApp is a link to one."""
        chosen: bool = self.cleaned_data["is_secret"]
        if chosen and self.contact == "whatsapp":
            raise forms.ValidationError(
                "Kabar lewat WhatsApp memuat tautan, dan aduan rahasia tidak punya halaman. "
                "Kembali dan pilih surel, atau kirim tanpa rahasia."
            )
        return chosen
