"""Who may do what. Lists start from queries.visible_to; acts are checked here."""

from opd.models import Role, User

from .models import Complaint

CITY_ROLES = (Role.KOORDINATOR, Role.SEKDA, Role.WALI_KOTA, Role.ADMIN)
STEERING_ROLES = (Role.KOORDINATOR, Role.ADMIN)
MOST_DECLINES = 2  # then the coordinator decides, and nobody sends the case on again


def is_city_wide(user: User) -> bool:
    """Sees the complaints of all agencies."""
    return _has_role(user, *CITY_ROLES)


def is_coordinator(user: User) -> bool:
    """Verifies routes, and decides where agencies do not agree."""
    return _has_role(user, *STEERING_ROLES)


def may_decide_colours(user: User) -> bool:
    """Makes a kind of answers green, and amber again: the coordinator, who answers for what leaves unread."""
    return _has_role(user, Role.KOORDINATOR)


def is_admin(user: User) -> bool:
    """Keeps the platform itself in order: channels, and what could not be taken in."""
    return _has_role(user, Role.ADMIN)


def is_member(user: User, opd_id: int | None, *roles: str) -> bool:
    """Belongs to that unit, where `roles` are given in one of them. Nobody belongs to no unit."""
    own = [membership for membership in user.memberships.all() if membership.opd_id == opd_id]
    return opd_id is not None and any(not roles or membership.role in roles for membership in own)


def can_act(user: User, complaint: Complaint) -> bool:
    """May answer and move this complaint: the agency's people and the coordinator, nobody else."""
    if is_coordinator(user):
        return True
    return is_member(user, complaint.opd_id)


def may_see_identity(user: User, complaint: Complaint) -> bool:
    """Anonim: the agency does not see who it is; the coordinator does, who must be able to ask back."""
    return not is_identity_hidden(complaint) or is_coordinator(user)


def is_identity_hidden(complaint: Complaint) -> bool:
    """Whether its unit must not know who complains: he is anonymous, or it has a part and does not write to him."""
    return complaint.is_anonymous or (complaint.part_of_id is not None and not complaint.may_speak)


def hidden_name(complaint: Complaint) -> str:
    """What stands for the name of a citizen whom the unit must not know."""
    return "Anonim" if complaint.is_anonymous else "Pelapor"


def shown_name(user: User, complaint: Complaint) -> str:
    """The citizen's name for this user, or what stands for it."""
    return str(complaint.reporter) if may_see_identity(user, complaint) else hidden_name(complaint)


def may_open_original(user: User, complaint: Complaint) -> bool:
    """A photo as it was sent may tell where and with what it was taken: for the unit that handles the case alone.
    While no unit does, or when the unit must not know who writes, for the coordinator."""
    if complaint.opd_id is None or complaint.is_anonymous:
        return is_coordinator(user)
    return is_member(user, complaint.opd_id)


def may_write_answer(user: User, opd_id: int | None) -> bool:
    """Proposes approved answers of this unit: its people and the coordinator; those of the whole city the latter."""
    return is_coordinator(user) or is_member(user, opd_id)


def may_approve_answer(user: User, opd_id: int | None) -> bool:
    """Answers for the words of this unit: its head and the coordinator."""
    return is_coordinator(user) or is_member(user, opd_id, Role.PIMPINAN)


def may_keep_tags(user: User, opd_id: int) -> bool:
    """Renames and merges the tags of this unit: its head and the coordinator."""
    return is_coordinator(user) or user.memberships.filter(opd=opd_id, role=Role.PIMPINAN).exists()


def is_settled(complaint: Complaint) -> bool:
    """Units have said "Bukan kewenangan kami" MOST_DECLINES times: the coordinator's next word is final."""
    return count_declines(complaint) >= MOST_DECLINES


def count_declines(complaint: Complaint) -> int:
    """How often a unit has given the case back."""
    # Counted here and not in the database: the case's page has its history at hand.
    return [event.type for event in complaint.events.all()].count("complaint.declined")


def _has_role(user: User, *roles: str) -> bool:
    # All of them, and sorted out here: they have been read with the user of the session.
    return any(membership.role in roles for membership in user.memberships.all())
