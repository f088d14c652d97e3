"""What the pages of the simulated public networks take."""

from typing import ClassVar

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


class ReportForm(forms.Form):
    """A report that a citizen enters in SP4N-LAPOR."""

    KINDS: ClassVar = [("", "terbuka"), ("Anonim", "anonim"), ("Rahasia", "rahasia"), ("Anonim, Rahasia", "keduanya")]

    person = forms.CharField(max_length=40, error_messages=PERSON_MISSING)
    title = forms.CharField(max_length=120, error_messages={"required": "Judul laporan masih kosong."})
    text = forms.CharField(max_length=4000, error_messages={"required": "Isi laporan masih kosong."})
    visibility = forms.ChoiceField(required=False, choices=KINDS)


class ActForm(forms.Form):
    """What is done to a report there: other words, a state, a unit, who is hidden, or a word below it."""

    ACTS: ClassVar = [(name, name) for name in ("text", "status", "unit", "visibility", "say")]
    STATUSES: ClassVar = [
        "Belum Terverifikasi",
        "Terdisposisi",
        "Ditindaklanjuti oleh Instansi",
        "Ditanggapi oleh Pelapor",
        "Ditutup oleh Admin",
        "Diarsipkan oleh Admin",
    ]

    act = forms.ChoiceField(choices=ACTS)
    words = forms.CharField(required=False, max_length=4000)
    by = forms.ChoiceField(required=False, choices=[("citizen", "pelapor"), ("admin", "admin SP4N")])

    def clean(self) -> dict[str, object]:
        """Refuses an empty word, except where nothing is hidden any more."""
        values = super().clean() or {}
        if not values.get("words") and values.get("act") != "visibility":
            raise forms.ValidationError("Tulis isinya dulu.")
        if values.get("act") == "say" and not values.get("by"):
            raise forms.ValidationError("Pilih siapa yang menulis.")
        return values


class FaultForm(forms.Form):
    """What happens to the next request of the city."""

    FAULTS: ClassVar = [
        ("", "tidak ada"),
        ("lost", "dikerjakan, jawabannya hilang"),
        ("down", "gangguan 503"),
        ("expired", "token berakhir"),
    ]

    fault = forms.ChoiceField(required=False, choices=FAULTS)
