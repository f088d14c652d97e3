"""Who can be asked for help in a case, and which questions a user may read."""

from django.db.models import Q, QuerySet

from opd.models import Role, User

from .case_keys import CaseKeys
from .models import Complaint, HelpRequest
from .permissions import STEERING_ROLES
from .queries import visible_to

Helper = HelpRequest.Helper
# Units that are asked without seeing the case.
OUTSIDE = {Helper.LEGAL: "BAG-HUKUM", Helper.PRESS: "DISKOMINFO"}
LEADS = (Role.PIMPINAN, Role.KEPALA_BIDANG)


def people_of(helper: str, complaint: Complaint) -> QuerySet[User]:
    """The active people who are asked. Of a secret case the head of its unit and the coordinators alone."""
    people = User.objects.filter(is_active=True).distinct()
    if helper == Helper.COORDINATOR:
        return people.filter(memberships__role__in=STEERING_ROLES)
    if helper == Helper.LEAD:
        roles = (Role.PIMPINAN,) if complaint.is_secret else LEADS
        return people.filter(memberships__opd=complaint.opd_id, memberships__role__in=roles)
    return people.none() if complaint.is_secret else people.filter(memberships__opd__code=OUTSIDE[Helper(helper)])


def helpers_for(complaint: Complaint, user: User) -> list[Helper]:
    """Whom this user can ask: those where somebody else than himself is there."""
    return [helper for helper in Helper if people_of(helper, complaint).exclude(pk=user.pk).exists()]


def help_requests_for(user: User) -> QuerySet[HelpRequest]:
    """The questions that this user may read: his own, those of cases that he may know of, and what his unit is asked.
    Of a case that has become secret only the first two."""
    codes = list(user.memberships.filter(opd__isnull=False).values_list("opd__code", flat=True))
    asked = [helper for helper, code in OUTSIDE.items() if code in codes]
    return HelpRequest.objects.filter(
        Q(complaint__in=visible_to(user)) | Q(helper__in=asked, complaint__is_secret=False)
    ).select_related("complaint__opd", "asked_by", "answered_by")


def may_help(user: User, request: HelpRequest) -> bool:
    """Whether he is one of those asked; nobody answers himself."""
    return user.pk != request.asked_by_id and people_of(request.helper, request.complaint).filter(pk=user.pk).exists()


def help_beside(complaint: CaseKeys) -> QuerySet[HelpRequest]:
    """The newest questions of a case, for its composer."""
    rows = HelpRequest.objects.filter(complaint=complaint.pk, withdrawn_at=None)
    return rows.select_related("asked_by", "answered_by")[:2]
