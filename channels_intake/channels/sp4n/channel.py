"""Whether SP4N-LAPOR is set up here."""

from django.conf import settings


def is_configured() -> bool:
    """Whether its interface can be asked. An export can be read without."""
    return bool(settings.SP4N_API_BASE and settings.SP4N_TOKEN)


def accounts() -> list[str]:
    """None: it brings copies of reports by hand, so that silence means nothing."""
    return []
