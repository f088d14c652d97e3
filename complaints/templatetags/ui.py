"""Small pieces of markup that every page uses, and how moments are written."""

from datetime import datetime, timedelta
from math import ceil

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template import Context
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from bontang_pengaduan.lib.clock import WITA
from opd.units import kind_label

from ..cartogram import TILES
from ..channel_names import name_of
from ..deadlines import duration_words
from ..files import read_card
from ..models import Attachment, Complaint
from ..wording import day_words, full_date, short_date

register = template.Library()
register.filter("day_words", day_words)

TONES = 4  # avatar colours


@register.simple_tag
def icon(name: str, size: int = 18) -> SafeString:
    """A decorative icon of the sprite; the words beside it say what it means."""
    sprite = static("img/icons.svg")
    markup = '<svg class="icon" width="{0}" height="{0}" aria-hidden="true"><use href="{1}#{2}"/></svg>'
    return format_html(markup, size, sprite, name)


@register.simple_tag
def stream_address(request: HttpRequest) -> str:
    """Where an open page listens; empty where nothing would answer: no port of its own, no proxy with HTTPS."""
    return reverse("stream") if settings.STREAM_PORT or request.is_secure() else ""


@register.filter
def channel_icon(channel: str) -> str:
    """The icon's name for a channel."""
    return name_of(channel).icon


@register.filter
def channel_label(channel: str) -> str:
    """The channel as officers call it."""
    return name_of(channel).label


@register.filter
def unit_kind(kind: str) -> str:
    """The kind of a unit as people read it."""
    return kind_label(kind)


@register.filter
def span_words(span: timedelta) -> str:
    """`5 jam 20 mnt`."""
    return duration_words(span)


@register.filter
def hour(moment: datetime) -> str:
    """`06.52` in WITA."""
    return f"{moment.astimezone(WITA):%H.%M}"


@register.filter
def moment_words(moment: datetime) -> str:
    """`Kamis, 26 November 2026 pukul 16.00 WITA`."""
    return full_date(moment)


@register.filter
def date_words(moment: datetime) -> str:
    """`Kamis, 26 Nov 16.00`, in WITA."""
    return short_date(moment)


@register.filter
def seconds_after(moment: datetime, start: datetime) -> int:
    """Whole seconds from `start` to `moment`, rounded up, never below 0."""
    return max(0, ceil((moment - start).total_seconds()))


@register.filter
def initials(name: str) -> str:
    """At most two capitals for an avatar."""
    letters = [word[0] for word in name.split() if word[0].isalnum()]
    return "".join(letters[:2]).upper() or "?"


@register.filter
def tone(number: int | None) -> int:
    """A steady colour for a person, 0 to TONES - 1."""
    return (number or 0) % TONES


@register.inclusion_tag("components/cartogram.html")
def cartogram(code: str) -> dict[str, object]:
    """The tile map with one kelurahan marked; `code` is its Kemendagri code."""
    tiles = [
        {"x": 6 + 37 * column, "y": 6 + 21 * row, "label": label, "here": key == code}
        for key, (column, row, label) in TILES.items()
    ]
    return {"tiles": tiles}


@register.inclusion_tag("complaints/attachment.html", takes_context=True)
def attachment(context: Context, file: Attachment, *, small: bool = False) -> dict[str, object]:
    """A citizen's file as it stands; `small` for the column beside the conversation, without players."""
    return {"card": read_card(file, with_originals=bool(context.get("can_open_original"))), "small": small}


@register.simple_tag(takes_context=True)
def seen(context: Context, complaint: Complaint | None = None) -> SafeString:
    """In a form: which state of the case the page shows. An act over a later one is refused (views/stale.py)."""
    case = complaint or context.get("complaint")
    if not isinstance(case, Complaint):
        return SafeString("")
    return format_html('<input type="hidden" name="seen" value="{}.{}">', case.pk, case.version)
