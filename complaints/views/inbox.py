"""The inbox: a page, and for its refresh the list alone."""

import hashlib

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.utils.http import quote_etag
from django.views.decorators.http import require_GET

from bontang_pengaduan.lib.clock import now

from ..bulk_desk import read_outcome
from ..channel_names import channel_choices
from ..listing import VIEW_LABELS, Selection, list_complaints
from ..saved_views import plain_query, read_query
from ..searching import LOOKED_THROUGH, share_of
from .navigation import StaffRequest, read_rail


@login_required
@require_GET
def complaint_list(request: StaffRequest) -> HttpResponse:
    """The list that the query string asks for; 304 on a refresh that would show the same."""
    if not wants_fragment(request):
        return render(request, "complaints/inbox.html", list_context(request))
    shown = render_to_string("complaints/inbox.html#list", list_context(request), request)
    etag = quote_etag(_version_of(shown, request))
    if request.headers.get("If-None-Match") == etag:
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = HttpResponse(shown)
    response["ETag"] = etag
    # Names of citizens do not stay on a shared PC; the script sends the tag by itself.
    response["Cache-Control"] = "no-store"
    patch_vary_headers(response, ["HX-Request"])
    return response


def read_selection(request: HttpRequest) -> Selection:
    """View, search and filters of the query string; an unknown view is the first one."""
    return read_query(request.GET)


def list_context(request: StaffRequest) -> dict[str, object]:
    """What the list column needs, on the inbox and beside an open complaint."""
    selection = read_selection(request)
    # The words are looked up in the statement of the rail, which a page needs anyhow.
    share = None
    if selection.query and not wants_fragment(request):
        share = read_rail(request, {"share": share_of(selection.query)}).more["share"]
    page = list_complaints(request.user, selection, now(), share=share)
    query = request.GET.copy()
    if page.spelled:
        query["q"] = page.spelled  # so that it goes on with what was found
    for passing in ("sesudah", "kelompok", "pilih", "massal"):
        query.pop(passing, None)
    return {
        "selection": selection,
        "saved_query": (saved := plain_query(request.GET)),
        "can_save": saved not in ("", f"tampilan={selection.view}"),
        "picking": request.GET.get("pilih") == "1",
        "outcome": read_outcome(request.user, request.GET.get("massal", ""), now()),
        "view_label": VIEW_LABELS[selection.view],
        "page": page,
        "continued": request.GET.get("kelompok", "") if wants_fragment(request) else "",
        "looked_through": f"{LOOKED_THROUGH:,}".replace(",", "."),
        "query_string": query.urlencode(),
        "listed_at": now().isoformat(),
        "channels": channel_choices(),
    }


def _version_of(shown: str, request: HttpRequest) -> str:
    """Changes when the list looks different, and not before: what it shows is what is compared, but for the nonce."""
    return hashlib.md5(shown.replace(str(request.csp_nonce), "").encode(), usedforsecurity=False).hexdigest()  # type: ignore[attr-defined]  # django-csp


def wants_fragment(request: HttpRequest) -> bool:
    """A part of the page and not the whole: never for history, which restores whole pages."""
    return (
        request.headers.get("HX-Request") == "true"
        and request.headers.get("HX-Request-Type") != "full"
        and "HX-History-Restore-Request" not in request.headers
    )
