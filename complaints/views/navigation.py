"""What stands around every staff page: views with their counts, and who is logged in."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from bontang_pengaduan.lib.clock import now
from opd.models import User

from ..listing import VIEW_LABELS, count_views
from ..noticeboard import count_unread, count_words
from ..permissions import STEERING_ROLES
from ..queries import unplaced_messages, visible_to, waiting_mentions
from ..workflow import Status

ICONS = {
    "perlu": "inbox",
    "telat": "alert-triangle",
    "saya": "user-check",
    "belum": "user-plus",
    "menunggu": "player-pause",
    "ditunda": "clock",
    "semua": "list-check",
    "board": "layout-dashboard",
    "queue": "route",
    "mentions": "speakerphone",
    "notices": "bell",
    "drill": "pencil",
    "readings": "checks",
    "settings": "settings",
}


class StaffRequest(HttpRequest):
    """A request behind the login."""

    user: User


@dataclass(frozen=True)
class Link:
    """One entry of the rail. `count` is what stands beside it; empty where nothing is counted."""

    key: str
    label: str
    icon: str
    count: int | str
    url: str


@dataclass(frozen=True)
class Navigation:
    """The rail. `work` holds the notices for everybody, and what steers the city for those who do."""

    views: list[Link]
    work: list[Link]
    settings: Link | None
    unread: str
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
    memberships = list(user.memberships.all())
    first = memberships[0] if memberships else None
    unit = first.opd.short_name if first and first.opd else "Kota Bontang"
    steers = any(membership.role in STEERING_ROLES for membership in memberships)
    work = [_board(counts["telat"]), _queue(user), _mentions()] if steers else []
    role = first.get_role_display() if first else ""
    unread = count_words(count_unread(user))
    work += [_readings(), _notices(unread), _drill()]
    return Navigation(views, work, _settings() if steers else None, unread, unit, role)


def _board(late: int) -> Link:
    return Link("board", "Pantau", ICONS["board"], late, reverse("overdue_board"))


def _queue(user: User) -> Link:
    unrouted = visible_to(user).filter(status=Status.NEW.value).order_by().values("pk")
    waiting = unrouted.union(unplaced_messages(now()).order_by().values("pk"), all=True).count()
    return Link("queue", "Verifikasi rute", ICONS["queue"], waiting, reverse("routing_queue"))


def _mentions() -> Link:
    return Link("mentions", "Sebutan", ICONS["mentions"], waiting_mentions().count(), reverse("mention_queue"))


def _readings() -> Link:
    # Uncounted: whoever is asked has a notice, and the rail stands on every page.
    return Link("readings", "Minta dibaca", ICONS["readings"], "", reverse("reading_list"))


def _notices(unread: str) -> Link:
    return Link("notices", "Pemberitahuan", ICONS["notices"], unread, reverse("notice_list"))


def _drill() -> Link:
    return Link("drill", "Latihan", ICONS["drill"], "", reverse("drill_list"))


def _settings() -> Link:
    return Link("settings", "Pengaturan", ICONS["settings"], "", reverse("settings"))
