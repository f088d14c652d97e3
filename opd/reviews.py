"""An admin's word on a unit: the list of units is composed from public sources and has to be confirmed."""

from datetime import datetime

from django.db import transaction

from .models import Opd, Role, UnitReview, User

Verification = Opd.Verification


class ReviewRefusedError(Exception):
    """A verdict that is refused; `str()` of it is a sentence for the admin."""


def may_review(user: User) -> bool:
    """Admins alone."""
    return any(membership.role == Role.ADMIN for membership in user.memberships.all())


@transaction.atomic
def review_unit(*, opd: Opd, verdict: str, user: User, now: datetime) -> UnitReview:
    """Marks a unit as verified, or takes an admin's mark back; who and when is kept as a row.

    Raises ReviewRefusedError for somebody who is no admin, for a mark that stands already, and for taking back a mark
    that came with the data file: what a source says is changed there.
    """
    if not may_review(user):
        raise ReviewRefusedError("Hanya admin yang dapat menandai OPD.")
    opd = Opd.objects.select_for_update().get(pk=opd.pk)
    if opd.verified == verdict:
        raise ReviewRefusedError(f"{opd.short_name} sudah {opd.get_verified_display().lower()}.")
    if verdict == Verification.ASSUMED and opd.code not in reviewed_codes():
        raise ReviewRefusedError(f"Tanda {opd.short_name} berasal dari sumber resmi dan tidak dibatalkan di sini.")
    opd.verified = verdict
    opd.save(update_fields=["verified"])
    return UnitReview.objects.create(opd=opd, verdict=verdict, reviewed_by=user, reviewed_at=now)


def reviewed_codes() -> set[str]:
    """The units that stand as verified by an admin's word: a reload of the data file leaves their mark alone."""
    newest = dict(UnitReview.objects.order_by("pk").values_list("opd__code", "verdict"))
    return {code for code, verdict in newest.items() if verdict == Verification.VERIFIED}
