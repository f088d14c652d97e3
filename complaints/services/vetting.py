"""The check before sending, for every word of a person to the citizen, whatever page, channel or system it comes by."""

from typing import Any

from bontang_pengaduan.lib.text import clean

from ..errors import FindingsError, InvalidInputError
from ..guard import Finding, check_word
from ..models import Complaint
from ..queries import find_conversation

MAX_REASON = 300  # letters


def vet(*, text: str, is_public: bool, override_reason: str) -> dict[str, Any]:
    """What the history keeps of the check: nothing for clean words, else `guard` with the flags and the reason why
    they were sent all the same.

    Raises FindingsError without a reason, and whatever the reason when a finding stops the words; InvalidInputError
    for a reason that is too long.
    """
    findings, reason = check_word(text, public=is_public), clean(override_reason)
    if len(reason) > MAX_REASON:
        raise InvalidInputError(f"Alasan terlalu panjang. Batasnya {MAX_REASON} huruf.")
    if not findings:
        return {}
    if not reason or any(finding.stops for finding in findings):
        raise FindingsError(findings, text)
    return {"guard": {"flags": sorted({finding.flag for finding in findings}), "reason": reason}}


def look_over(complaint: Complaint, text: str, *, is_private: bool = False) -> tuple[Finding, ...]:
    """What the check finds in words that would go to the citizen of this case; `is_private` to him alone."""
    conversation = find_conversation(complaint)
    return check_word(clean(text), public=bool(conversation and conversation.is_public) and not is_private)
