"""The phone page: a citizen's WhatsApp for a demo, only where the simulator runs."""

from collections.abc import Callable
from dataclasses import asdict
from functools import wraps
from typing import Any

from django.conf import settings
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from bontang_pengaduan.lib import clock

from .simulator_forms import (
    ChoiceForm,
    ClockForm,
    EchoForm,
    LocationForm,
    MessageForm,
    NetworkForm,
    NumberForm,
    PhoneForm,
    ReactionForm,
    RevokeForm,
)
from .simulator_places import list_places
from .simulators import remote
from .simulators.bubbles import build_bubbles, quote_of, text_of
from .simulators.places import PLACES, Place
from .simulators.time_steps import STEPS, seconds_of

View = Callable[..., HttpResponse]
SHOWN_INLINE = ("image/jpeg", "image/png", "image/webp", "image/gif", "video/mp4", "audio/")


def where_simulated(view: View) -> View:
    """404 unless SIMULATOR is on or for an unknown phone; 503 with the way out when the process does not answer."""

    @wraps(view)
    def answer(request: HttpRequest, **parts: Any) -> HttpResponse:
        if not settings.SIMULATOR:
            raise Http404
        try:
            return view(request, **parts)
        except remote.RefusedError as error:
            raise Http404(str(error)) from error
        except remote.SimulatorDownError:
            return render(request, "simulator/down.html", {"address": settings.SIMULATOR_URL}, status=503)

    return answer


@require_safe
@where_simulated
def home(request: HttpRequest) -> HttpResponse:
    """Opens the first phone."""
    return redirect("simulator_phone", number=remote.list_phones()[0]["number"])


@require_safe
@where_simulated
def show_phone(request: HttpRequest, number: int) -> HttpResponse:
    """The page with one phone open."""
    return render(request, "simulator/page.html", _context(request, number))


@require_safe
@where_simulated
def poll(request: HttpRequest, number: int) -> HttpResponse:
    """The thread and the list of phones, asked for every two seconds."""
    return render(request, "simulator/poll.html", _context(request, number))


@require_POST
@where_simulated
def write(request: HttpRequest, number: int) -> HttpResponse:
    """The citizen sends a text or a file."""
    form = MessageForm(request.POST, request.FILES)
    if not form.is_valid():
        return _refuse(request, number, form)
    text, file, reply_to = (form.cleaned_data[name] for name in ("text", "file", "reply_to"))
    if form.cleaned_data["edited"]:
        remote.edit(str(number), message_id=form.cleaned_data["edited"], text=text)
    elif file:
        mime_type = file.content_type or "application/octet-stream"
        remote.write_file(str(number), file.read(), mime_type, file.name, caption=text, reply_to=reply_to)
    else:
        remote.write_text(str(number), text, reply_to=reply_to)
    return _show_again(request, number)


@require_POST
@where_simulated
def send_location(request: HttpRequest, number: int) -> HttpResponse:
    """The citizen sends a position."""
    form = LocationForm(request.POST)
    if not form.is_valid():
        return _refuse(request, number, form)
    values = form.cleaned_data
    if None in (values["latitude"], values["longitude"]):
        place = PLACES[values["place"]]
    else:
        place = Place("", values["latitude"], values["longitude"])
    remote.write_location(str(number), **asdict(place), reply_to=values["reply_to"])
    return _show_again(request, number)


@require_POST
@where_simulated
def choose(request: HttpRequest, number: int) -> HttpResponse:
    """The citizen taps a button or a list row."""
    form = ChoiceForm(request.POST)
    if not form.is_valid():
        return _refuse(request, number, form)
    remote.choose(str(number), **form.cleaned_data)
    return _show_again(request, number)


@require_POST
@where_simulated
def react(request: HttpRequest, number: int) -> HttpResponse:
    """The citizen puts an emoji on a message or takes it away."""
    form = ReactionForm(request.POST)
    if not form.is_valid():
        return _refuse(request, number, form)
    remote.react(str(number), **form.cleaned_data)
    return _show_again(request, number)


@require_POST
@where_simulated
def revoke(request: HttpRequest, number: int) -> HttpResponse:
    """The citizen deletes a message for everybody."""
    form = RevokeForm(request.POST)
    if not form.is_valid():
        return _refuse(request, number, form)
    remote.revoke(str(number), **form.cleaned_data)
    return _show_again(request, number)


@require_POST
@where_simulated
def change_number(request: HttpRequest, number: int) -> HttpResponse:
    """The citizen goes on under another number."""
    form = NumberForm(request.POST)
    if not form.is_valid():
        return _refuse(request, number, form)
    new = form.cleaned_data["new"]
    remote.change_number(str(number), new)
    return redirect("simulator_phone", number=int(new))


@require_POST
@where_simulated
def answer_by_app(request: HttpRequest, number: int) -> HttpResponse:
    """An officer answers in the app of the city's phone."""
    form = EchoForm(request.POST)
    if form.is_valid():
        remote.answer_by_app(str(number), form.cleaned_data["text"])
    return redirect("simulator_phone", number=number)


@require_POST
@where_simulated
def add_phone(request: HttpRequest) -> HttpResponse:
    """Makes a new citizen and opens the phone."""
    form = PhoneForm(request.POST)
    if not form.is_valid():
        return redirect("simulator")
    values = form.cleaned_data
    phone = remote.add_phone(name=values["name"], username=values["username"], shows_number=not values["hides_number"])
    return redirect("simulator_phone", number=phone["number"])


@require_POST
@where_simulated
def advance_clock(request: HttpRequest) -> HttpResponse:
    """Moves the time of the whole platform forward."""
    form = ClockForm(request.POST)
    if not form.is_valid():
        return redirect("simulator")
    clock.advance(seconds_of(form.cleaned_data["step"], clock.now()))
    return redirect("simulator_phone", number=form.cleaned_data["number"])


@require_POST
@where_simulated
def change_network(request: HttpRequest) -> HttpResponse:
    """Makes the provider behave well or badly."""
    form = NetworkForm(request.POST)
    if not form.is_valid():
        return redirect("simulator")
    values = form.cleaned_data
    failing = {"media_failing": 1.0 if values["failing_files"] else 0.0}
    remote.change_switches({name: values[name] for name in NetworkForm.SWITCHES} | failing)
    remote.block_city(str(values["number"]), is_blocked=values["is_blocked"])
    return redirect("simulator_phone", number=values["number"])


@require_safe
@where_simulated
def show_file(request: HttpRequest, media_id: int) -> HttpResponse:
    """A citizen's own file; what a browser might run is only downloaded."""
    data, mime_type = remote.read_file(str(media_id))
    if mime_type.startswith(SHOWN_INLINE):
        return HttpResponse(data, content_type=mime_type)
    disposition = {"Content-Disposition": "attachment"}
    return HttpResponse(data, content_type="application/octet-stream", headers=disposition)


def _context(request: HttpRequest, number: int, error: str = "") -> dict[str, Any]:
    conversation = remote.read_conversation(str(number))
    quoted_id = request.GET.get("reply_to", "")
    by_id = {message["id"]: message for message in conversation["messages"]}
    quoted = by_id.get(quoted_id)
    edited = by_id.get(request.GET.get("edit", ""))
    return {
        "phone": conversation,
        "phones": remote.list_phones(),
        "bubbles": build_bubbles(conversation),
        "reply_to": quoted_id if quoted else "",
        "quote": quote_of(quoted) if quoted else None,
        "is_attaching": request.GET.get("attach") == "1",
        "error": error,
        "edited": edited,
        "draft": request.POST.get("text", text_of(edited) if edited else ""),
        "window_errors": NetworkForm.WINDOW_ERRORS,
        "refusals": NetworkForm.REFUSALS,
        "is_fragment": request.headers.get("HX-Request") == "true",
        "now": clock.now().astimezone(clock.WITA),
        "positions": PLACES,
        "places": list_places(),
        "steps": STEPS,
        "switches": remote.read_switches(),
    }


def _show_again(request: HttpRequest, number: int) -> HttpResponse:
    if request.headers.get("HX-Request") != "true":
        return redirect("simulator_phone", number=number)
    return render(request, "simulator/phone.html", _context(request, number) | {"draft": ""})


def _refuse(request: HttpRequest, number: int, form: Form) -> HttpResponse:
    reason = next(iter(form.errors.values()))[0]
    template = "simulator/phone.html" if request.headers.get("HX-Request") == "true" else "simulator/page.html"
    return render(request, template, _context(request, number, str(reason)), status=422)
