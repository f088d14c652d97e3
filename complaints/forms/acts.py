"""What officers fill in. The forms read and shape input; whether it may be done is the services' matter."""

from django import forms

from opd.models import ExternalBody, Opd

from ..models import Reply

NOTE, PRIVATE, SHARED = "note", "private", "shared"
MODES = [
    ("reply", "Balas pelapor"),
    (PRIVATE, "Pesan pribadi"),
    (SHARED, "Catatan bersama"),
    (NOTE, "Catatan internal"),
]
REPLY_KINDS = [
    (Reply.Kind.ANSWER.value, "Jawaban"),
    (Reply.Kind.RECEIPT.value, "Tanda terima"),
    (Reply.Kind.QUESTION.value, "Minta keterangan"),
]


class ReplyForm(forms.Form):
    """The composer: a word to the citizen, or a note among officers of the unit or of the whole case. `version` is what
    the writer had seen."""

    mode = forms.ChoiceField(choices=MODES, initial="reply")
    kind = forms.ChoiceField(choices=REPLY_KINDS, initial=Reply.Kind.ANSWER.value)
    text = forms.CharField(error_messages={"required": "Balasan masih kosong."})
    version = forms.IntegerField()
    approved = forms.IntegerField(required=False)  # the version of the approved answer that it was begun with
    basis = forms.IntegerField(required=False)  # the answer of a similar case that it was begun with
    quoted = forms.IntegerField(required=False)  # the citizen's message that it answers to
    revision = forms.IntegerField(required=False, min_value=0, max_value=2**62)  # the draft that the composer builds on


class DraftForm(ReplyForm):
    """The composer while it is written: it may be empty, and nothing of it is sent."""

    text = forms.CharField(required=False, strip=False)


class ForwardForm(forms.Form):
    """Disposisi: the unit and why."""

    opd = forms.ModelChoiceField(
        Opd.objects.filter(is_active=True),
        label="OPD tujuan",
        empty_label="Pilih OPD",
        error_messages={"required": "Pilih OPD tujuan."},
    )
    reason = forms.CharField(
        label="Alasan disposisi",
        widget=forms.Textarea({"rows": 5}),
        error_messages={"required": "Tuliskan alasan disposisi."},
    )


class OtherUnitForm(forms.Form):
    """Verification: a unit that the model did not suggest."""

    opd = forms.ModelChoiceField(
        Opd.objects.filter(is_active=True),
        label="OPD yang menangani",
        empty_label="Pilih OPD",
        error_messages={"required": "Pilih OPD yang menangani."},
    )


class ReferForm(forms.Form):
    """Verification: the matter of a body outside the city government."""

    body = forms.ModelChoiceField(
        ExternalBody.objects.all(),
        label="Lembaga yang dituju",
        empty_label="Pilih lembaga",
        error_messages={"required": "Pilih lembaga yang dituju."},
    )
    reason = forms.CharField(
        label="Alasan, untuk petugas",
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Tuliskan alasannya."},
    )


class NotComplaintForm(forms.Form):
    """Verification: not a complaint, with the reason."""

    reason = forms.CharField(
        label="Mengapa ini bukan aduan?",
        widget=forms.Textarea({"rows": 5}),
        error_messages={"required": "Tuliskan alasannya."},
    )
