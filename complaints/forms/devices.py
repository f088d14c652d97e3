"""Where an officer wants to be told at once."""

from django import forms

from bontang_pengaduan.lib.phones import normalise_phone
from opd.push import is_key, is_push_service

POINT_BYTES, SECRET_BYTES = 65, 16  # RFC 8291: an uncompressed point of P-256, and the secret beside it


class WhatsAppForm(forms.Form):
    """The officer's own number."""

    phone = forms.CharField(
        label="Nomor WhatsApp Anda",
        max_length=24,
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel", "placeholder": "0812 3456 7890"}),
        error_messages={"required": "Tuliskan nomor WhatsApp Anda."},
    )

    def clean_phone(self) -> str:
        """The number in E.164."""
        phone = normalise_phone(self.cleaned_data["phone"])
        if phone is None:
            raise forms.ValidationError("Nomor ini tidak terbaca. Contoh: 0812 3456 7890.")
        return phone


class BrowserForm(forms.Form):
    """What the browser got from its push service, sent by push.js."""

    address = forms.CharField(max_length=600)
    p256dh = forms.CharField(max_length=120)
    auth = forms.CharField(max_length=40)

    def clean_address(self) -> str:
        """The address; only a known push service may be written to."""
        address: str = self.cleaned_data["address"]
        if not is_push_service(address):
            raise forms.ValidationError("Layanan push peramban ini tidak dikenal.")
        return address

    def clean_p256dh(self) -> str:
        """The browser's public key."""
        return self._key("p256dh", POINT_BYTES)

    def clean_auth(self) -> str:
        """The secret that goes with it."""
        return self._key("auth", SECRET_BYTES)

    def _key(self, name: str, length: int) -> str:
        value: str = self.cleaned_data[name]
        if not is_key(value, length):
            raise forms.ValidationError("Kunci peramban tidak terbaca.")
        return value
