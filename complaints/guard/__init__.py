"""The check before sending: a text in, findings out. No Django, no database; the words are data/guard_*.yaml."""

from .checking import check, check_word
from .findings import FLAGS, WORD_FLAGS, Finding
from .fixing import Fix, find_fix

__all__ = ["FLAGS", "WORD_FLAGS", "Finding", "Fix", "check", "check_word", "find_fix"]
