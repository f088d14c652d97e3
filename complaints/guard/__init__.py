"""The check before sending: a text in, findings out. No Django, no database; the words are data/guard_*.yaml."""

from .checking import check
from .findings import FLAGS, Finding
from .fixing import Fix, find_fix

__all__ = ["FLAGS", "Finding", "Fix", "check", "find_fix"]
