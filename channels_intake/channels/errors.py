"""What can go wrong on the way out, in the one form that the drain understands."""


class ChannelError(Exception):
    """A send or a download that failed. `str()` is shown to officers.

    `permanent`: never try again by itself. `unknown_outcome`: it may have gone out, do not send blindly.
    """

    def __init__(
        self, message: str, *, code: int | None = None, permanent: bool = False, unknown_outcome: bool = False
    ) -> None:
        super().__init__(message)
        self.code = code
        self.permanent = permanent
        self.unknown_outcome = unknown_outcome
