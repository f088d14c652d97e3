"""Kalender kerja: the year at a glance, what would follow from a change before it is made, and every version."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bontang_pengaduan.lib.clock import WITA, now
from sla.calendars import current_calendar
from sla.drafts import Draft, package_draft, read_day, read_shift, read_work_day
from sla.holidays import CalendarRefusedError, change_calendar, edits_of
from sla.models import CalendarVersion, ExtraDay, Holiday, Recount, ShiftUnit
from sla.office_words import office_words
from sla.recount import RecountRefusedError, changes_of, continue_recount, preview_moves, stop_recount
from sla.year import read_year

from ..forms.calendar import DayForm, GroundsForm, SeasonForm, ShiftForm, WorkDayForm
from ..queries import visible_to
from .navigation import StaffRequest
from .settings_pages import require_steering

YEARS = range(2024, 2101)
SHOWN = 50  # rows of what a change moves; the sum stands above them


@dataclass(frozen=True)
class Page:
    """Words of the page of one change. `button` shows what would follow; `apply` does it."""

    title: str
    about: str
    apply: str


ADD = Page("Tambah hari libur", "Berlaku untuk seluruh kota. Tenggat yang terkena dihitung ulang.", "Tambahkan")
DROP = Page("Hapus hari libur", "Hari ini menjadi hari kerja lagi dan tidak kembali saat kalender dimuat.", "Hapus")
WORK = Page(
    "Tambah hari kerja",
    "Sabtu atau Minggu yang dihitung sebagai hari kerja seluruh kota. Tenggat yang terkena dihitung ulang.",
    "Tambahkan",
)
UNWORK = Page("Hapus hari kerja", "Hari ini menjadi akhir pekan lagi.", "Hapus")
SHIFT = Page(
    "Tambah OPD 24 jam",
    "OPD atau bagian OPD yang bekerja siang malam, juga pada hari libur. Setiap hari dihitung hari kerja dan "
    "setiap jam dihitung.",
    "Tambahkan",
)
UNSHIFT = Page("Hapus OPD 24 jam", "Tenggatnya dihitung lagi dengan hari dan jam kerja kota.", "Hapus")
PACKAGE = Page(
    "Impor hari libur nasional",
    "Hari libur dan cuti bersama menurut paket holidays. Hari yang Anda isi atau hapus sendiri tetap.",
    "Terapkan",
)
SEASON = Page(
    "Atur jam Ramadan",
    "Jam kerja lain untuk satu rentang tanggal. Nama yang sama menggantikan yang lama.",
    "Simpan",
)


@login_required
@require_GET
def calendar_year(request: StaffRequest) -> HttpResponse:
    """The months of a year, its days off with their source, and the office hours."""
    require_steering(request)
    year, calendar = _year(request), current_calendar()
    days = list(Holiday.objects.filter(date__year=year, is_dropped=False).order_by("date", "kind"))
    seasons = (calendar.ordinary, *sorted(calendar.seasons, key=lambda season: str(season.from_date)))
    context = {
        "year": year,
        "years": [each for each in (year - 1, year, year + 1) if each in YEARS],
        "months": read_year(calendar, year, {day.date: day.name for day in days}),
        "days": days,
        "work_days": ExtraDay.objects.filter(date__year=year, is_dropped=False),
        "shifts": ShiftUnit.objects.filter(is_dropped=False).select_related("opd", "category"),
        "hours": [(season, office_words(season)) for season in seasons],
        "newest": CalendarVersion.objects.select_related("recount").first(),
        "section": "settings",
    }
    return render(request, "settings/calendar.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def calendar_add(request: StaffRequest) -> HttpResponse:
    """A day off: filled in, looked at, then made."""
    require_steering(request)
    form = DayForm(request.POST or None, initial={"day": request.GET.get("tanggal")})
    return _show_change(request, ADD, form, form.draft)


@login_required
@require_http_methods(["GET", "POST"])
def calendar_drop(request: StaffRequest, pk: int) -> HttpResponse:
    """A day off that becomes a working day again."""
    require_steering(request)
    row = get_object_or_404(Holiday, pk=pk, is_dropped=False)
    draft = Draft(dropped=(read_day(row),))
    return _show_change(request, DROP, GroundsForm(request.POST or None), lambda: draft, is_known=True)


@login_required
@require_http_methods(["GET", "POST"])
def calendar_work_add(request: StaffRequest) -> HttpResponse:
    """A Saturday that counts."""
    require_steering(request)
    form = WorkDayForm(request.POST or None)
    return _show_change(request, WORK, form, form.draft)


@login_required
@require_http_methods(["GET", "POST"])
def calendar_work_drop(request: StaffRequest, pk: int) -> HttpResponse:
    """A working day that becomes free again."""
    require_steering(request)
    draft = Draft(work_dropped=(read_work_day(get_object_or_404(ExtraDay, pk=pk, is_dropped=False)),))
    return _show_change(request, UNWORK, GroundsForm(request.POST or None), lambda: draft, is_known=True)


@login_required
@require_http_methods(["GET", "POST"])
def calendar_shift_add(request: StaffRequest) -> HttpResponse:
    """A unit or a part of one that works around the clock."""
    require_steering(request)
    form = ShiftForm(request.POST or None)
    return _show_change(request, SHIFT, form, form.draft)


@login_required
@require_http_methods(["GET", "POST"])
def calendar_shift_drop(request: StaffRequest, pk: int) -> HttpResponse:
    """A unit or a part of one that keeps the city's hours again."""
    require_steering(request)
    row = get_object_or_404(ShiftUnit.objects.select_related("opd", "category"), pk=pk, is_dropped=False)
    draft = Draft(shifts_dropped=(read_shift(row),))
    return _show_change(request, UNSHIFT, GroundsForm(request.POST or None), lambda: draft, is_known=True)


@login_required
@require_http_methods(["GET", "POST"])
def calendar_import(request: StaffRequest, year: int) -> HttpResponse:
    """What the package says of a year and the calendar does not."""
    require_steering(request)
    draft = package_draft([year])
    return _show_change(request, PACKAGE, GroundsForm(request.POST or None), lambda: draft, is_known=True)


@login_required
@require_http_methods(["GET", "POST"])
def calendar_season(request: StaffRequest) -> HttpResponse:
    """Ramadan hours by date range."""
    require_steering(request)
    form = SeasonForm(request.POST or None, year=_year(request))
    return _show_change(request, SEASON, form, form.draft)


@login_required
@require_GET
def calendar_history(request: StaffRequest) -> HttpResponse:
    """Every version of the calendar, newest first."""
    require_steering(request)
    versions = CalendarVersion.objects.select_related("made_by", "recount").prefetch_related("edits")[:200]
    return render(request, "settings/calendar_history.html", {"versions": versions, "section": "settings"})


@login_required
@require_GET
def calendar_version(request: StaffRequest, number: int) -> HttpResponse:
    """One version: what it changed, how the counting goes, and which due times have moved."""
    require_steering(request)
    version = get_object_or_404(CalendarVersion.objects.select_related("made_by"), number=number)
    recount = Recount.objects.select_related("stopped_by").get(version=version)
    changes = changes_of(recount)
    shown = list(changes[:SHOWN])
    context = {
        "version": version,
        "recount": recount,
        "untold": changes.filter(awaits_word=True).count(),
        "moves": _numbered(request, [(each.clock, each.old_due_at, each.new_due_at) for each in shown]),
        "is_open": recount.status in (Recount.Status.WAITING, Recount.Status.RUNNING),
        "section": "settings",
    }
    template = "settings/calendar_version.html"
    return render(request, f"{template}#recount" if request.headers.get("HX-Request") else template, context)


@login_required
@require_POST
def recount_steer(request: StaffRequest, number: int) -> HttpResponse:
    """Hentikan, or lanjutkan."""
    require_steering(request)
    recount = get_object_or_404(Recount, version__number=number)
    service = stop_recount if request.POST.get("langkah") == "hentikan" else continue_recount
    try:
        service(recount=recount, user=request.user, now=now())
    except RecountRefusedError as refusal:
        messages.error(request, str(refusal))
    return redirect("calendar_version", number)


def _show_change(
    request: StaffRequest, page: Page, form: forms.Form, draft_of: Callable[[], Draft], *, is_known: bool = False
) -> HttpResponse:
    """The form with what would follow from it. Without `is_known` the change is known once the form is filled in, and
    is looked at before the button that makes it is there."""
    is_valid = form.is_valid()
    if is_valid and request.POST.get("langkah") == "terapkan":
        try:
            facts = {name: form.cleaned_data[name] for name in ("reason", "document")}
            recount = change_calendar(draft=draft_of(), user=request.user, now=now(), **facts)
        except CalendarRefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Kalender versi {recount.version.number} berlaku.")
            return redirect("calendar_version", recount.version.number)
    context: dict[str, Any] = {"page": page, "form": form, "section": "settings"}
    if is_known or is_valid:
        context |= _outlook(request, draft_of())
    status = 422 if request.method == "POST" and form.errors else 200
    return render(request, "settings/calendar_change.html", context, status=status)


def _outlook(request: StaffRequest, draft: Draft) -> dict[str, Any]:
    """What the change does to the calendar and to the open clocks."""
    moves = [] if draft.is_empty else preview_moves(draft)
    later = sum(move.is_later for move in moves)
    return {
        "is_known": True,
        "edits": [(action.label, first, last, text) for action, first, last, text in edits_of(draft)],
        "moved": len(moves),
        "later": later,
        "earlier": len(moves) - later,
        "moves": _numbered(request, [(move.clock, move.old, move.new) for move in moves[:SHOWN]]),
    }


def _numbered(request: StaffRequest, moves: list[tuple[Any, Any, Any]]) -> list[dict[str, Any]]:
    """The moves with the number of each case, of those that this user may know of."""
    cases = visible_to(request.user).in_bulk([clock.complaint_id for clock, _, _ in moves])
    return [
        {"number": cases[clock.complaint_id].number, "clock": clock, "old": old, "new": new}
        for clock, old, new in moves
        if clock.complaint_id in cases
    ]


def _year(request: HttpRequest) -> int:
    asked = request.GET.get("tahun", "")
    return int(asked) if asked.isdecimal() and int(asked) in YEARS else now().astimezone(WITA).year
