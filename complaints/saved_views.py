"""Tampilan tersimpan: named query strings of the list, with counts that never read far."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.http import QueryDict

from opd.models import User

from .at_once import Question, counted
from .listing import VIEW_LABELS, Selection, selected
from .models import SavedView

SHOWN = 8  # in the rail
MOST_COUNTED = 99
PARTS = ("tampilan", "q", "kanal", "kelurahan", "kategori", "label", "sebut")


def read_query(query: QueryDict) -> Selection:
    """View, search and filters of a query string; an unknown view is the first one, an unknown filter finds nothing."""
    view = query.get("tampilan", "perlu")
    return Selection(
        view=view if view in VIEW_LABELS else "perlu",
        query=query.get("q", "").strip()[:100],
        channel=query.get("kanal", "")[:20],
        kelurahan=query.get("kelurahan", "")[:20],
        category=query.get("kategori", "")[:40],
        tag=query.get("label", "")[:18],
        is_naming=query.get("sebut") == "saya",
        after=query.get("sesudah", "")[:60],
    )


def plain_query(query: QueryDict) -> str:
    """What of a query string says which cases are listed, always in the same order; empty for the list as it opens."""
    kept = QueryDict(mutable=True)
    for part in PARTS:
        if value := query.get(part, "").strip()[:100]:
            kept[part] = value
    if kept.get("tampilan") == "perlu":
        del kept["tampilan"]
    return kept.urlencode()


def shown_views(user: User) -> QuerySet[SavedView]:
    """His own in his order, then what colleagues share in his units."""
    units = user.memberships.filter(opd__isnull=False).values("opd")
    is_own = Case(When(owner=user, then=Value(0)), default=Value(1), output_field=IntegerField())
    rows = SavedView.objects.filter(Q(owner=user) | Q(opd__in=units)).select_related("owner", "opd")
    return rows.order_by(is_own, "position", "name", "pk")


def questions_of(user: User, views: Sequence[Mapping[str, Any]], now: datetime) -> Mapping[str, Question]:
    """How many cases each view (`pk`, `query`) holds for this user, by `saved_<pk>`; more than MOST_COUNTED are not
    counted."""
    return {
        f"saved_{view['pk']}": counted(selected(user, read_query(QueryDict(view["query"])), now), MOST_COUNTED)
        for view in views
    }
