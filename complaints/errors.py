"""Refusals. `str()` of each is a plain sentence for the person who asked."""


class ComplaintError(Exception):
    """A change that is refused; nothing was changed."""


class MoveNotAllowedError(ComplaintError):
    """The state of the complaint does not allow this."""


class ConflictError(ComplaintError):
    """Somebody else changed the complaint since the form was opened (409)."""


class NotAllowedError(ComplaintError):
    """This person may not do this."""


class InvalidInputError(ComplaintError):
    """The input cannot be used as it is."""
