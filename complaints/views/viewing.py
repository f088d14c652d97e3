"""Tampilan tersimpan: saving what the list shows, and the page on which views are kept in order."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opd.models import Opd, User

from ..errors import ComplaintError
from ..forms.viewing import ViewForm
from ..models import SavedView
from ..permissions import may_keep_tags
from ..saved_views import plain_query, read_query, shown_views
from ..services import viewing
from .navigation import StaffRequest


@login_required
@require_http_methods(["GET", "POST"])
def view_create(request: StaffRequest) -> HttpResponse:
    """Simpan tampilan: the list as the query string shows it."""
    query = plain_query(QueryDict(request.POST.get("query", "")[:500]) if request.method == "POST" else request.GET)
    form = ViewForm(request.POST or None, units=_units(request.user))
    if form.is_valid():
        words = read_query(QueryDict(query)).query
        try:
            viewing.save_view(query=query, words=words, user=request.user, **form.cleaned_data)
        except ComplaintError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Tampilan “{form.cleaned_data['name']}” disimpan.")
            return redirect(f"{reverse('complaint_list')}?{query}")
    status = 422 if request.method == "POST" else 200
    return render(request, "complaints/view_create.html", {"form": form, "query": query}, status=status)


@login_required
@require_GET
def view_list(request: StaffRequest) -> HttpResponse:
    """The views that this user sees, with what he may do with each."""
    return _show(request)


@login_required
@require_POST
def view_change(request: StaffRequest, pk: int) -> HttpResponse:
    """Renames, shares, moves up or removes one view. 422 with the page and the reason when it is refused."""
    view = get_object_or_404(shown_views(request.user), pk=pk)
    try:
        done = _change(request, view)
    except ComplaintError as refusal:
        return _show(request, view, str(refusal))
    messages.success(request, done)
    return redirect("view_list")


def _change(request: StaffRequest, view: SavedView) -> str:
    act = request.POST.get("act", "")
    if act == "remove":
        viewing.remove_view(view=view, user=request.user)
        return f"Tampilan “{view.name}” dihapus."
    if act == "raise":
        viewing.raise_view(view=view, user=request.user)
        return f"Tampilan “{view.name}” dinaikkan."
    units = _units(request.user, beside=view.opd_id or 0)
    form = ViewForm(request.POST, units=units)
    if not form.is_valid():
        raise ComplaintError(str(next(iter(form.errors.values()))[0]))
    viewing.change_view(view=view, user=request.user, **form.cleaned_data)
    return f"Tampilan “{form.cleaned_data['name']}” disimpan."


def _units(user: User, *, beside: int = 0) -> QuerySet[Opd]:
    own = user.memberships.filter(opd__isnull=False).values("opd")
    return Opd.objects.filter(Q(pk__in=own) | Q(pk=beside))


def _show(request: StaffRequest, refused: SavedView | None = None, error: str = "") -> HttpResponse:
    views, user = list(shown_views(request.user)), request.user
    kept = [view.pk for view in views if view.owner_id == user.pk or (view.opd_id and may_keep_tags(user, view.opd_id))]
    context = {"views": views, "kept": kept, "units": _units(user), "refused": refused, "error": error}
    return render(request, "complaints/views.html", context, status=422 if error else 200)
