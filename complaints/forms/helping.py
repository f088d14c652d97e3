"""What is filled in to ask for help and to give it."""

from typing import Any

from django import forms

from ..models import HelpRequest


class AskHelpForm(forms.Form):
    """Butuh bantuan: whom, what, and the draft so far. `version` is what the asker had seen of the case."""

    helper = forms.ChoiceField(
        label="Tanyakan kepada", error_messages={"required": "Pilih kepada siapa Anda bertanya."}
    )
    question = forms.CharField(
        label="Apa yang Anda ragukan?",
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Tuliskan pertanyaan Anda."},
    )
    draft = forms.CharField(label="Draf jawaban, bila ada", required=False, widget=forms.Textarea({"rows": 6}))
    tells_citizen = forms.BooleanField(label="Kabari pelapor bahwa jawabannya sedang dipastikan", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)
    revision = forms.IntegerField(required=False, min_value=0, max_value=2**62, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, helpers: list[HelpRequest.Helper], can_tell: bool, version: int, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.fields["helper"].choices = [(helper.value, helper.label) for helper in helpers]  # type: ignore[attr-defined]
        self.fields["version"].initial = version
        if not can_tell:
            del self.fields["tells_citizen"]


class GiveHelpForm(forms.Form):
    """Words, the draft as it may be sent, or both."""

    text = forms.CharField(label="Saran Anda", required=False, widget=forms.Textarea({"rows": 4}))
    edited = forms.CharField(label="Draf yang dapat dikirim", required=False, widget=forms.Textarea({"rows": 6}))
