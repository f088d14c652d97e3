"""Whether our token works, and until when (Graph API, "Debug-Token")."""

from django.conf import settings

from ..errors import ChannelError, Fate
from ..shapes import as_dict, as_moment
from ..tokens import TokenFacts
from .graph import call


def read_token() -> TokenFacts:
    """What Meta says of it; a system user's token may ask about itself. Raises ChannelError when Meta does not say."""
    try:
        answer = call("GET", f"{settings.WHATSAPP_API_BASE}/debug_token", params=_question())
    except ChannelError as error:
        if error.fate == Fate.STOP:
            return TokenFacts(is_valid=False)
        raise
    facts = as_dict(answer.get("data"))
    # 0 stands for a token that never ends; the access to data may end before the token itself.
    ends = [as_moment(facts.get(name)) for name in ("expires_at", "data_access_expires_at")]
    return TokenFacts(is_valid=facts.get("is_valid") is True, expires_at=min(filter(None, ends), default=None))


def _question() -> dict[str, str]:
    return {"input_token": settings.WHATSAPP_ACCESS_TOKEN}
