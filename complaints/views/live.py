"""What open pages ask for by themselves: news of the list and of the open case, and who else is there."""

from datetime import datetime

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.request import split_domain_port
from django.template.loader import render_to_string
from django.views.decorators.http import require_GET, require_POST

from bontang_pengaduan.lib.clock import now
from opd.models import User

from ..live.news import ListRow, case_presence, case_words, count_arrivals, read_rows
from ..live.presence import READING, WRITING, end_presence, note_presence
from ..models import Complaint
from ..permissions import can_act
from ..queries import visible_to
from .acting import find_complaint
from .inbox import read_selection
from .navigation import StaffRequest, read_rail

GONE = "Aduan ini tidak lagi berada di OPD Anda."
DOING = {"lihat": READING, "tulis": WRITING}


@login_required
@require_GET
def news(request: StaffRequest) -> JsonResponse:
    """The counts of the rail, and where the page has them: the list of its query string (`daftar`), with what has come
    since `sejak`; the open case (`aduan`), with what has happened since `sejak_aduan`."""
    found: dict[str, object] = {"at": now().isoformat(), "counts": _counts(request)}
    if "daftar" in request.GET:
        selection, since = read_selection(request), _read_moment(request.GET.get("sejak", ""))
        found["rows"] = {row.number: _row(row) for row in read_rows(request.user, selection, now())}
        found["arrived"] = count_arrivals(request.user, selection, since, now()) if since else 0
    if number := request.GET.get("aduan"):
        found["case"] = _case(request.user, number, request.GET.get("sejak_aduan", ""))
    response = JsonResponse(found)
    response["Cache-Control"] = "no-store"
    return response


@login_required
@require_POST
def presence_note(request: StaffRequest, number: str) -> JsonResponse:
    """The page says that it is open (`lihat`) or written in (`tulis`); the answer is who else is there. Those who may
    not act in the case read, and are not seen."""
    complaint, doing = find_complaint(request, number), DOING.get(request.POST.get("mode", ""))
    if doing and can_act(request.user, complaint):
        note_presence(complaint.pk, request.user, doing)
    return JsonResponse({"presence": case_presence(complaint, request.user)})


@require_POST
def presence_left(request: HttpRequest, ticket: str) -> HttpResponse:
    """The page that has this ticket is closed."""
    try:
        end_presence(ticket)
    except BadSignature:
        return HttpResponse(status=404)
    return HttpResponse(status=204)


@require_GET
def stream_elsewhere(request: HttpRequest) -> HttpResponse:
    """Without a proxy that hands this path to the process of the streams, its port on the same host."""
    if not settings.STREAM_PORT or request.is_secure():
        return HttpResponse(status=404)
    host = split_domain_port(request.get_host())[0]
    return HttpResponseRedirect(f"http://{host}:{settings.STREAM_PORT}{request.path}", status=307)


def _counts(request: StaffRequest) -> dict[str, int | str]:
    navigation = read_rail(request)
    links = [*navigation.views, *navigation.saved, *navigation.work]
    return {link.key: link.count for link in links if link.count != "" or link.key == "notices"}


def _row(row: ListRow) -> dict[str, object]:
    return {
        "level": row.level,
        "unread": row.is_unread,
        "used": row.used,
        "chip": row.chip,
        "sentence": row.sentence,
        "presence": row.presence,
        "end": render_to_string("complaints/inbox/row_end.html", {"row": row}),
    }


def _case(user: User, number: str, mark: str) -> dict[str, str]:
    complaint = visible_to(user).filter(number=number).first()
    if complaint is None:
        return {"words": GONE, "presence": ""}
    return {"words": _words(complaint, user, mark), "presence": case_presence(complaint, user)}


def _words(complaint: Complaint, user: User, mark: str) -> str:
    try:
        return case_words(complaint, user, mark)
    except ValueError:
        return ""


def _read_moment(value: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
