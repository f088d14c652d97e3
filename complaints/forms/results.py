"""What officers fill in to finish a case. Whether photos can be used is the services' matter."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict

from ..models import PhotoStage
from ..services.result_photos import Upload

PHOTO_HELP = "JPEG, PNG, atau WebP, paling besar 10 MB. Tempat pemotretan dan data lain dalam berkas dibuang."


class ManyFilesInput(forms.FileInput):
    """A file input that takes several files."""

    allow_multiple_selected = True

    def __init__(self) -> None:
        # A phone whose camera makes another format converts it when these are named.
        super().__init__({"accept": "image/jpeg,image/png,image/webp", "multiple": True})


class ManyFilesField(forms.FileField):
    """The list of all chosen files; empty when none was chosen."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Each file by the rules of one."""
        chosen = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(ManyFilesField, self).clean(file, initial) for file in chosen]


class ResolveForm(forms.Form):
    """Selesaikan: the result as the citizen will read it, with photos of the place before and after the work."""

    resolution = forms.CharField(
        label="Hasil untuk pelapor",
        widget=forms.Textarea({"rows": 5}),
        error_messages={"required": "Tuliskan hasilnya untuk pelapor."},
    )
    before = ManyFilesField(label="Foto sebelum dikerjakan (boleh kosong)", required=False)
    after = ManyFilesField(
        label="Foto sesudah dikerjakan, seluruhnya paling banyak 3 (boleh kosong)",
        required=False,
        help_text=PHOTO_HELP,
    )
    are_shown = forms.BooleanField(
        label="Tampilkan foto kepada pelapor. Pastikan tidak ada wajah, pelat nomor, atau data orang lain.",
        required=False,
    )

    def kept(self) -> dict[str, str]:
        """The held photos that the officer uses, each with the stage that he gives it; also of a form that was
        refused."""
        chosen = self.data.getlist("held") if isinstance(self.data, QueryDict) else []
        return {key: self.data.get(f"stage_{key}", "") for key in chosen}

    def uploads(self) -> list[Upload]:
        """The chosen photos of both fields, for the service."""
        stages = ((PhotoStage.BEFORE, "before"), (PhotoStage.AFTER, "after"))
        return [upload for stage, name in stages for upload in _uploads(stage, self.cleaned_data[name])]


def _uploads(stage: PhotoStage, files: "Sequence[UploadedFile[Any]]") -> list[Upload]:
    return [Upload(stage, file.name or "tanpa nama", file.size or 0, file.file) for file in files if file.file]
