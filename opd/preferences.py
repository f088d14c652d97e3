"""What an officer has chosen for himself, on every device."""

from django.db import transaction

from .models import User


@transaction.atomic
def set_keys(*, user: User, is_on: bool) -> None:
    """Turns the single-letter keys of the officers' pages on or off for this user."""
    User.objects.filter(pk=user.pk).update(uses_keys=is_on)
    user.uses_keys = is_on
