"""Choosing a colleague."""

from django import forms
from django.db.models import QuerySet

from opd.models import User


class ColleagueField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """Officers by name."""

    def label_from_instance(self, obj: User) -> str:
        """The name that colleagues see."""
        return obj.display_name


class HandOnForm(forms.Form):
    """Oper: who holds the case from now on."""

    colleague = ColleagueField(
        User.objects.none(),
        empty_label="Pilih rekan",
        label="Rekan di OPD ini",
        error_messages={"required": "Pilih rekan.", "invalid_choice": "Pilih rekan dari daftar."},
    )

    def __init__(self, *args: object, colleagues: QuerySet[User], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["colleague"]
        if isinstance(field, ColleagueField):
            field.queryset = colleagues
