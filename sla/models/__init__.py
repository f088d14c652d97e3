from .calendar import Holiday, OfficeHours
from .clock import ClockKind, ClockPause, DueChange, EscalationStep, Level, SlaClock
from .policy import EscalationRule, Policy, PolicyTarget, Unit

__all__ = [
    "ClockKind",
    "ClockPause",
    "DueChange",
    "EscalationRule",
    "EscalationStep",
    "Holiday",
    "Level",
    "OfficeHours",
    "Policy",
    "PolicyTarget",
    "SlaClock",
    "Unit",
]
