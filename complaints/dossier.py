"""What stands beside the conversation: clocks, planned escalation, route, place and reporter, in one round trip."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import Count, F, QuerySet

from bontang_pengaduan.lib.phones import mask_phone
from bontang_pengaduan.lib.round_trip import Together, remember
from opd.models import Opd, User
from sla.calendars import current_calendar
from sla.models import ClockKind, ClockPause, EscalationStep, SlaClock
from sla.working_time import Calendar

from .case_keys import NOW, CaseKeys, CaseShape, shape_of, values_for
from .case_parts import PartLine, make_lines, part_queries
from .clock_desk import ClockDesk, desk_queries, read_clock_desk
from .clock_lines import ClockLine, due_first, read_clock_lines
from .custody import UnitTime, handovers_of, read_custody
from .incidents import incidents_of
from .models import (
    Attachment,
    Complaint,
    ComplaintEvent,
    Conversation,
    Incident,
    Invitation,
    Referral,
    Reply,
    ReporterIdentifier,
    ResultPhoto,
    RoutingDecision,
    Snooze,
    Support,
)
from .permissions import may_see_identity, shown_name
from .queries import conversations_of, shown_attachments, thread_of
from .snoozes import snoozes_of
from .tags import TagDesk, sort_tags, tags_beside
from .workflow import OPEN

WEB = "web"  # the channel of the city's own form


@dataclass(frozen=True)
class Suggestion:
    """A unit that the model finds possible, in percent."""

    opd: Opd
    percent: int


@dataclass(frozen=True)
class Dossier:
    """Everything in the context column. `band` is the promise that is due first, `referral` the newest one that has not
    been taken back, `invitation` the code by which somebody came who is not proven to be the citizen."""

    clocks: list[ClockLine]
    band: ClockLine | None
    desk: ClockDesk
    steps: list[EscalationStep]
    decision: RoutingDecision | None
    suggestions: list[Suggestion]
    attachments: list[Attachment]
    reporter_name: str
    phone: str
    has_phone: bool
    former_count: int
    supporters: int
    invitation: Invitation | None
    custody: list[UnitTime]
    photos: list[ResultPhoto]
    referral: Referral | None
    parts: list[PartLine]
    tags: TagDesk
    snooze: Snooze | None
    incident: Incident | None


def read_dossier(complaint: Complaint, user: User, now: datetime) -> Dossier:
    """The context of one complaint for this user; who must not know the reporter sees a word for him and no number.

    Three statements: the calendar's version, the rows, the suggested units.
    """
    calendar = current_calendar()
    found = _together(shape_of(complaint)).fetch(**values_for(complaint, user, now))
    remember(complaint, "clocks", found["clocks"])
    remember(complaint, "events", found["events"])
    decision, shown = _first(found["decisions"]), may_see_identity(user, complaint)
    phone = _first(found["phones"]) if shown else None
    return Dossier(
        clocks=read_clock_lines(found["clocks"], calendar, now),
        band=due_first(found["clocks"], calendar, now),
        desk=read_clock_desk(complaint, user, found, now),
        steps=found["steps"],
        decision=decision,
        suggestions=[] if decision is None else read_suggestions([decision])[decision.pk],
        attachments=found["attachments"],
        reporter_name=shown_name(user, complaint),
        phone=_contact_words(complaint, _first(found["forms"]), phone) if shown else "",
        has_phone=phone is not None,
        former_count=(_first(found["former"]) or 0) if shown else 0,
        supporters=_first(found["supports"]) or 0,
        invitation=_first(found["invitations"]),
        custody=_custody(complaint, found["pauses"], calendar, now),
        photos=found["photos"],
        referral=_first(found["referrals"]),
        parts=make_lines(complaint, user, found, calendar, now),
        tags=sort_tags(found["tags"]),
        snooze=_first(found["snoozes"]),
        incident=_first(found["incidents"]),
    )


def read_suggestions(decisions: list[RoutingDecision]) -> dict[int, list[Suggestion]]:
    """The suggested units of each decision by its key, in one query. Codes that are no unit are left out."""
    codes = {code for decision in decisions for code, _ in decision.suggestions}
    units = Opd.objects.in_bulk(codes, field_name="code")
    return {
        decision.pk: [
            Suggestion(units[code], round(100 * score)) for code, score in decision.suggestions if code in units
        ]
        for decision in decisions
    }


@lru_cache(maxsize=256)
def _together(case: CaseShape) -> Together:
    queries = _of_case(case) | _of_people(case) | desk_queries(case) | part_queries(case)
    return Together({**queries, "tags": tags_beside(case), "snoozes": snoozes_of(case, NOW)})


def _of_case(complaint: CaseKeys) -> dict[str, QuerySet[Any]]:
    case = complaint.pk
    steps = EscalationStep.objects.filter(
        clock__complaint=case, clock__kind=ClockKind.RESOLVE, cancelled_at=None, clock__cancelled_at=None
    )
    decisions = RoutingDecision.objects.filter(complaint=case).select_related("opd", "decided_by", "external_body")
    referrals = Referral.objects.filter(complaint=case, undone_at=None)
    referrals = referrals.select_related("decision__external_body", "keeper")
    return {
        "clocks": SlaClock.objects.filter(complaint=case),
        "pauses": ClockPause.objects.filter(clock__complaint=case).select_related("clock"),
        "events": ComplaintEvent.objects.filter(complaint=case),
        "steps": steps.order_by("rank"),
        "decisions": decisions.reverse()[:1],
        "referrals": referrals.reverse()[:1],
        "attachments": shown_attachments(thread_of(complaint)),
        "photos": ResultPhoto.objects.filter(complaint=case).exclude(reply__status=Reply.Status.CANCELLED),
        "incidents": incidents_of(complaint),
        "supports": _counted(Support.objects.filter(complaint=complaint.pk)),
    }


def _of_people(complaint: CaseKeys) -> dict[str, QuerySet[Any]]:
    citizen = complaint.reporter_id
    phones = ReporterIdentifier.objects.filter(reporter=citizen, kind=ReporterIdentifier.Kind.PHONE, valid_to=None)
    phones = phones.order_by(F("seen_at").desc(nulls_last=True), "-valid_from")
    # As queries.own_cases has them, by the citizen's key.
    others = Complaint.objects.filter(reporter=citizen, part_of=None).exclude(pk=complaint.pk)
    counted = others.order_by().values("reporter").annotate(many=Count("pk"))
    # Whoever answers now and is not the citizen himself: he came by a code.
    came = conversations_of(complaint).values("reporter")[:1]
    used = Invitation.objects.filter(complaint=complaint.pk, reporter__in=came, released_at=None)
    return {
        # The number that he last wrote with.
        "phones": phones.values_list("value", flat=True)[:1],
        "forms": Conversation.objects.filter(reporter=citizen, channel=WEB)[:1],
        "former": counted.values_list("many", flat=True),
        "invitations": used.exclude(reporter=citizen).select_related("message")[:1],
    }


def _counted(supports: QuerySet[Support]) -> QuerySet[Support, int]:
    """How many there are, in the only row; no row for none."""
    return supports.order_by().values("complaint").annotate(many=Count("pk")).values_list("many", flat=True)


def _contact_words(complaint: Complaint, form: Conversation | None, phone: str | None) -> str:
    """How he is reached, and nothing by which anybody could: numbers and addresses are masked."""
    if phone or form is None or complaint.channel != WEB:
        return mask_phone(phone)
    if form.contact_phone:
        return f"{mask_phone(form.contact_phone)}, diketik di formulir"
    return "Kabar lewat surel" if form.contact_email else "Tanpa kontak, membaca di halaman aduannya"


def _custody(complaint: Complaint, pauses: list[ClockPause], calendar: Calendar, now: datetime) -> list[UnitTime]:
    events = [(event.type, event.created_at, event.data) for event in complaint.events.all()]
    held = (pause for pause in pauses if pause.clock.kind == ClockKind.RESOLVE)
    spans = [(pause.started_at, pause.ended_at or now) for pause in held]
    if complaint.status in OPEN:
        until = now
    else:
        until = complaint.closed_at or complaint.resolved_at or max((at for _, at, _ in events), default=now)
    return read_custody(handovers_of(events), spans, calendar, until)


def _first(rows: list[Any]) -> Any:
    return next(iter(rows), None)
