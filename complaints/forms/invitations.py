"""How a public comment's author is invited to go on in private."""

from django import forms

from ..invitations import invitation_text, ways_to_invite


class InvitationForm(forms.Form):
    """One of the approved texts. `version` is what the officer had seen of the case."""

    way = forms.ChoiceField(
        label="Teks yang dibaca semua orang",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Pilih cara melanjutkan percakapan.",
            "invalid_choice": "Pilih cara melanjutkan percakapan.",
        },
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: object, channel: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["way"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [
                (way.value, f"{way.label}: {invitation_text(way, 'UND-······')}") for way in ways_to_invite(channel)
            ]
