"""Selesaikan, and the photos of a result: for officers, and for the citizen behind his link."""

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bontang_pengaduan.lib.clock import now

from ..forms.results import ResolveForm
from ..links import opened_by
from ..models import HeldPhoto, ResultPhoto
from ..queries import shown_photos, visible_to
from ..services import resolving
from ..services.result_photos import held_photos, show_photos
from .acting import attempt, attempt_form, find_complaint, read_override, show_form
from .navigation import StaffRequest


@login_required
@require_http_methods(["GET", "POST"])
def complaint_resolve(request: StaffRequest, number: str) -> HttpResponse:
    """Selesaikan. A result that is refused keeps its words and its photos."""
    complaint = find_complaint(request, number)
    form = ResolveForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        facts = {
            "complaint": complaint,
            "resolution": form.cleaned_data["resolution"],
            "uploads": form.uploads(),
            "kept": form.kept(),
            "are_shown": form.cleaned_data["are_shown"],
            "override_reason": read_override(request),
        }
        if attempt_form(request, form, f"{number} selesai.", resolving.resolve_with_photos, holds=False, **facts):
            return redirect("complaint_detail", number)
    photos = list(held_photos(complaint, request.user, now()))
    used, seen = form.kept(), request.POST.getlist("seen")
    for photo in photos:
        # What something is asked about is used only once the officer says so.
        is_used = photo.key in used if photo.key in seen else not photo.questions
        photo.is_used = is_used  # type: ignore[attr-defined]  # for the template
    return show_form(request, "complaints/resolve.html", complaint, form, held=photos)


@login_required
@require_GET
def held_photo(request: StaffRequest, key: str) -> FileResponse:
    """A photo that this officer has chosen and not used yet, small."""
    photo = get_object_or_404(HeldPhoto, key=key, held_by=request.user, complaint__in=visible_to(request.user))
    return _give(photo.thumbnail)


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
    return _give(photo.thumbnail if size == "small" else photo.image)


def _give(file: FieldFile) -> FileResponse:
    response = FileResponse(file.open(), content_type="image/webp")
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    # It may be hidden any time: the browser asks again.
    response["Cache-Control"] = "private, no-cache"
    return response
