"""The simulated SP4N-LAPOR for a demo: a citizen enters a report, and what is done to it there reaches the city."""

from datetime import datetime
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from complaints.channel_names import name_of

from .public_forms import ActForm, FaultForm, ReportForm
from .simulator_places import list_places
from .simulator_views import where_simulated
from .simulators import public_remote as remote


@require_http_methods(["GET", "HEAD", "POST"])
@where_simulated
def desk(request: HttpRequest) -> HttpResponse:
    """All reports, and the form for a new one; the reports alone for a page which is open already."""
    _require_sp4n()
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        remote.write_report(**form.cleaned_data)
        return redirect("simulator_sp4n")
    template = "simulator/sp4n_reports.html" if request.headers.get("HX-Request") == "true" else "simulator/sp4n.html"
    return render(
        request, template, _desk() | {"form": form, "error": _first(form)}, status=422 if form.errors else 200
    )


@require_http_methods(["GET", "HEAD", "POST"])
@where_simulated
def report(request: HttpRequest, number: int) -> HttpResponse:
    """One report: its words are changed, it is given a state or a unit, or somebody says a word below it."""
    _require_sp4n()
    context = _desk()
    chosen = next((row for row in context["reports"] if row["tracking_id"] == str(number)), None)
    if chosen is None:
        raise Http404
    form = ActForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        remote.change_report(str(number), **form.cleaned_data)
        return redirect("simulator_report", number=number)
    context |= {"report": chosen, "error": _first(form), "statuses": ActForm.STATUSES, "kinds": ReportForm.KINDS}
    return render(request, "simulator/sp4n_report.html", context, status=422 if form.errors else 200)


@require_POST
@where_simulated
def spoil(request: HttpRequest) -> HttpResponse:
    """What happens to the city's next request."""
    _require_sp4n()
    form = FaultForm(request.POST)
    if form.is_valid():
        remote.spoil_sp4n(form.cleaned_data["fault"])
    return redirect("simulator_sp4n")


def _require_sp4n() -> None:
    if not remote.has_sp4n():
        raise Http404


def _desk() -> dict[str, Any]:
    read = remote.read_reports()
    for item in (part for row in read["reports"] for part in (row, *row["tindak_lanjut"])):
        item["at"] = datetime.fromisoformat(item.get("tanggal_masuk") or item["tanggal"])
    label = name_of("sp4n").label
    return {
        "reports": read["reports"],
        "fault": next(iter(read["faults"]), ""),
        "faults": FaultForm.FAULTS,
        "kinds": ReportForm.KINDS,
        "label": label,
        "places": list_places(),
    }


def _first(form: forms.Form) -> str:
    return str(next(iter(form.errors.values()))[0]) if form.errors else ""
