"""The city's units as a list to look up: parts, people, and how sure their name is."""

from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q, QuerySet

from .models import Opd, Role, UnitReview

KIND_LABELS = {
    "bagian": "Bagian Setda",
    "bumd": "BUMD",
    "rumah_sakit": "Rumah sakit",
    "satuan": "Satpol PP",
    "sekretariat_dprd": "Sekretariat DPRD",
}


@dataclass(frozen=True)
class UnitFilter:
    """What is wanted; empty means all. `status` is one of Opd.Verification."""

    query: str = ""
    kind: str = ""
    status: str = ""


def list_units(wanted: UnitFilter) -> QuerySet[Opd]:
    """Active units by name, each with `officer_count`, `head_count`, its parts and its reviews. Three queries."""
    units = Opd.objects.filter(is_active=True)
    if wanted.kind:
        units = units.filter(kind=wanted.kind)
    if wanted.status:
        units = units.filter(verified=wanted.status)
    for word in wanted.query.split()[:6]:
        units = units.filter(_matches(word))
    return _with_facts(units)


def read_unit(code: str) -> Opd:
    """One unit as the list has it. Raises Opd.DoesNotExist."""
    return _with_facts(Opd.objects.filter(is_active=True)).get(code=code)


def list_kinds() -> list[tuple[str, str]]:
    """The kinds that there are, each with its label."""
    kinds = Opd.objects.filter(is_active=True).order_by("kind").values_list("kind", flat=True).distinct()
    return [(kind, kind_label(kind)) for kind in kinds]


def kind_label(kind: str) -> str:
    """`Dinas`, `Rumah sakit`: the kind as people read it."""
    return KIND_LABELS.get(kind, kind.capitalize())


def _matches(word: str) -> Q:
    condition = Q(pk__in=Opd.objects.filter(sub_units__name__icontains=word).values("pk"))
    for field in ("code", "name", "short_name"):
        condition |= Q(**{f"{field}__icontains": word})
    return condition


def _with_facts(units: QuerySet[Opd]) -> QuerySet[Opd]:
    reviews = UnitReview.objects.select_related("reviewed_by").order_by("-pk")
    counted = units.annotate(officer_count=_people(Role.PETUGAS), head_count=_people(Role.PIMPINAN))
    return counted.order_by("name").prefetch_related("sub_units", Prefetch("reviews", reviews))


def _people(role: Role) -> Count:
    active = Q(memberships__role=role, memberships__user__is_active=True)
    return Count("memberships__user", filter=active, distinct=True)
