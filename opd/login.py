"""Who is asking: the user of a session, together with what he is in which unit."""

from django.contrib.auth.backends import ModelBackend

from .models import Membership, User


class StaffBackend(ModelBackend):
    """Reads the user and his memberships, with their units, in one statement. Every page asks for both, and asks often:
    what is read here is not asked again for the length of the request."""

    def get_user(self, user_id: int) -> User | None:
        """None for somebody who is gone or may no longer log in."""
        rows = Membership.objects.filter(user=user_id).select_related("user", "opd").order_by("pk")
        memberships = list(rows.defer("opd__duties", "opd__keywords", "opd__source"))
        if not memberships:
            return super().get_user(user_id)
        user = memberships[0].user
        known = user.memberships.all()
        known._result_cache = memberships
        # As prefetch_related_objects leaves it, without its statement of its own.
        user._prefetched_objects_cache = {"memberships": known}  # type: ignore[attr-defined]
        return user if self.user_can_authenticate(user) else None
