from .category import Category
from .heartbeat import Heartbeat
from .membership import Membership, Role, User
from .notice import Notice
from .opd import ExternalBody, Opd, SubUnit
from .wilayah import Kecamatan, Kelurahan

__all__ = [
    "Category",
    "ExternalBody",
    "Heartbeat",
    "Kecamatan",
    "Kelurahan",
    "Membership",
    "Notice",
    "Opd",
    "Role",
    "SubUnit",
    "User",
]
