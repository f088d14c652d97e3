"""What the pages of the simulated public networks take."""

from django import forms

PERSON_MISSING = {"required": "Nama warga masih kosong."}
TEXT_MISSING = {"required": "Tulis komentar dulu."}


class CommentForm(forms.Form):
    """A citizen's words below one of the city's posts."""

    post = forms.CharField(max_length=40)
    person = forms.CharField(max_length=40, error_messages=PERSON_MISSING)
    text = forms.CharField(max_length=1000, error_messages=TEXT_MISSING)


class BotForm(forms.Form):
    """What a citizen writes to the bot, or the button that he taps."""

    text = forms.CharField(required=False, max_length=4096)
    choice = forms.CharField(required=False, max_length=64)

    def clean(self) -> dict[str, object]:
        """Refuses an empty message."""
        values = super().clean() or {}
        if not values.get("text") and not values.get("choice"):
            raise forms.ValidationError("Tulis pesan dulu.")
        return values
