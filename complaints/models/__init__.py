from .attachment import Attachment
from .complaint import Complaint, ComplaintNumber
from .conversation import Amendment, Conversation, Message, ThreadingDecision
from .event import ComplaintEvent
from .reply import Note, Reply, ReplyStatus
from .reporter import Reporter, ReporterIdentifier
from .routing import RoutingDecision

__all__ = [
    "Amendment",
    "Attachment",
    "Complaint",
    "ComplaintEvent",
    "ComplaintNumber",
    "Conversation",
    "Message",
    "Note",
    "Reply",
    "ReplyStatus",
    "Reporter",
    "ReporterIdentifier",
    "RoutingDecision",
    "ThreadingDecision",
]
