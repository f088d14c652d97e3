from .approved_answer import AnswerVersion, ApprovedAnswer
from .attachment import Attachment
from .bulk_act import BulkAct, BulkCase
from .case_line import CaseLine
from .case_move import CaseMove
from .case_words import CaseWords, KnownWord
from .colour_decision import ColourDecision
from .complaint import Complaint, ComplaintNumber
from .confirmation import Confirmation, Push
from .conversation import Amendment, ArchivedMessage, Conversation, Message, ThreadingDecision
from .disclosure import Disclosure
from .draft import Draft
from .drill import DrillAnswer
from .echo import EchoAnswer
from .event import ComplaintEvent
from .help_request import HelpRequest
from .hiding import Hiding
from .incident import CommonAnswer, CommonAnswerPart, Incident, IncidentMember
from .invitation import Invitation
from .mention import CityPost, Mention, MentionDecision
from .outbox import Lane, MessageTemplate, ReadReceipt, SendingGate
from .rate import RateCount
from .referral import Referral
from .reply import Note, Reply, ReplyStatus
from .reporter import Reporter, ReporterIdentifier, ReporterMerge
from .result import HeldPhoto, PhotoStage, ResultPhoto
from .routing import RoutingDecision
from .saved_view import SavedView
from .second_reading import SecondReading
from .snooze import Snooze
from .support import Support
from .tag import CaseTag, Tag

__all__ = [
    "Amendment",
    "AnswerVersion",
    "ApprovedAnswer",
    "ArchivedMessage",
    "Attachment",
    "BulkAct",
    "BulkCase",
    "CaseLine",
    "CaseMove",
    "CaseTag",
    "CaseWords",
    "CityPost",
    "ColourDecision",
    "CommonAnswer",
    "CommonAnswerPart",
    "Complaint",
    "ComplaintEvent",
    "ComplaintNumber",
    "Confirmation",
    "Conversation",
    "Disclosure",
    "Draft",
    "DrillAnswer",
    "EchoAnswer",
    "HeldPhoto",
    "HelpRequest",
    "Hiding",
    "Incident",
    "IncidentMember",
    "Invitation",
    "KnownWord",
    "Lane",
    "Mention",
    "MentionDecision",
    "Message",
    "MessageTemplate",
    "Note",
    "PhotoStage",
    "Push",
    "RateCount",
    "ReadReceipt",
    "Referral",
    "Reply",
    "ReplyStatus",
    "Reporter",
    "ReporterIdentifier",
    "ReporterMerge",
    "ResultPhoto",
    "RoutingDecision",
    "SavedView",
    "SecondReading",
    "SendingGate",
    "Snooze",
    "Support",
    "Tag",
    "ThreadingDecision",
]
