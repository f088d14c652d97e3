"""Settling a request about a person's data."""

from django import forms

from .models import PrivacyRequest

Outcome = PrivacyRequest.Outcome


class SettleForm(forms.Form):
    """The decision and its reason, which the person reads."""

    outcome = forms.ChoiceField(
        label="Keputusan",
        choices=[(choice.value, choice.label) for choice in Outcome if choice != Outcome.OPEN],
        error_messages={"required": "Pilih keputusannya.", "invalid_choice": "Pilih keputusannya."},
    )
    reason = forms.CharField(
        label="Alasan, dibaca pemohon",
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Tuliskan alasannya."},
    )
