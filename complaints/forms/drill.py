"""The composer of a drill: what the real one asks, without what belongs to a case."""

from django import forms

from ..models import Reply
from .acts import REPLY_KINDS


class DrillForm(forms.Form):
    """Kind and words."""

    kind = forms.ChoiceField(choices=REPLY_KINDS, initial=Reply.Kind.ANSWER.value)
    text = forms.CharField(error_messages={"required": "Balasan masih kosong."})
