from .calendar import Holiday, OfficeHours
from .clock import ClockKind, ClockPause, EscalationStep, Level, SlaClock
from .policy import EscalationRule, Policy, PolicyTarget, Unit

__all__ = [
    "ClockKind",
    "ClockPause",
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
