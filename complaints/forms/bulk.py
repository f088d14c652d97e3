"""What an act over several cases needs besides the cases."""

from django import forms
from django.http import QueryDict

from ..models import BulkAct


class BulkForm(forms.Form):
    """The act itself."""

    act = forms.ChoiceField(
        choices=BulkAct.Kind, error_messages={"required": "Pilih tindakan.", "invalid_choice": "Pilih tindakan."}
    )


def read_cases(data: QueryDict) -> dict[str, int | None]:
    """The selected numbers, each with the version that stood beside it (`BTG-2611-0417.3`), in their order."""
    found: dict[str, int | None] = {}
    for text in data.getlist("cases"):
        number, _, version = text.partition(".")
        found[number] = int(version) if version.isdecimal() and len(version) < 10 else None
    return found
