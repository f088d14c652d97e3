"""Who may change what binds the whole city: its calendar and its promises."""

from opd.models import Role, User

STEERING_ROLES = (Role.KOORDINATOR, Role.ADMIN)


def may_steer(user: User) -> bool:
    """Coordinators and admins."""
    return any(membership.role in STEERING_ROLES for membership in user.memberships.all())
