"""Why a citizen's comment is hidden."""

from django import forms

from ..models import Hiding


class HideForm(forms.Form):
    """One of the reasons for which the city hides a comment; that it is criticism is none."""

    reason = forms.ChoiceField(
        label="Alasan",
        choices=[("", "Pilih alasan"), *Hiding.Reason.choices],
        error_messages={"required": "Pilih alasannya."},
    )
