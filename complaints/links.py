"""Links to a case's public page: the citizen's own, and one that only shows.

The citizen's own token is kept as a digest, so no link can be made of it a second time, and it may carry acts of his.
A view link is the number with a signature: it opens the same page, belongs to nobody, and allows no act.
"""

import re

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db.models import QuerySet
from django.urls import reverse

from bontang_pengaduan.lib.signing import token_digest

from .models import Complaint

_SIGNER = Signer(salt="complaints.view_link", sep=".")
# The citizen's own link opens his case: an officer must not act in his name through it.
_OWN_LINK = re.compile(r"/t/[\w-]+/?")


def view_url(complaint: Complaint) -> str | None:
    """The address at which anybody may read where the case stands; None for a secret one, which has no such page."""
    if complaint.is_secret:
        return None
    path = reverse("public_status", args=[_SIGNER.sign(complaint.number)])
    return f"{settings.PUBLIC_BASE_URL}{path}"


def opened_by(token: str) -> QuerySet[Complaint]:
    """The case behind the last part of either link; nothing for a wrong one and for a secret case alike.

    The link of a merged case opens the case that it is part of now.
    """
    linked = _linked(token).select_related("merged_into").first()
    return Complaint.objects.filter(pk=linked.joined().pk, is_secret=False) if linked else Complaint.objects.none()


def _linked(token: str) -> QuerySet[Complaint]:
    try:
        return Complaint.objects.filter(number=_SIGNER.unsign(token))
    except BadSignature:
        return Complaint.objects.filter(token_digest=token_digest(token))


def hide_own_link(text: str) -> str:
    """The text with the token of each link of the citizen's own replaced."""
    return _OWN_LINK.sub("/t/…", text)
