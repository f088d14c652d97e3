"""What officers fill in to have an answer read, and to say what they think of one."""

from collections.abc import Sequence
from typing import Any

from django import forms

from ..readers import Reader
from .acts import PRIVATE, REPLY_KINDS

LETTERS = 300


class AskForm(forms.Form):
    """Minta dibaca: the draft, who reads it, and what he is asked. The rest is what the composer knew of the draft."""

    text = forms.CharField(
        label="Jawaban yang akan dikirim",
        widget=forms.Textarea({"rows": 7}),
        error_messages={"required": "Balasan masih kosong."},
    )
    kind = forms.ChoiceField(label="Jenis", choices=REPLY_KINDS)
    reader = forms.ChoiceField(label="Dibaca oleh", error_messages={"required": "Pilih pembaca."})
    question = forms.CharField(
        label="Yang ingin ditanyakan (boleh kosong)",
        required=False,
        max_length=LETTERS,
        widget=forms.Textarea({"rows": 2}),
    )
    mode = forms.CharField(required=False, widget=forms.HiddenInput)
    approved = forms.IntegerField(required=False, widget=forms.HiddenInput)
    quoted = forms.IntegerField(required=False, widget=forms.HiddenInput)
    basis = forms.IntegerField(required=False, widget=forms.HiddenInput)
    revision = forms.IntegerField(required=False, min_value=0, max_value=2**62, widget=forms.HiddenInput)

    def __init__(self, *args: Any, readers: Sequence[Reader], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.readers = {str(reader.user.pk): reader.user for reader in readers}
        self.fields["reader"] = forms.ChoiceField(
            label="Dibaca oleh",
            choices=[("", "Pilih pembaca"), *((str(reader.user.pk), reader.label) for reader in readers)],
            error_messages={"required": "Pilih pembaca.", "invalid_choice": "Pilih pembaca dari daftar."},
        )
        self.order_fields(["text", "kind", "reader", "question"])

    @property
    def is_private(self) -> bool:
        """Whether the composer meant the author of the comment alone."""
        return bool(self.data.get("mode") == PRIVATE)


class ReadForm(forms.Form):
    """The reader's words: the draft as it may be sent, and what he says to its writer."""

    text = forms.CharField(label="Jawaban, boleh Anda ubah", required=False, widget=forms.Textarea({"rows": 7}))
    remark = forms.CharField(
        label="Catatan untuk penulis (wajib bila dikembalikan)",
        required=False,
        max_length=LETTERS,
        widget=forms.Textarea({"rows": 2}),
    )
