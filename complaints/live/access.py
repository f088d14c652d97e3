"""Who listens, and what he may hear: the rule is queries.visible_to, read anew for each announcement."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from importlib import import_module

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.sessions.models import Session
from django.db import close_old_connections
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from opd.models import User

from ..queries import visible_to


@dataclass(frozen=True)
class Viewer:
    """A login: the user, and the session that proves him."""

    user_id: int
    session_key: str


def read_viewer(cookies: str) -> Viewer | None:
    """Who sends these cookies; None without a valid login."""
    try:
        cookie = SimpleCookie(cookies).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        return None
    return _viewer_of(cookie.value) if cookie else None


def is_still(viewer: Viewer) -> bool:
    """Whether the login still holds: not logged out, not expired, the password the same, the account not shut."""
    return _viewer_of(viewer.session_key) == viewer


def read_sights(viewers: Collection[Viewer], cases: Collection[int]) -> Mapping[Viewer, list[str]]:
    """By login the numbers of those of the cases that it may know of. A login that has ended is not in it.

    A case's change is one of its parts, too, but for a secret case, of which other units know their part alone.
    """
    close_old_connections()
    users = _logged_in(viewers)
    changed = Q(pk__in=cases) | Q(part_of__in=cases, part_of__is_secret=False)
    numbers = {key: list(visible_to(user).filter(changed).values_list("number", flat=True)) for key, user in users}
    keys = _living_sessions(viewers)
    return {each: numbers[each.user_id] for each in viewers if each.user_id in numbers and each.session_key in keys}


def _logged_in(viewers: Collection[Viewer]) -> list[tuple[int, User]]:
    wanted = {viewer.user_id for viewer in viewers}
    users = User.objects.filter(pk__in=wanted, is_active=True).prefetch_related("memberships")
    return [(user.pk, user) for user in users]


def _living_sessions(viewers: Collection[Viewer]) -> set[str]:
    keys = [viewer.session_key for viewer in viewers]
    living = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    return set(living.values_list("session_key", flat=True))


def _viewer_of(session_key: str) -> Viewer | None:
    close_old_connections()
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    user = get_user(request)
    return Viewer(user.pk, session_key) if user.is_authenticated and user.pk else None
