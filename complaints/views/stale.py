"""The guard of every act in a case: what was decided over an old page is not done, and nothing written is lost.

A page's forms say which state of the case they were made from (`{% seen %}`). An act over a later state is answered
with 409: what has changed, what was written, and the same act once more for whoever still wants it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ..changed import changed_words
from ..models import Complaint
from ..queries import visible_to
from .navigation import StaffRequest

FIELD = "seen"
SHOWN_FROM = 12  # letters: what is longer was written, and shorter values are choices
MACHINE_FIELDS = (FIELD, "csrfmiddlewaretoken")


class StalePageError(Exception):
    """The case has changed since the page was made; nothing was done."""

    def __init__(self, complaint: Complaint, words: str) -> None:
        super().__init__(words)
        self.complaint, self.words = complaint, words


def seen_value(complaint: Complaint) -> str:
    """What a form carries: the case and its version."""
    return f"{complaint.pk}.{complaint.version}"


@contextmanager
def unchanged(request: StaffRequest, *, holds: bool = True) -> Iterator[None]:
    """The act inside happens to the state that its page has shown, or not at all: until it is done the case is locked.

    A form that says nothing of its state is not held up. `holds=False` only looks, for an act that stores files and
    minds the version itself. Raises StalePageError.
    """
    if not holds:
        _check(request, Complaint.objects.all())
        yield
        return
    with transaction.atomic():
        _check(request, Complaint.objects.select_for_update())
        yield


def _check(request: StaffRequest, complaints: QuerySet[Complaint]) -> None:
    key, _, version = request.POST.get(FIELD, "").partition(".")
    if not (key.isdecimal() and version.isdecimal() and len(key) < 19):
        return
    complaint = complaints.filter(pk=int(key)).first()
    if complaint is None or str(complaint.version) == version:
        return
    is_visible = visible_to(request.user).filter(pk=complaint.pk).exists()
    words = changed_words(complaint, request.user) if is_visible else "Aduan ini tidak lagi berada di OPD Anda."
    raise StalePageError(complaint, words)


class StalePageMiddleware:
    """Answers StalePageError with the page that says so."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """409 with what has changed; None for every other error."""
        return _show(request, error) if isinstance(error, StalePageError) else None


def _show(request: HttpRequest, error: StalePageError) -> HttpResponse:
    fields = [name for name in request.POST if name not in MACHINE_FIELDS]
    sent = [(name, value) for name in fields for value in request.POST.getlist(name)]
    visible = visible_to(request.user).filter(pk=error.complaint.pk) if request.user.is_authenticated else None
    context = {
        "complaint": error.complaint,
        "words": error.words,
        "sent": sent,
        "written": [value for _, value in sent if len(value) >= SHOWN_FROM],
        "is_visible": visible is not None and visible.exists(),
        "has_files": bool(request.FILES),
        "path": request.get_full_path(),
    }
    return render(request, "complaints/stale.html", context, status=409)
