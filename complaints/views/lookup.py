"""/lacak/: the way back with number and code. A wrong number and a wrong code are answered alike, in the same time."""

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods

from bontang_pengaduan.lib.addresses import network_of
from bontang_pengaduan.lib.clock import now

from ..links import lent_token
from ..lookups import find_by_code
from ..services.guessing import is_barred, note_wrong

WRONG = "Nomor atau kode tidak cocok. Periksa lagi, huruf besar dan kecil tidak berpengaruh."
BARRED = "Terlalu banyak percobaan dari jaringan ini. Coba lagi satu jam lagi, atau buka tautan aduan Anda."


class LookupForm(forms.Form):
    """Number and code as they were shown or printed."""

    number = forms.CharField(label="Nomor aduan", max_length=30)
    code = forms.CharField(label="Kode", max_length=30)


@require_http_methods(["GET", "POST"])
def case_lookup(request: HttpRequest) -> HttpResponse:
    """303 to the case's page for a fitting pair, 422 for any other, 429 for a network that has tried too often."""
    form, status, problem = LookupForm(request.POST or None), 200, ""
    if request.method == "POST":
        status, problem = 422, WRONG
        who = network_of(request, proxies=settings.TRUSTED_PROXIES)
        if is_barred(who=who, now=now()):
            status, problem = 429, BARRED
        elif form.is_valid():
            case = find_by_code(**form.cleaned_data).first()
            if case:
                return _private(redirect("public_status", lent_token(case)))
            note_wrong(who=who, now=now())
    context = {"form": form, "problem": problem, "service_number": settings.WHATSAPP_SERVICE_NUMBER}
    return _private(render(request, "public/lookup.html", context, status=status))


def _private(response: HttpResponse) -> HttpResponse:
    add_never_cache_headers(response)
    response["X-Robots-Tag"] = "noindex"
    return response
