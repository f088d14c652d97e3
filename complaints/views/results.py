"""Selesaikan, and the photos of a result: for officers, and for the citizen behind his link."""

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ..forms.results import ResolveForm
from ..links import opened_by
from ..models import ResultPhoto
from ..queries import shown_photos, visible_to
from ..services import resolving
from ..services.result_photos import show_photos
from .acting import attempt, attempt_form, find_complaint, read_override, show_form
from .navigation import StaffRequest


@login_required
@require_http_methods(["GET", "POST"])
def complaint_resolve(request: StaffRequest, number: str) -> HttpResponse:
    """Selesaikan. A refused photo keeps the written result; browsers ask for the files again."""
    complaint = find_complaint(request, number)
    form = ResolveForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        facts = {
            "complaint": complaint,
            "resolution": form.cleaned_data["resolution"],
            "uploads": form.uploads(),
            "are_shown": form.cleaned_data["are_shown"],
            "override_reason": read_override(request),
        }
        if attempt_form(request, form, f"{number} selesai.", resolving.resolve_with_photos, **facts):
            return redirect("complaint_detail", number)
    return show_form(request, "complaints/resolve.html", complaint, form)


@login_required
@require_POST
def photos_show(request: StaffRequest, number: str) -> HttpResponse:
    """Tampilkan or Sembunyikan: the result photos on the citizen's page."""
    are_shown = request.POST.get("shown") == "yes"
    done = "Foto hasil kini tampil bagi pelapor." if are_shown else "Foto hasil disembunyikan dari pelapor."
    attempt(request, done, show_photos, complaint=find_complaint(request, number), are_shown=are_shown)
    return redirect("complaint_detail", number)


@login_required
@require_GET
def result_photo(request: StaffRequest, key: str, size: str) -> FileResponse:
    """A result photo of a case that this user may know of."""
    return _answer(ResultPhoto.objects.filter(complaint__in=visible_to(request.user)), key, size)


@require_GET
def public_photo(request: HttpRequest, token: str, key: str, size: str) -> FileResponse:
    """A result photo that is shown, behind a link to its case. 404 for a wrong link, a secret case, a hidden photo."""
    response = _answer(shown_photos(opened_by(token)), key, size)
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _answer(photos: QuerySet[ResultPhoto], key: str, size: str) -> FileResponse:
    photo = get_object_or_404(photos, key=key)
    file = photo.thumbnail if size == "small" else photo.image
    response = FileResponse(file.open(), content_type="image/webp")
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    # It may be hidden any time: the browser asks again.
    response["Cache-Control"] = "private, no-cache"
    return response
