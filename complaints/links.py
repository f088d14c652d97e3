"""Links to a case's public page: the citizen's own, and one that only shows.

The citizen's own token is kept as a digest, so no link can be made of it a second time, and it may carry acts of his.
A view link is the number with a signature: it opens the same page, belongs to nobody, and allows no act. Who shows
number and code gets a link that is his own for HOURS hours.
"""

import re
from dataclasses import dataclass

from django.conf import settings
from django.core.signing import BadSignature, Signer, TimestampSigner
from django.db.models import QuerySet
from django.urls import reverse

from bontang_pengaduan.lib.signing import token_digest

from .models import Complaint

_SIGNER = Signer(salt="complaints.view_link", sep=".")
_LENT = TimestampSigner(salt="complaints.lent_link", sep=".")
HOURS = 2
# The citizen's own link opens his case: an officer must not act in his name through it.
_OWN_LINK = re.compile(r"/t/[\w-]+/?")


@dataclass(frozen=True)
class Access:
    """By what a citizen comes back to his case. `token` is empty where he has his link already and it is not ours to
    send; `code_digest` is empty where no code was given out."""

    link_digest: str
    code_digest: str = ""
    token: str = ""

    @classmethod
    def by(cls, token: str) -> "Access":
        """A link that is sent to him."""
        return cls(token_digest(token), token=token)


def own_url(token: str) -> str:
    """The address of a citizen's own page."""
    path = reverse("public_status", args=[token])
    return f"{settings.PUBLIC_BASE_URL}{path}"


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


def lent_token(complaint: Complaint) -> str:
    """For who has shown number and code: his own link, for HOURS hours."""
    return _LENT.sign(complaint.number)


def is_own(token: str) -> bool:
    """Whether a link that opens a case may carry its citizen's acts: any but the one that only shows."""
    return _signed(_SIGNER, token) is None


def _linked(token: str) -> QuerySet[Complaint]:
    number = _signed(_SIGNER, token) or _signed(_LENT, token, max_age=HOURS * 3600)
    if number:
        return Complaint.objects.filter(number=number)
    return Complaint.objects.filter(token_digest=token_digest(token))


def _signed(signer: Signer, token: str, **limits: int) -> str | None:
    try:
        return str(signer.unsign(token, **limits))
    except BadSignature:
        return None


def hide_own_link(text: str) -> str:
    """The text with the token of each link of the citizen's own replaced."""
    return _OWN_LINK.sub("/t/…", text)
