"""What stands around every staff page: views with their counts, and who is logged in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from bontang_pengaduan.lib.clock import now
from opd.models import Category, Kelurahan, User

from ..at_once import Question, ask, counted, listed
from ..listing import MOST_COUNTED, VIEW_LABELS, count_questions
from ..noticeboard import MOST_SHOWN, capped, count_words, unread_notices
from ..permissions import STEERING_ROLES
from ..queries import unplaced_messages, visible_to, waiting_mentions
from ..saved_views import MOST_COUNTED as MOST_OF_A_VIEW
from ..saved_views import SHOWN, questions_of, shown_views
from ..tags import offered_tags
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
    """The rail, and what the filters of the list offer. `work` holds the notices for everybody, and what steers the
    city for those who do."""

    views: list[Link]
    saved: list[Link]
    work: list[Link]
    settings: Link | None
    unread: str
    unit: str
    role: str
    kelurahan: list[dict[str, str]]
    categories: list[dict[str, str]]
    tags: list[dict[str, Any]]
    more: dict[str, Any]


def navigation(request: HttpRequest) -> dict[str, object]:
    """Context processor. The counting happens only where a template prints the rail."""
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return {}
    return {"nav": SimpleLazyObject(lambda: read_rail(request))}


def read_rail(request: HttpRequest, more: Mapping[str, Question] | None = None) -> Navigation:
    """The rail of this request, counted once. Whoever asks first can ask `more` in the same statement."""
    if not hasattr(request, "rail"):
        request.rail = _navigation(request.user, more or {})  # type: ignore[attr-defined, arg-type]  # behind the login
    rail: Navigation = request.rail  # type: ignore[attr-defined]
    return rail


def _navigation(user: User, more: Mapping[str, Question]) -> Navigation:
    memberships = list(user.memberships.all())
    first = memberships[0] if memberships else None
    unit = first.opd.short_name if first and first.opd else "Kota Bontang"
    steers = any(membership.role in STEERING_ROLES for membership in memberships)
    facts = _facts(user, more, steers=steers)
    shown = {view: capped(facts[view], MOST_COUNTED) for view in VIEW_LABELS}
    base = reverse("complaint_list")
    views = [Link(key, label, ICONS[key], shown[key], f"{base}?tampilan={key}") for key, label in VIEW_LABELS.items()]
    work = [_board(shown["telat"]), _queue(facts), _mentions(facts)] if steers else []
    role = first.get_role_display() if first else ""
    unread = count_words(facts["unread"])
    work += [_readings(), _notices(unread), _drill()]
    return Navigation(
        views=views,
        saved=_saved(facts),
        work=work,
        settings=_settings() if steers else None,
        unread=unread,
        unit=unit,
        role=role,
        kelurahan=facts["kelurahan"],
        categories=facts["categories"],
        tags=facts["tags"],
        more={name: facts[name] for name in more},
    )


def _saved(facts: dict[str, Any]) -> list[Link]:
    """The officer's own views and those of his units; the key of each is its query string."""
    base = reverse("complaint_list")
    return [
        Link(
            view["query"],
            view["name"],
            "search",
            capped(facts[f"saved_{view['pk']}"], MOST_OF_A_VIEW),
            f"{base}?{view['query']}",
        )
        for view in facts["saved"]
    ]


def _facts(user: User, more: Mapping[str, Question], *, steers: bool) -> dict[str, Any]:
    """All that the rail counts, and what the filters offer, in one statement."""
    moment = now()
    questions = (
        count_questions(user, moment)
        | dict(more)
        | {
            "unread": counted(unread_notices(user), MOST_SHOWN),
            "kelurahan": listed(Kelurahan.objects.values("code", "name")),
            "categories": listed(Category.objects.filter(is_active=True).values("code", "name")),
            "saved": listed(shown_views(user).values("pk", "name", "query")[:SHOWN]),
            "tags": listed(offered_tags(user).values("pk", "name", unit=F("opd__short_name"))),
        }
    )
    if steers:
        unrouted = visible_to(user).filter(status=Status.NEW.value)
        questions["unrouted"] = counted(unrouted, MOST_COUNTED)
        questions["unplaced"] = counted(unplaced_messages(moment), MOST_COUNTED)
        questions["mentions"] = counted(waiting_mentions(), MOST_COUNTED)
    facts = ask(questions)
    # Which views there are has to be known before they can be counted.
    return facts | ask(questions_of(user, facts["saved"], moment)) if facts["saved"] else facts


def _board(late: int | str) -> Link:
    return Link("board", "Pantau", ICONS["board"], late, reverse("overdue_board"))


def _queue(facts: dict[str, Any]) -> Link:
    waiting = capped(facts["unrouted"] + facts["unplaced"], MOST_COUNTED)
    return Link("queue", "Verifikasi rute", ICONS["queue"], waiting, reverse("routing_queue"))


def _mentions(facts: dict[str, Any]) -> Link:
    waiting = capped(facts["mentions"], MOST_COUNTED)
    return Link("mentions", "Sebutan", ICONS["mentions"], waiting, reverse("mention_queue"))


def _readings() -> Link:
    # Uncounted: whoever is asked has a notice, and the rail stands on every page.
    return Link("readings", "Minta dibaca", ICONS["readings"], "", reverse("reading_list"))


def _notices(unread: str) -> Link:
    return Link("notices", "Pemberitahuan", ICONS["notices"], unread, reverse("notice_list"))


def _drill() -> Link:
    return Link("drill", "Latihan", ICONS["drill"], "", reverse("drill_list"))


def _settings() -> Link:
    return Link("settings", "Pengaturan", ICONS["settings"], "", reverse("settings"))
