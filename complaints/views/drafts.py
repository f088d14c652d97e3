"""The composer's words on their way: what is kept of them, and what goes along when they are read or helped with."""

from collections.abc import Mapping
from typing import Any

from bontang_pengaduan.lib.clock import now

from ..errors import ComplaintError
from ..forms.acts import DraftForm
from ..models import Complaint, Draft, Message
from ..services.drafting import Words, keep_draft
from ..solved_answers import find_basis
from .approved_answers import find_version
from .navigation import StaffRequest


def quoted_message(complaint: Complaint, key: object) -> Message | None:
    """The citizen's message with this key, of this case alone and not withdrawn; None for anything else."""
    if not str(key).isdecimal() or len(str(key)) >= 18:
        return None
    return complaint.messages.filter(pk=int(str(key)), is_outbound=False, revoked_at=None).first()


def words_of(request: StaffRequest, complaint: Complaint, facts: Mapping[str, Any]) -> Words:
    """What the composer's form says, with what the words were begun with where it may still be used."""
    quoted, approved = quoted_message(complaint, facts["quoted"]), find_version(complaint, facts["approved"])
    basis = find_basis(request.user, complaint, facts["basis"])
    return Words(
        text=facts["text"],
        mode=facts["mode"],
        kind=facts["kind"],
        version=facts["version"],
        was_sending=request.POST.get("sent") == "yes",
        approved=approved.pk if approved else None,
        quoted=quoted.pk if quoted else None,
        basis=basis.pk if basis else None,
    )


def carry_draft(request: StaffRequest, complaint: Complaint) -> int:
    """Keeps the words with which the composer was left for another page, so that the way back finds them; the
    revision under which they are kept, 0 for none. Newer words of another device stay."""
    form = DraftForm(request.POST)
    if not form.is_valid():
        return 0
    words, revision = words_of(request, complaint, form.cleaned_data), form.cleaned_data["revision"] or 0
    try:
        draft = keep_draft(complaint=complaint, user=request.user, words=words, revision=revision, now=now())
    except ComplaintError:
        return int(revision)
    return draft.revision if draft else 0


def rewrite_draft(request: StaffRequest, complaint: Complaint, text: str, revision: int) -> None:
    """Keeps `text` in the place of the draft of that revision, which stays begun with what it was begun with."""
    draft = Draft.objects.filter(complaint=complaint, author=request.user, revision=revision).first()
    if draft is None or not text:
        return
    more = {name: getattr(draft, f"{name}_id") for name in ("approved", "quoted", "basis")}
    words = Words(text=text, mode=draft.mode, kind=draft.kind, version=complaint.version, **more)
    keep_draft(complaint=complaint, user=request.user, words=words, revision=revision, now=now())
