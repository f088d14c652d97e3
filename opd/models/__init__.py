from .api_token import ApiToken, KeptAnswer, Scope
from .category import Category
from .device import Device, Nudge
from .heartbeat import Heartbeat
from .membership import Membership, Role, User
from .notice import Notice
from .opd import ExternalBody, Opd, SubUnit
from .routing import RoutingLabel, RoutingModelChoice, RoutingTraining
from .unit_review import UnitReview
from .wilayah import Kecamatan, Kelurahan

__all__ = [
    "ApiToken",
    "Category",
    "Device",
    "ExternalBody",
    "Heartbeat",
    "Kecamatan",
    "Kelurahan",
    "KeptAnswer",
    "Membership",
    "Notice",
    "Nudge",
    "Opd",
    "Role",
    "RoutingLabel",
    "RoutingModelChoice",
    "RoutingTraining",
    "Scope",
    "SubUnit",
    "UnitReview",
    "User",
]
