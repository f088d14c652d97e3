"""/lapor/: one question a screen, no JavaScript needed, nothing lost on the way."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bontang_pengaduan.lib.addresses import network_of
from bontang_pengaduan.lib.clock import now
from complaints.errors import ComplaintError
from complaints.invitations import find_code
from complaints.links import own_url
from complaints.services.rates import note
from complaints.services.supporting import support
from complaints.similar_public import find_by_key
from opd.models import Kelurahan

from ..channels.web.client import may_tell
from ..models import FormDraft
from . import drafts, screens, sending
from .forms import CONTACTS, ContactForm, PlaceForm, SecrecyForm, StoryForm

COOKIE = "lapor"
HOUR = timedelta(hours=1)
TOO_MANY = "Terlalu banyak kiriman dari jaringan ini. Isian Anda tersimpan, kirim lagi satu jam lagi."
NOT_STORED = "Aduan belum dapat disimpan. Isian Anda tidak hilang, tekan Kirim sekali lagi."
P = ParamSpec("P")


def with_draft(view: Callable[Concatenate[HttpRequest, FormDraft, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """Hands the view the citizen's open draft; who has none begins at the first question, who has sent it sees that."""

    @wraps(view)
    def opened(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        draft = _draft_of(request)
        if draft is None:
            return redirect("form_story")
        return redirect("form_sent") if draft.sent_at else view(request, draft, *args, **kwargs)

    return opened


@require_http_methods(["GET", "POST"])
def form_story(request: HttpRequest) -> HttpResponse:
    """What happened, with photos. The words are kept even when a photo is refused."""
    draft = _draft_of(request)
    if draft and draft.sent_at:
        draft = None  # a new complaint
    told = {"invitation": request.GET.get("kode", "")[:20]} if "kode" in request.GET else {}
    initial = (draft.answers if draft else {}) | told
    form = StoryForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "GET":
        return _show(request, "cerita", form=form, draft=draft)
    key = request.COOKIES.get(COOKIE, "")
    if draft is None:
        draft, key = drafts.begin(now=now())
    is_valid = form.is_valid()
    if form.cleaned_data.get("text"):
        text = form.cleaned_data["text"]
        invitation = form.cleaned_data.get("invitation") or find_code(text)
        draft = drafts.keep_answers(draft=draft, answers={"text": text, "invitation": invitation}, now=now())
    if is_valid and form.cleaned_data["photos"]:
        if _is_too_much(request, "photo", settings.FORM_PHOTOS_PER_HOUR):
            form.add_error("photos", TOO_MANY)
        else:
            draft = drafts.keep_photos(draft=draft, files=form.cleaned_data["photos"], now=now())
    if form.errors:
        return _with_key(_show(request, "cerita", form=form, draft=draft, status=422), key)
    stays = "tambah" in request.POST
    where = "form_story" if stays else screens.next_screen(draft, "cerita", now())
    return _with_key(redirect("form_story") if stays else _go(where), key)


@require_POST
@with_draft
def form_photo_drop(request: HttpRequest, draft: FormDraft) -> HttpResponse:
    """Removes a photo that was chosen by mistake."""
    drafts.drop_photo(draft=draft, photo_id=request.POST.get("foto", ""), now=now())
    return redirect("form_story")


@require_GET
@with_draft
def form_notice(request: HttpRequest, draft: FormDraft, screen: str) -> HttpResponse:
    """112 and the right number before everything else; or whose matter it is when it is not the city's."""
    told = {"darurat": screens.danger_in, "kewenangan": screens.body_for}[screen](draft, now())
    if told is None:
        return _go(screens.next_screen(draft, screen, now()))
    return _show(request, screen, draft=draft, told=told, onward_url=_address(draft, screen))


@require_http_methods(["GET", "POST"])
@with_draft
def form_place(request: HttpRequest, draft: FormDraft) -> HttpResponse:
    """Where it is. Whoever does not know goes on without."""
    return _ask(request, draft, "lokasi", PlaceForm(request.POST or None, initial=draft.answers))


@require_http_methods(["GET", "POST"])
@with_draft
def form_similar(request: HttpRequest, draft: FormDraft) -> HttpResponse:
    """What others have reported nearby: Dukung ini, or go on with one's own."""
    if request.method == "POST":
        case = find_by_key(request.POST.get("aduan", ""))
        if case:
            try:
                support(complaint=case, supporter=draft.key_digest, now=now())
            except ComplaintError:
                return redirect("form_similar")
            supported = {*draft.answers.get("supported", []), case.pk}
            drafts.keep_answers(draft=draft, answers={"supported": sorted(supported)}, now=now())
        return redirect("form_similar")
    cases = screens.similar_to(draft, now())
    if not cases:
        return _go(screens.next_screen(draft, "serupa", now()))
    return _show(request, "serupa", draft=draft, cases=cases, onward_url=_address(draft, "serupa"))


@require_http_methods(["GET", "POST"])
@with_draft
def form_contact(request: HttpRequest, draft: FormDraft) -> HttpResponse:
    """Where news goes: WhatsApp, e-mail, or nowhere."""
    is_invited = bool(draft.answers.get("invitation"))
    form = ContactForm(request.POST or None, initial=draft.answers, is_invited=is_invited)
    return _ask(request, draft, "kabar", form, has_whatsapp=may_tell(), is_invited=is_invited)


@require_http_methods(["GET", "POST"])
@with_draft
def form_secrecy(request: HttpRequest, draft: FormDraft) -> HttpResponse:
    """Who may know, each choice with what it means."""
    form = SecrecyForm(request.POST or None, initial=draft.answers, contact=draft.answers.get("contact", ""))
    return _ask(request, draft, "kerahasiaan", form)


@require_http_methods(["GET", "POST"])
@with_draft
def form_review(request: HttpRequest, draft: FormDraft) -> HttpResponse:
    """Everything once more, and Kirim. Twice is once."""
    if not screens.is_ready(draft):
        return redirect("form_story" if not draft.answers.get("text") else "form_contact")
    problem = ""
    if request.method == "POST":
        problem = _send(request, draft)
        if not problem:
            return redirect("form_sent")
    kelurahan = Kelurahan.objects.filter(code=draft.answers.get("kelurahan") or "").first()
    contact = CONTACTS[draft.answers["contact"]].partition(".")[0]
    return _show(
        request,
        "periksa",
        draft=draft,
        kelurahan=kelurahan,
        contact=contact,
        problem=problem,
        status=503 if problem == NOT_STORED else 429 if problem else 200,
    )


@require_GET
def form_sent(request: HttpRequest) -> HttpResponse:
    """Number, code and link, to keep or to print. For the one browser that sent it."""
    draft = _draft_of(request)
    if draft is None or draft.sent_at is None:
        return redirect("form_story")
    key, case = request.COOKIES[COOKIE], sending.filed_case(draft)
    is_own = bool(case and sending.is_own_case(case, key))
    has_page = bool(is_own and case and not case.is_secret)
    context = {
        "case": case,
        "is_own": is_own,
        "code": sending.look_up_code(key) if has_page else "",
        "link": own_url(sending.link_token(key)) if has_page else "",
    }
    return _page(request, "lapor/selesai.html", context)


def _ask(
    request: HttpRequest,
    draft: FormDraft,
    screen: str,
    form: PlaceForm | ContactForm | SecrecyForm,
    **context: Any,
) -> HttpResponse:
    if form.is_valid():
        draft = drafts.keep_answers(draft=draft, answers=form.cleaned_data, now=now())
        return _go(screens.next_screen(draft, screen, now()))
    status = 422 if request.method == "POST" else 200
    return _show(request, screen, form=form, draft=draft, status=status, **context)


def _send(request: HttpRequest, draft: FormDraft) -> str:
    """Sends the draft; what stands in the way, or nothing."""
    if _is_too_much(request, "send", settings.FORM_SENDS_PER_HOUR):
        return TOO_MANY
    try:
        sending.send_draft(draft=draft, key=request.COOKIES[COOKIE], now=now())
    except (OperationalError, InterfaceError):
        return NOT_STORED
    return ""


def _is_too_much(request: HttpRequest, what: str, limit: int) -> bool:
    who = network_of(request, proxies=settings.TRUSTED_PROXIES)
    return note(what=f"form.{what}", who=who, span=HOUR, now=now()) > limit


def _draft_of(request: HttpRequest) -> FormDraft | None:
    return drafts.find(request.COOKIES.get(COOKIE, ""), now())


def _go(screen: str) -> HttpResponse:
    return redirect(_url(screen))


def _address(draft: FormDraft, after: str) -> str:
    return _url(screens.next_screen(draft, after, now()))


def _url(screen: str) -> str:
    return reverse(f"form_{SCREEN_NAMES[screen]}", args=[screen] if SCREEN_NAMES[screen] == "notice" else [])


def _show(request: HttpRequest, screen: str, *, status: int = 200, **context: Any) -> HttpResponse:
    return _page(request, f"lapor/{screen}.html", {"progress": screens.progress_at(screen), **context}, status=status)


def _page(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    response = render(request, template, {**context, "service_number": settings.WHATSAPP_SERVICE_NUMBER}, status=status)
    add_never_cache_headers(response)
    response["X-Robots-Tag"] = "noindex"
    return response


def _with_key(response: HttpResponse, key: str) -> HttpResponse:
    response.set_cookie(
        COOKIE,
        key,
        max_age=settings.FORM_DRAFT_DAYS * 24 * 3600,
        path="/lapor/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


SCREEN_NAMES = {
    "cerita": "story",
    "darurat": "notice",
    "lokasi": "place",
    "kewenangan": "notice",
    "serupa": "similar",
    "kabar": "contact",
    "kerahasiaan": "secrecy",
    "periksa": "review",
}
