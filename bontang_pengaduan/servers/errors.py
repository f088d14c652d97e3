"""What can go wrong with a local server, as one sentence for an administrator."""


class ServerError(Exception):
    """A local server cannot start. The message names the cause and what to do about it."""
