"""What can go wrong at a provider, in the words that a queue needs."""


class ChannelError(Exception):
    """A provider refused or did not answer. `str()` is what officers read; `code` the provider's, 0 without one.

    `permanent`: asking again changes nothing. `unknown_outcome`: the message may have gone out, so it must not be
    sent again blindly.
    """

    def __init__(self, title: str, *, code: int = 0, permanent: bool = False, unknown_outcome: bool = False) -> None:
        super().__init__(title)
        self.code = code
        self.permanent = permanent
        self.unknown_outcome = unknown_outcome
