"""Label: one word or a few."""

from django import forms

from ..services.tagging import MOST_LETTERS


class TagForm(forms.Form):
    """A tag by its name."""

    name = forms.CharField(label="Label", max_length=MOST_LETTERS, error_messages={"required": "Tuliskan label."})


class RenameTagForm(TagForm):
    """Another name; `is_merge` when it may be one that there is already."""

    is_merge = forms.BooleanField(label="Gabungkan bila sudah ada", required=False)
