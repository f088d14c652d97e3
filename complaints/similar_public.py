"""Which running cases may be shown to a citizen who is about to file the same, and what of them.

No word of another citizen's is ever shown: only the category, the kelurahan, the day, and where the case stands.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.postgres.search import TrigramSimilarity
from django.core.signing import BadSignature, Signer
from django.db.models import Count, Q, QuerySet

from .journey import HEADLINES
from .lookalikes import OPEN_STATES, report_of
from .models import Complaint
from .sameness import Report, compare
from .workflow import Status

# What everybody in the street sees anyway. A matter of a person, a house or an office is not among them.
PUBLIC_CATEGORIES = (
    *("jalan-rusak", "drainase", "genangan", "lampu-jalan", "lalu-lintas", "sampah", "pencemaran"),
    *("pohon-taman", "air-bersih"),
)
WITHIN = timedelta(days=14)
COMPARED, SHOWN = 30, 3
_SIGNER = Signer(salt="complaints.similar_public", sep=".")


@dataclass(frozen=True)
class PublicCase:
    """One case as the public may see it. `key` names it without its number, and `pk` is for us alone."""

    pk: int
    key: str
    category: str
    kelurahan: str
    filed_at: datetime
    state: str
    supporters: int


def public_cases(now: datetime) -> QuerySet[Complaint]:
    """The running cases that may be shown; nothing of a secret or anonymous one, and no part."""
    return Complaint.objects.filter(
        status__in=OPEN_STATES,
        is_secret=False,
        is_anonymous=False,
        part_of=None,
        category__code__in=PUBLIC_CATEGORIES,
        kelurahan__isnull=False,
        created_at__gt=now - WITHIN,
    )


def find_similar(report: Report, now: datetime) -> list[PublicCase]:
    """At most SHOWN cases that may report the same event, the likest first."""
    words = report.text[:500]
    near = Q(text__trigram_similar=words)
    if report.kelurahan:
        near |= Q(kelurahan__name=report.kelurahan)
    rows = public_cases(now).filter(near).select_related("kelurahan", "category")
    rows = rows.annotate(likeness=TrigramSimilarity("text", words), support_count=Count("supports"))
    compared = [(compare(report, report_of(row)), row) for row in rows.order_by("-likeness", "-pk")[:COMPARED]]
    alike = sorted((pair for pair in compared if pair[0].is_alike), key=lambda pair: -pair[0].score)
    return [_shown(row) for _, row in alike[:SHOWN]]


def find_by_key(key: str) -> Complaint | None:
    """The case that a key names; None for one that we did not give out."""
    try:
        return Complaint.objects.filter(pk=_SIGNER.unsign(key)).first()
    except BadSignature:
        return None


def _shown(row: Complaint) -> PublicCase:
    return PublicCase(
        pk=row.pk,
        key=_SIGNER.sign(str(row.pk)),
        category=row.category.name if row.category else "",
        kelurahan=row.kelurahan.name if row.kelurahan else "",
        filed_at=row.created_at,
        state=HEADLINES[Status(row.status)],
        supporters=row.support_count,  # type: ignore[attr-defined]  # annotated
    )
