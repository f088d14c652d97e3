"""SP4N-LAPOR at the door: there is none yet."""


def is_configured() -> bool:
    """No: its interface is known to accounts with the developer role alone (channels.md 3.1). Exports can be read."""
    return False


def accounts() -> list[str]:
    """None: it brings copies of reports by hand, so that silence means nothing."""
    return []


def is_by_hand() -> bool:
    """Whether a person copies our answers, because no interface is set up."""
    return not is_configured()
