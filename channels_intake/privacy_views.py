"""Meta's callbacks about a person's data, the page that tells him, and the coordinators' list."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from bontang_pengaduan.lib.clock import now
from complaints.views.navigation import StaffRequest

from .channel_views import require_steering
from .channels.meta.signed_request import read_signed_request
from .channels.shapes import as_id
from .models import PrivacyRequest
from .privacy import SettledError, record_request, settle_request
from .privacy_forms import SettleForm

SHOWN = 100


@csrf_exempt
@require_POST
def data_deletion(request: HttpRequest) -> HttpResponse:
    """Meta's data deletion callback: 403 for what our app secret did not sign, else where to look, and the code."""
    user_id = _signed_user(request)
    if user_id is None:
        return HttpResponse(status=403)
    kept = record_request(kind=PrivacyRequest.Kind.DELETION, user_id=user_id, now=now())
    page = settings.PUBLIC_BASE_URL + reverse("privacy_status", args=[kept.code])
    return JsonResponse({"url": page, "confirmation_code": kept.code})


@csrf_exempt
@require_POST
def deauthorize(request: HttpRequest) -> HttpResponse:
    """Meta's deauthorize callback: 403 for what our app secret did not sign, else 200."""
    user_id = _signed_user(request)
    if user_id is None:
        return HttpResponse(status=403)
    record_request(kind=PrivacyRequest.Kind.DEAUTHORIZED, user_id=user_id, now=now())
    return JsonResponse({})


@require_GET
def privacy_status(request: HttpRequest, code: str) -> HttpResponse:
    """What became of a request, for whoever has its code. It names nobody."""
    asked = get_object_or_404(PrivacyRequest, code=code, kind=PrivacyRequest.Kind.DELETION)
    response = render(request, "public/deletion.html", {"asked": asked})
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


@login_required
@require_GET
def privacy_list(request: StaffRequest) -> HttpResponse:
    """The requests, the open ones first. 403 for people of one agency."""
    require_steering(request)
    return _show(request)


@login_required
@require_POST
def privacy_settle(request: StaffRequest, pk: int) -> HttpResponse:
    """Putuskan: deleted, kept for a reason, or nothing of that person here. 422 without a reason."""
    require_steering(request)
    asked, form = get_object_or_404(PrivacyRequest, pk=pk), SettleForm(request.POST)
    if not form.is_valid():
        return _show(request, refused=asked.pk, form=form, status=422)
    try:
        settle_request(request=asked, user=request.user, now=now(), **form.cleaned_data)
    except SettledError as refusal:
        messages.info(request, str(refusal))
    else:
        messages.success(request, "Keputusan disimpan.")
    return redirect("privacy_list")


def _show(
    request: StaffRequest, *, refused: int | None = None, form: SettleForm | None = None, status: int = 200
) -> HttpResponse:
    rows = PrivacyRequest.objects.select_related("settled_by").order_by("settled_at", "-requested_at")
    newest_first = sorted(rows[:SHOWN], key=lambda row: row.outcome != PrivacyRequest.Outcome.OPEN)
    context = {"requests": newest_first, "refused": refused, "form": form or SettleForm(), "section": "settings"}
    return render(request, "channels/privacy.html", context, status=status)


def _signed_user(request: HttpRequest) -> str | None:
    signed = read_signed_request(request.POST.get("signed_request", ""), settings.META_APP_SECRETS)
    return as_id(signed.get("user_id")) if signed else None
