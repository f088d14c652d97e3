"""Where every list and every page starts."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet

from bontang_pengaduan.lib.clock import WITA
from opd.models import Role, User

from .case_keys import CaseKeys
from .models import (
    AnswerVersion,
    ApprovedAnswer,
    Attachment,
    CaseLine,
    Complaint,
    Conversation,
    Mention,
    Message,
    MessageTemplate,
    Reply,
    Reporter,
    ResultPhoto,
)
from .permissions import CITY_ROLES, STEERING_ROLES, is_coordinator, may_see_identity
from .workflow import OPEN, Status


def visible_to(user: User) -> QuerySet[Complaint]:
    """The complaints this user may know of: his agencies', or all in a city-wide role.

    A secret case is known to the coordinator, to its assignee and to the head of its agency alone.
    """
    return Complaint.objects.filter(_may_know(user))


def visible_lines(user: User) -> QuerySet[CaseLine]:
    """The lines of the cases of visible_to, by the same words: what every list walks along."""
    return CaseLine.objects.filter(_may_know(user))


def _may_know(user: User) -> Q:
    # Asked of a case and of its line alike: both have these columns.
    memberships = list(user.memberships.all())
    if any(membership.role in STEERING_ROLES for membership in memberships):
        return Q()
    if any(membership.role in CITY_ROLES for membership in memberships):
        return Q(is_secret=False)
    own = Q(opd_id__in=[membership.opd_id for membership in memberships if membership.opd_id])
    headed = [m.opd_id for m in memberships if m.role == Role.PIMPINAN]
    return own & (Q(is_secret=False) | Q(assignee_id=user.pk) | Q(opd_id__in=headed))


def own_cases(reporter: Reporter) -> QuerySet[Complaint]:
    """The reporter's cases as he knows them: the parts that other units have of one are none of their own."""
    return reporter.complaints.filter(part_of=None)


def running_parts(complaint: Complaint) -> QuerySet[Complaint]:
    """The parts of the case that are not settled, in the order of their numbers."""
    open_states = [status.value for status in OPEN]
    return Complaint.objects.filter(part_of=complaint, status__in=open_states).select_related("opd").order_by("number")


def readable_threads(user: User) -> QuerySet[Complaint]:
    """The cases whose conversation this user may read: those he may know of, and those of which his unit has a part.

    Of a secret case the other units read their part alone.
    """
    seen = visible_to(user)
    parts = seen.filter(part_of__isnull=False).exclude(status=Status.MERGED.value)
    return Complaint.objects.filter(Q(pk__in=seen) | Q(pk__in=parts.values("part_of"), is_secret=False))


def thread_of(complaint: CaseKeys) -> QuerySet[Complaint]:
    """The case whose conversation stands on the page of this one: of a part that of its case, unless it is secret or
    the part has been taken back."""
    if complaint.part_of_id is None:
        return Complaint.objects.filter(pk=complaint.pk)
    is_shared = complaint.status != Status.MERGED
    return Complaint.objects.filter(pk=complaint.part_of_id, is_secret=False) if is_shared else Complaint.objects.none()


def shown_photos(complaints: QuerySet[Complaint]) -> QuerySet[ResultPhoto]:
    """The result photos that the citizens of these complaints may see; none of a result that was taken back."""
    photos = ResultPhoto.objects.filter(complaint__in=complaints, is_shown=True)
    return photos.exclude(reply__status=Reply.Status.CANCELLED)


def shown_attachments(complaints: QuerySet[Complaint]) -> QuerySet[Attachment]:
    """The citizens' files in these complaints, but for those of messages that were withdrawn."""
    return Attachment.objects.filter(message__complaint__in=complaints, message__revoked_at=None)


def former_holders(reporter: Reporter) -> QuerySet[Reporter]:
    """Who had one of this reporter's identifiers before or after him: perhaps the same person, perhaps not."""
    values = reporter.identifiers.values("value")
    return Reporter.objects.filter(identifiers__value__in=values).exclude(pk=reporter.pk).distinct().order_by("pk")


def visible_replies(user: User) -> QuerySet[Reply]:
    """The replies in the complaints this user may know of."""
    return Reply.objects.filter(complaint__in=visible_to(user))


def find_conversation(complaint: Complaint) -> Conversation | None:
    """Where an answer to this complaint goes: the thread in which the citizen last wrote of it."""
    return conversations_of(complaint).first()


def conversations_of(complaint: CaseKeys) -> QuerySet[Conversation]:
    """The threads of this complaint, the one in which the citizen last wrote of it first. A part has those of its case,
    and only when its unit may write to the citizen."""
    case = complaint.part_of_id if complaint.may_speak else complaint.pk
    return Conversation.objects.filter(messages__complaint=case).order_by("-citizen_wrote_at")


def usable_templates(channel: str) -> QuerySet[MessageTemplate]:
    """The approved Indonesian templates that need nothing but text, but for those that tell officers and citizens of
    the web form that there is news."""
    own = [names.get(channel, "") for names in (settings.OFFICER_TEMPLATES, settings.NEWS_TEMPLATES)]
    return _approved_templates(channel).exclude(name__in=own)


def officer_template(channel: str) -> MessageTemplate | None:
    """The template by which officers are told of a notice: subject and link. None while it is not approved."""
    template = _approved_templates(channel).filter(name=settings.OFFICER_TEMPLATES.get(channel, "")).first()
    return template if template and len(template.names) == 2 else None


def news_template(channel: str) -> MessageTemplate | None:
    """The template by which a citizen of the web form is told of news: number and link. None while it is not
    approved."""
    template = _approved_templates(channel).filter(name=settings.NEWS_TEMPLATES.get(channel, "")).first()
    return template if template and len(template.names) == 2 else None


def _approved_templates(channel: str) -> QuerySet[MessageTemplate]:
    return MessageTemplate.objects.filter(channel=channel, language="id", state="approved", is_plain=True)


def siblings_of(user: User, complaint: Complaint) -> QuerySet[Complaint]:
    """The other cases of the same citizen that this user may know of. None where he must not know who the citizen is:
    that two anonymous cases are one person's tells something, too."""
    if not may_see_identity(user, complaint):
        return Complaint.objects.none()
    others = visible_to(user).filter(reporter=complaint.reporter_id, part_of=None).exclude(pk=complaint.pk)
    return others if is_coordinator(user) else others.filter(is_anonymous=False)


def unplaced_messages(now: datetime) -> QuerySet[Message]:
    """What citizens were asked about and did not choose in time, oldest first: a coordinator places it."""
    waiting = Message.objects.filter(choice_due_at__lte=now, complaint=None)
    return waiting.select_related("conversation__reporter").order_by("choice_due_at", "pk")


def mentions() -> QuerySet[Mention]:
    """Everything that was said of the city in public, but for what its author has deleted. For coordinators: the
    authors are named."""
    return Mention.objects.filter(message__revoked_at=None).select_related(
        "message__conversation__reporter", "complaint"
    )


def waiting_mentions() -> QuerySet[Mention]:
    """What a coordinator has to look at, oldest first."""
    return mentions().filter(outcome="").order_by("created_at", "pk")


def visible_answers(user: User) -> QuerySet[ApprovedAnswer]:
    """The approved answers and their drafts that this user may read: the city's, and those of his units."""
    if is_coordinator(user):
        return ApprovedAnswer.objects.all()
    units = [membership.opd_id for membership in user.memberships.all() if membership.opd_id]
    return ApprovedAnswer.objects.filter(Q(opd=None) | Q(opd__in=units))


def versions_in_force(now: datetime) -> QuerySet[AnswerVersion]:
    """The words that may be sent today."""
    return versions_valid_on(now.astimezone(WITA).date())


def versions_valid_on(today: Any) -> QuerySet[AnswerVersion]:
    """The words that may be sent on that day of WITA."""
    return AnswerVersion.objects.filter(approved_at__isnull=False, ended_at=None, valid_until__gte=today)
