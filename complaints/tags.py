"""Label: which tags a case carries, which are suggested for it, and which a user can filter by."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from opd.models import User

from .case_keys import CaseKeys
from .models import CaseTag, Tag
from .permissions import is_coordinator

SUGGESTED = 6
OFFERED = 40  # in the field's own list, and in the filter of a unit
MOST_OFFERED = 300  # to those who see all units


@dataclass(frozen=True)
class TagDesk:
    """`carried` stand on the case, `suggested` are one press away, `known` are all that the field offers."""

    carried: Sequence[Tag]
    suggested: Sequence[Tag]
    known: Sequence[Tag]


def tags_beside(complaint: CaseKeys) -> QuerySet[Tag]:
    """The tags of the unit that has the case, those that it carries first, then those used last."""
    carried = CaseTag.objects.filter(complaint=complaint.pk, tag=OuterRef("pk"))
    rows = Tag.objects.filter(opd=complaint.opd_id, merged_into=None).annotate(is_carried=Exists(carried))
    return rows.order_by("-is_carried", "-used_at", "name")[:OFFERED] if complaint.opd_id else Tag.objects.none()


def sort_tags(tags: Sequence[Tag]) -> TagDesk:
    """The rows of tags_beside by what the page does with them."""
    on_case = [tag for tag in tags if tag.is_carried]  # type: ignore[attr-defined]  # annotated
    others = [tag for tag in tags if tag not in on_case]
    return TagDesk(sorted(on_case, key=lambda tag: tag.name.lower()), others[:SUGGESTED], others)


def tag_names() -> ArraySubquery:
    """Of a row of complaints: the names of its tags, those of the unit that has it alone."""
    uses = CaseTag.objects.filter(complaint=OuterRef("pk"), tag__opd=OuterRef("opd_id"))
    return ArraySubquery(uses.order_by("tag__name").values("tag__name"))


def tagged_with(key: str) -> Q:
    """The complaints whose unit has put this tag on them; none for what is no tag's key. A merged tag finds the cases
    of the one that it went into."""
    if not (key.isascii() and key.isdecimal() and len(key) < 18):
        return Q(pk__in=[])
    meant = Q(tag=int(key)) | Q(tag__merged_tags=int(key))
    return Q(Exists(CaseTag.objects.filter(meant, complaint=OuterRef("pk"), tag__opd=OuterRef("opd_id"))))


def offered_tags(user: User) -> QuerySet[Tag]:
    """What the list can be filtered by: the tags of his units, or of all for those who see all."""
    own = own_tags(user).select_related("opd")
    return own.order_by("opd__short_name", "name")[: MOST_OFFERED if is_coordinator(user) else OFFERED]


def own_tags(user: User) -> QuerySet[Tag]:
    """The tags of the units that this user belongs to; all of them for the coordinator."""
    tags = Tag.objects.filter(merged_into=None)
    return tags if is_coordinator(user) else tags.filter(opd__memberships__user=user).distinct()


def counted_tags(user: User) -> QuerySet[Any]:
    """own_tags with the number of cases on which each stands, by unit and name."""
    return own_tags(user).select_related("opd").annotate(count=Count("uses")).order_by("opd__short_name", "name")
