"""An officer's notices. Every act works as a plain form; by htmx it answers with the row and the counts."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET, require_POST

from bontang_pengaduan.lib.clock import now
from opd.models import Notice
from opd.notices import mark_read
from opd.reading import mark_all_read, mark_unread, undo_mark_all_read

from ..forms.notices import ReadAllForm, UndoForm
from ..noticeboard import count_unread, count_words, list_notices, own_notices, read_lines
from .inbox import wants_fragment
from .navigation import StaffRequest

TEMPLATE = "complaints/notices.html"


@login_required
@require_GET
def notice_list(request: StaffRequest) -> HttpResponse:
    """Newest first; by htmx the rows behind the key alone. `urungkan` names an act that can be taken back."""
    context = {
        "page": list_notices(request.user, request.GET.get("sesudah", "")[:60]),
        "undo": request.GET.get("urungkan", "")[:40],
        "section": "notices",
    }
    response = render(request, f"{TEMPLATE}#rows" if wants_fragment(request) else TEMPLATE, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@login_required
@require_GET
def notice_open(request: StaffRequest, pk: int) -> HttpResponse:
    """On to the case. Opening is reading, so the way there notes it; 404 when the case is another agency's now."""
    notice = _own(request, pk)
    if not read_lines(request.user, [notice])[0].leads_somewhere:
        raise Http404
    mark_read(notice=notice, now=now())
    return redirect(notice.url)


@login_required
@require_POST
def notice_read(request: StaffRequest, pk: int) -> HttpResponse:
    """Tandai sudah dibaca."""
    notice = _own(request, pk)
    mark_read(notice=notice, now=now())
    return _row(request, notice)


@login_required
@require_POST
def notice_unread(request: StaffRequest, pk: int) -> HttpResponse:
    """Tandai belum dibaca."""
    notice = _own(request, pk)
    mark_unread(notice=notice)
    return _row(request, notice)


@login_required
@require_POST
def notices_read(request: StaffRequest) -> HttpResponse:
    """Tandai semua sudah dibaca: what the page could show, and not what came since."""
    form, moment = ReadAllForm(request.POST), now()
    if not form.is_valid():
        return redirect("notice_list")
    count = mark_all_read(recipient=request.user, newest=form.cleaned_data["newest"], now=moment)
    if not count:
        return redirect("notice_list")
    messages.success(request, f"{count} pemberitahuan ditandai sudah dibaca.")
    return redirect(f"{reverse('notice_list')}?{urlencode({'urungkan': moment.isoformat()})}")


@login_required
@require_POST
def notices_undo(request: StaffRequest) -> HttpResponse:
    """Urungkan."""
    form = UndoForm(request.POST)
    if form.is_valid():
        count = undo_mark_all_read(recipient=request.user, read_at=form.cleaned_data["read_at"])
        messages.success(request, f"{count} pemberitahuan kembali belum dibaca.")
    return redirect("notice_list")


def _own(request: StaffRequest, pk: int) -> Notice:
    return get_object_or_404(own_notices(request.user), pk=pk)


def _row(request: StaffRequest, notice: Notice) -> HttpResponse:
    if not wants_fragment(request):
        return redirect(f"{reverse('notice_list')}?{request.GET.urlencode()}#notice-{notice.pk}")
    notice.refresh_from_db(fields=["read_at"])
    line = read_lines(request.user, [notice])[0]
    return render(request, f"{TEMPLATE}#answer", {"line": line, "unread": count_words(count_unread(request.user))})
