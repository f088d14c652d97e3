"""Words and photos that are added on a citizen's page: into the ledger like everything that citizens say."""

import re
from datetime import timedelta
from typing import Any

from django import forms
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from bontang_pengaduan.lib.clock import now
from bontang_pengaduan.lib.signing import new_token
from complaints.objections import may_object
from complaints.services.rates import note
from complaints.views.citizen import back_to_page, own_case
from complaints.workflow import OPEN, Status

from . import drafts, sending
from .forms import StoryForm

PER_HOUR = 20  # of one case
_NAME = re.compile(r"[\w-]{10,40}")


class AdditionForm(StoryForm):
    """Words, photos, or both."""

    text = forms.CharField(max_length=5000, required=False)

    def clean(self) -> dict[str, Any]:
        """Nothing at all is nothing to send."""
        told = super().clean() or {}
        if not told.get("text") and not told.get("photos"):
            raise forms.ValidationError("Tuliskan keterangan atau pilih foto.")
        return told


class ObjectionForm(AdditionForm):
    """What is not solved, in words; photos beside them."""

    text = forms.CharField(max_length=5000)


@csrf_exempt
@require_POST
def case_add(request: HttpRequest, token: str, *, objects: bool = False) -> HttpResponse:
    """Adds to the case behind the citizen's own link; with `objects` it says that the case is not solved, which opens
    it again. Anything that cannot be sent is said on the page."""
    case = own_case(token)
    form = (ObjectionForm if objects else AdditionForm)(request.POST, request.FILES)
    is_possible = may_object(case, now()) if objects else Status(case.status) in OPEN
    if not is_possible:
        return back_to_page(token, "tidak-bisa")
    if not form.is_valid():
        return back_to_page(token, "kosong" if "photos" not in form.errors else "foto")
    if note(what="link.add", who=case.number, span=timedelta(hours=1), now=now()) > PER_HOUR:
        return back_to_page(token, "terlalu-sering")
    name = request.POST.get("nama", "")
    photos = drafts.store_photos(form.cleaned_data["photos"][: drafts.MOST_PHOTOS])
    try:
        sending.send_addition(
            case=case,
            name=name if _NAME.fullmatch(name) else new_token(),
            text=form.cleaned_data["text"],
            photos=photos,
            now=now(),
        )
    except (OperationalError, InterfaceError):
        return back_to_page(token, "gagal")
    return back_to_page(token, "belum" if objects else "tambah")
