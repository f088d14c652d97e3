"""Label on a case, and the page on which a unit keeps its labels in order."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from bontang_pengaduan.lib.clock import now

from ..errors import ComplaintError
from ..forms.tagging import RenameTagForm, TagForm
from ..models import Tag
from ..permissions import may_keep_tags
from ..services import tagging
from ..tags import counted_tags, own_tags
from .acting import attempt, find_complaint
from .navigation import StaffRequest


@login_required
@require_POST
def tag_add(request: StaffRequest, number: str) -> HttpResponse:
    """Puts one label on the case."""
    complaint, form = find_complaint(request, number), TagForm(request.POST)
    if form.is_valid():
        name = form.cleaned_data["name"]
        attempt(request, f"Label “{name}” dipasang.", tagging.add_tag, complaint=complaint, name=name)
    else:
        messages.error(request, str(next(iter(form.errors.values()))[0]))
    return redirect("complaint_detail", number)


@login_required
@require_POST
def tag_remove(request: StaffRequest, number: str, pk: int) -> HttpResponse:
    """Takes one label off the case."""
    complaint, tag = find_complaint(request, number), get_object_or_404(Tag, pk=pk, uses__complaint__number=number)
    attempt(request, f"Label “{tag.name}” dilepas.", tagging.remove_tag, complaint=complaint, tag=tag)
    return redirect("complaint_detail", number)


@login_required
@require_GET
def tag_list(request: StaffRequest) -> HttpResponse:
    """The labels of the user's units, each with its number of cases."""
    return _show(request)


@login_required
@require_POST
def tag_rename(request: StaffRequest, pk: int) -> HttpResponse:
    """Ubah nama, or Gabungkan. 422 with the page and the reason when it is refused."""
    tag = get_object_or_404(own_tags(request.user), pk=pk)
    form = RenameTagForm(request.POST)
    if not form.is_valid():
        return _show(request, tag, str(next(iter(form.errors.values()))[0]))
    try:
        kept = tagging.rename_tag(tag=tag, user=request.user, now=now(), **form.cleaned_data)
    except ComplaintError as refusal:
        return _show(request, tag, str(refusal))
    done = f"Label “{tag.name}” digabungkan ke “{kept.name}”." if kept.pk != tag.pk else f"Label menjadi “{kept.name}”."
    messages.success(request, done)
    return redirect("tag_list")


def _show(request: StaffRequest, refused: Tag | None = None, error: str = "") -> HttpResponse:
    tags = list(counted_tags(request.user))
    kept = {opd for opd in {tag.opd_id for tag in tags} if may_keep_tags(request.user, opd)}
    context = {"tags": tags, "kept": kept, "refused": refused, "error": error, "written": request.POST.get("name", "")}
    return render(request, "complaints/tags.html", context, status=422 if error else 200)
