"""The conversation of a case as rows; complaints.case_rows reads it."""

from dataclasses import dataclass

from .models import Complaint, Message, Note, Reply


@dataclass(frozen=True)
class Thread:
    """What was said in a case. The case's own words, notes, events and clocks are kept on `complaint`; the others are
    what its other units said to the citizen and to each other, and on a part the citizen's words to the whole case."""

    complaint: Complaint
    messages: list[Message]
    replies: list[Reply]
    other_messages: list[Message]
    other_replies: list[Reply]
    other_notes: list[Note]
