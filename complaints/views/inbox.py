"""The inbox: a page, and for its refresh the list alone."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.http import quote_etag
from django.views.decorators.http import require_GET

from bontang_pengaduan.lib.clock import now
from opd.models import Category, Kelurahan

from ..bulk_desk import read_outcome
from ..listing import VIEW_LABELS, Selection, list_complaints, list_version
from ..models import Complaint
from ..tags import offered_tags
from ..templatetags.ui import channel_label
from .navigation import StaffRequest


@login_required
@require_GET
def complaint_list(request: StaffRequest) -> HttpResponse:
    """The list that the query string asks for; 304 on a refresh that would show the same."""
    selection = read_selection(request)
    if not wants_fragment(request):
        return render(request, "complaints/inbox.html", list_context(request))
    etag = quote_etag(list_version(request.user, selection, now()))
    if request.headers.get("If-None-Match") == etag:
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = render(request, "complaints/inbox.html#list", list_context(request) | {"etag": etag})
    response["ETag"] = etag
    # Names of citizens do not stay on a shared PC; the script sends the tag by itself.
    response["Cache-Control"] = "no-store"
    patch_vary_headers(response, ["HX-Request"])
    return response


def read_selection(request: HttpRequest) -> Selection:
    """View, search and filters of the query string; an unknown view is the first one."""
    view = request.GET.get("tampilan", "perlu")
    return Selection(
        view=view if view in VIEW_LABELS else "perlu",
        query=request.GET.get("q", "").strip()[:100],
        channel=request.GET.get("kanal", ""),
        kelurahan=request.GET.get("kelurahan", ""),
        category=request.GET.get("kategori", ""),
        tag=request.GET.get("label", ""),
        is_naming=request.GET.get("sebut") == "saya",
        after=request.GET.get("sesudah", "")[:60],
    )


def list_context(request: StaffRequest) -> dict[str, object]:
    """What the list column needs, on the inbox and beside an open complaint."""
    selection = read_selection(request)
    query = request.GET.copy()
    for passing in ("sesudah", "pilih", "massal"):
        query.pop(passing, None)
    return {
        "selection": selection,
        "picking": request.GET.get("pilih") == "1",
        "outcome": read_outcome(request.user, request.GET.get("massal", ""), now()),
        "view_label": VIEW_LABELS[selection.view],
        "page": list_complaints(request.user, selection, now()),
        "query_string": query.urlencode(),
        "channels": [
            (channel, channel_label(channel))
            for channel in Complaint.objects.order_by("channel").values_list("channel", flat=True).distinct()
        ],
        "kelurahan_choices": Kelurahan.objects.values_list("code", "name"),
        "tags_offered": offered_tags(request.user),
        "categories": Category.objects.filter(is_active=True).values_list("code", "name"),
    }


def wants_fragment(request: HttpRequest) -> bool:
    """A part of the page and not the whole: never for history, which restores whole pages."""
    return (
        request.headers.get("HX-Request") == "true"
        and request.headers.get("HX-Request-Type") != "full"
        and "HX-History-Restore-Request" not in request.headers
    )
