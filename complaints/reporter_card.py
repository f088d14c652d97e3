"""A reporter as a coordinator reads him: identifiers with their times, cases, conversations. No number is whole."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from bontang_pengaduan.lib.phones import mask_phone

from .models import Complaint, Disclosure, Reporter, ReporterIdentifier, ReporterMerge
from .queries import own_cases

LATEST = 20  # disclosures shown
DOTS = "••••"


@dataclass(frozen=True)
class Identifier:
    """One identifier. `ended` says why it ended, empty while it holds."""

    label: str
    value: str
    valid_from: datetime
    valid_to: datetime | None
    ended: str


@dataclass(frozen=True)
class ReporterCard:
    """`messages` counts what was said in his conversations, by him and to him."""

    reporter: Reporter
    identifiers: list[Identifier]
    complaints: list[Complaint]
    messages: int
    archived: int


def read_reporter(reporter: Reporter) -> ReporterCard:
    """Everything that belongs to this reporter now, and so what a merge would move."""
    said = reporter.conversations.aggregate(
        messages=Count("messages", distinct=True),
        replies=Count("replies", distinct=True),
        archived=Count("archive", distinct=True),
    )
    return ReporterCard(
        reporter=reporter,
        identifiers=[_identifier(row) for row in reporter.identifiers.order_by("valid_from", "pk")],
        complaints=list(own_cases(reporter).select_related("opd").order_by("-created_at")),
        messages=said["messages"] + said["replies"],
        archived=said["archived"],
    )


def merges_of(reporter: Reporter) -> list[ReporterMerge]:
    """The merges in which he took part, newest first."""
    rows = ReporterMerge.objects.filter(Q(kept=reporter) | Q(duplicate=reporter))
    return list(rows.select_related("kept", "duplicate", "merged_by", "undone_by").order_by("-merged_at", "-pk"))


def disclosures_of(reporter: Reporter) -> list[Disclosure]:
    """Who had something of him shown, newest first."""
    rows = Disclosure.objects.filter(complaint__reporter=reporter).select_related("complaint", "user")
    return list(rows[:LATEST])


def _identifier(row: ReporterIdentifier) -> Identifier:
    is_phone = row.kind == ReporterIdentifier.Kind.PHONE
    value = mask_phone(row.value) if is_phone else f"{row.value[:3]}{DOTS}{row.value[-3:]}"
    return Identifier(row.get_kind_display(), value, row.valid_from, row.valid_to, row.get_end_reason_display())
