"""Filling a message template."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from ..models import Complaint, MessageTemplate
from ..services.enclosures import Enclosure
from .acts import REPLY_KINDS


class FileForm(forms.Form):
    """A file to the citizen with the words below it. `version` is what the writer had seen."""

    file = forms.FileField(
        label="Foto atau PDF",
        widget=forms.FileInput({"accept": "image/jpeg,image/png,image/webp,application/pdf"}),
        help_text="Paling besar 10 MB. Tempat pemotretan dan data lain dalam foto dibuang.",
        error_messages={"required": "Pilih berkasnya.", "empty": "Berkas ini kosong."},
    )
    text = forms.CharField(
        label="Keterangan untuk pelapor",
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": "Tuliskan keterangannya."},
    )
    kind = forms.ChoiceField(label="Jenis", choices=REPLY_KINDS)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def enclosure(self) -> Enclosure:
        """The chosen file, for the service; after is_valid."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        return Enclosure(file.name or "lampiran", file.size or 0, file)


class TemplateForm(forms.Form):
    """One field for each variable of the template, in its order. `version` is what the writer had seen."""

    kind = forms.ChoiceField(label="Jenis", choices=REPLY_KINDS)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, template: MessageTemplate, complaint: Complaint, **more: Any) -> None:
        super().__init__(*args, **more)
        self.names: list[str] = list(template.names)
        known = {"nomor": complaint.number, "opd": complaint.opd.short_name if complaint.opd else ""}
        fields = {
            f"value_{name}": forms.CharField(
                label=f"Bagian {name}" if name.isdecimal() else name.replace("_", " ").capitalize(),
                initial=known.get(name),
                widget=forms.TextInput if name in known else forms.Textarea({"rows": 3}),
                error_messages={"required": "Isi bagian ini."},
            )
            for name in self.names
        }
        self.fields = fields | self.fields
        self.fields["version"].initial = complaint.version

    @property
    def values(self) -> list[str]:
        """What was filled in, in the template's order; after is_valid."""
        return [self.cleaned_data[f"value_{name}"] for name in self.names]
