from .calendar import CalendarEdit, CalendarVersion, ExtraDay, Holiday, OfficeHours, ShiftUnit
from .clock import ClockKind, ClockPause, DueChange, EscalationStep, Level, SlaClock
from .dispute import Dispute
from .escalation import Pledge, Raise
from .extension import Extension
from .policy import EscalationRule, Policy, PolicyTarget, Unit
from .recount import Recount

__all__ = [
    "CalendarEdit",
    "CalendarVersion",
    "ClockKind",
    "ClockPause",
    "Dispute",
    "DueChange",
    "EscalationRule",
    "EscalationStep",
    "Extension",
    "ExtraDay",
    "Holiday",
    "Level",
    "OfficeHours",
    "Pledge",
    "Policy",
    "PolicyTarget",
    "Raise",
    "Recount",
    "ShiftUnit",
    "SlaClock",
    "Unit",
]
