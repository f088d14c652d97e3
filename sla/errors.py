"""Refusals of the clocks whose sentence the person who asked may read."""


class ClockRefusedError(Exception):
    """A change to a clock that is refused; nothing was changed. `str()` is a plain Indonesian sentence."""
