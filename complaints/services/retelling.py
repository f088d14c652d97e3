"""What a case says after its citizen changed or withdrew a message: no list, search or page shows the former words."""

import re

from django.db.models import Q

from bontang_pengaduan.lib.text import mask_identifiers, shorten

from ..models import Complaint, Reply
from .state import change

WITHDRAWN_SUBJECT = "Pesan ditarik pelapor"


def retell(*, complaint: Complaint, former: str, text: str) -> None:
    """Puts `text` (empty: withdrawn) where the case, one that was merged into it, or a part of it has the words
    `former`: in its matter, in its subject, and in the automatic messages that quote the subject."""
    if not former:
        return
    for case in Complaint.objects.filter(Q(pk=complaint.pk) | Q(merged_into=complaint) | Q(part_of=complaint)):
        _retell(case, former, text)
    complaint.refresh_from_db()


def _retell(case: Complaint, former: str, text: str) -> None:
    # Whole lines alone: a message of one short word stands inside many others.
    lines = re.sub(rf"(?m)^{re.escape(former)}$" + ("" if text else r"\n?"), lambda _: text, case.text, count=1).strip()
    subject = case.subject
    if subject == _subject_of(former):
        subject = _subject_of(text or lines) or WITHDRAWN_SUBJECT
        _quote(case, subject)
    if (lines, subject) != (case.text, case.subject):
        change(case, text=lines, subject=subject)


def _quote(case: Complaint, subject: str) -> None:
    quoting = Reply.objects.filter(complaint=case, author=None, text__contains=f"“{case.subject}”")
    for reply in quoting.select_for_update():
        reply.text = reply.text.replace(f"“{case.subject}”", f"“{subject}”")
        reply.save(update_fields=["text"])


def _subject_of(text: str) -> str:
    return mask_identifiers(shorten(text)) if text else ""
