"""The public side of a demo: a citizen comments on X or YouTube or writes to the bot, and sees the city's answer."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from complaints.channel_names import name_of

from .public_forms import BotForm, CommentForm
from .simulator_places import list_places
from .simulator_views import where_simulated
from .simulators import public_remote as remote


@dataclass(frozen=True)
class Said:
    """One line of a chat with the bot. `choices` are the buttons below it."""

    text: str
    at: datetime
    is_from_city: bool
    choices: list[dict[str, str]]


@require_safe
@where_simulated
def feed(request: HttpRequest, kind: str) -> HttpResponse:
    """The city's posts with all that stands below them; only that for a page which is open already."""
    template = "simulator/feed_posts.html" if _is_fragment(request) else "simulator/feed.html"
    return render(request, template, _feed(kind))


@require_POST
@where_simulated
def comment(request: HttpRequest, kind: str) -> HttpResponse:
    """The citizen's words below a post."""
    context = _feed(kind)
    form = CommentForm(request.POST)
    if not form.is_valid():
        error = next(iter(form.errors.values()))[0]
        return render(request, "simulator/feed.html", context | {"error": error, "form": form}, status=422)
    remote.write_comment(kind, **form.cleaned_data)
    return redirect("simulator_feed", kind=kind)


@require_safe
@where_simulated
def chat(request: HttpRequest, number: int) -> HttpResponse:
    """One citizen's chat with the bot; only what was said for a page which is open already."""
    template = "simulator/chat_said.html" if _is_fragment(request) else "simulator/chat.html"
    return render(request, template, _chat(number))


@require_POST
@where_simulated
def write_to_bot(request: HttpRequest, number: int) -> HttpResponse:
    """The citizen writes, or taps a button."""
    context = _chat(number)
    form = BotForm(request.POST)
    if not form.is_valid():
        error = next(iter(form.errors.values()))[0]
        return render(request, "simulator/chat.html", context | {"error": error}, status=422)
    values = form.cleaned_data
    act = {"type": "tap", "choice": values["choice"]} if values["choice"] else {"type": "text", "text": values["text"]}
    remote.write_to_bot(number, **act)
    return redirect("simulator_chat", number=number)


def _feed(kind: str) -> dict[str, Any]:
    if kind not in remote.networks():
        raise Http404
    posts = remote.read_feed(kind)
    for item in (part for post in posts for comment in post["comments"] for part in (comment, *comment["answers"])):
        item["at"] = datetime.fromisoformat(item["at"])
    return {"kind": kind, "label": name_of(kind).label, "posts": posts, "places": list_places()}


def _chat(number: int) -> dict[str, Any]:
    if not remote.has_telegram() or number not in remote.CITIZENS:
        raise Http404
    said = [_said(message) for message in remote.read_chat(number)]
    return {"number": number, "said": said, "citizens": remote.CITIZENS, "places": list_places()}


def _said(message: dict[str, Any]) -> Said:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    attached = "[lokasi]" if "location" in message else "[lampiran]"
    return Said(
        text=message.get("text") or message.get("caption") or attached,
        at=datetime.fromtimestamp(message["date"], UTC),
        is_from_city=bool(message.get("is_from_bot")),
        choices=[{"id": button["callback_data"], "title": button["text"]} for row in rows for button in row],
    )


def _is_fragment(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"
