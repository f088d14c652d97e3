"""What operators fill in. Whether it may be done is the services' matter."""

from django import forms

from .registry import SOURCES
from .shelf_acts import LONGEST_REASON

MOMENT = "%Y-%m-%dT%H:%M"


def channel_choices() -> list[tuple[str, str]]:
    """Where deliveries come from."""
    return [(kind, source.label) for kind, source in SOURCES.items()]


class DiscardForm(forms.Form):
    """Buang: why."""

    reason = forms.CharField(
        label="Alasan",
        max_length=LONGEST_REASON,
        widget=forms.Textarea({"rows": 3}),
        help_text="Isinya tetap tersimpan dan dapat dikembalikan ke rak.",
        error_messages={"required": "Tuliskan alasan membuang."},
    )


class RangeForm(forms.Form):
    """A channel and a range of time in WITA, both ends included."""

    channel = forms.ChoiceField(label="Kanal", choices=channel_choices)
    from_at = forms.DateTimeField(
        label="Dari",
        input_formats=[MOMENT],
        widget=forms.DateTimeInput({"type": "datetime-local"}, format=MOMENT),
        error_messages={"required": "Isi waktu awal.", "invalid": "Waktu awal tidak terbaca."},
    )
    to_at = forms.DateTimeField(
        label="Sampai",
        input_formats=[MOMENT],
        widget=forms.DateTimeInput({"type": "datetime-local"}, format=MOMENT),
        error_messages={"required": "Isi waktu akhir.", "invalid": "Waktu akhir tidak terbaca."},
    )
