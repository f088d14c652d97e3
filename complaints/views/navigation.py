"""What stands around every staff page: views with their counts, and who is logged in."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from bontang_pengaduan.lib.clock import now
from opd.models import User

from ..listing import VIEW_LABELS, count_views
from ..permissions import STEERING_ROLES
from ..queries import visible_to
from ..workflow import Status

ICONS = {
    "perlu": "inbox",
    "telat": "alert-triangle",
    "saya": "user-check",
    "belum": "bell",
    "menunggu": "player-pause",
    "semua": "list-check",
}


class StaffRequest(HttpRequest):
    """A request behind the login."""

    user: User


@dataclass(frozen=True)
class Link:
    """One entry of the rail."""

    key: str
    label: str
    icon: str
    count: int
    url: str


@dataclass(frozen=True)
class Navigation:
    """The rail. `work` is empty for people of one agency."""

    views: list[Link]
    work: list[Link]
    unit: str
    role: str


def navigation(request: HttpRequest) -> dict[str, object]:
    """Context processor. The counting happens only where a template prints the rail."""
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return {}
    user = request.user
    return {"nav": SimpleLazyObject(lambda: _navigation(user))}


def _navigation(user: User) -> Navigation:
    counts = count_views(user, now())
    base = reverse("complaint_list")
    views = [Link(key, label, ICONS[key], counts[key], f"{base}?tampilan={key}") for key, label in VIEW_LABELS.items()]
    memberships = list(user.memberships.select_related("opd"))
    first = memberships[0] if memberships else None
    unit = first.opd.short_name if first and first.opd else "Kota Bontang"
    steers = any(membership.role in STEERING_ROLES for membership in memberships)
    work = [Link("board", "Pantau", "layout-dashboard", counts["telat"], reverse("overdue_board")), _queue(user)]
    return Navigation(views, work if steers else [], unit, first.get_role_display() if first else "")


def _queue(user: User) -> Link:
    waiting = visible_to(user).filter(status=Status.NEW.value).count()
    return Link("queue", "Verifikasi rute", "route", waiting, reverse("routing_queue"))
