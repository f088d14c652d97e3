"""What the page of notices sends back."""

from datetime import datetime

from django import forms


class ReadAllForm(forms.Form):
    """`newest` is the newest notice that the officer had before him."""

    newest = forms.IntegerField(min_value=0)


class UndoForm(forms.Form):
    """`read_at` names the act to take back: its moment in ISO form, to the microsecond."""

    read_at = forms.CharField(max_length=40)

    def clean_read_at(self) -> datetime:
        """The moment; without a zone it is none of ours."""
        try:
            moment = datetime.fromisoformat(self.cleaned_data["read_at"])
        except ValueError as error:
            raise forms.ValidationError("Waktu tidak terbaca.") from error
        if moment.tzinfo is None:
            raise forms.ValidationError("Waktu tidak terbaca.")
        return moment
