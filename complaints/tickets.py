"""Signed addresses of files: good for one user and for a short time, so that a copied one opens nothing."""

from datetime import datetime, timedelta

from django.core.signing import BadSignature, Signer

LIFETIME = timedelta(hours=1)  # long enough to listen to a recording, pause and move about in it
_SIGNER = Signer(salt="complaints.file_ticket")


def sign_ticket(*, attachment_id: int, form: str, user_id: int, now: datetime) -> str:
    """The last part of an address that gives this form of the file to this user for LIFETIME."""
    return _SIGNER.sign_object([attachment_id, form, user_id, int((now + LIFETIME).timestamp())])


def read_ticket(text: str, *, user_id: int, now: datetime) -> tuple[int, str] | None:
    """Attachment and form; None when the ticket is forged, over, or somebody else's."""
    try:
        attachment_id, form, owner_id, ends_at = _SIGNER.unsign_object(text)
    except BadSignature:
        return None
    return (attachment_id, form) if owner_id == user_id and now.timestamp() < ends_at else None
