"""Whether our tokens work and until when, and the weekly renewal of an Instagram login's (channels.md 2.1 and 2.3)."""

from datetime import datetime, timedelta

import httpx
from django.conf import settings

from bontang_pengaduan.lib import http

from ...token_store import stored_expiry
from ..errors import ChannelError, Fate
from ..oauth import Grant
from ..shapes import as_dict, as_moment, as_text
from ..tokens import TokenFacts
from .access import access_to
from .graph import call

LIFE = timedelta(days=60)  # of an Instagram login's token
RENEWED_AT = timedelta(days=7)  # of its age; Instagram takes none that is younger than a day, and none that has ended
MARGIN = LIFE - RENEWED_AT


def read_facebook_token() -> TokenFacts:
    """What Meta says of the Page's token. Raises ChannelError when it does not say, or none is set."""
    return _debug("facebook")


def read_instagram_token() -> TokenFacts:
    """What Meta says of the token that Instagram is spoken to with. Raises ChannelError when it does not say."""
    if not settings.INSTAGRAM_TOKEN:
        return _debug("instagram")
    # Instagram's own login cannot ask about its token: it is used, and its end is known from the renewal.
    try:
        call("instagram", "GET", "me", params={"fields": "user_id"})
    except ChannelError as error:
        if error.fate == Fate.STOP:
            return TokenFacts(is_valid=False)
        raise
    return TokenFacts(is_valid=True, expires_at=stored_expiry("instagram", settings.INSTAGRAM_ACCOUNT_ID))


def instagram_seed() -> str:
    """The token of Instagram's own login that a person put into the settings; empty where the Page's token is used."""
    return str(settings.INSTAGRAM_TOKEN)


def renew_instagram_token(token: str, now: datetime) -> Grant:
    """A token that lasts LIFE again, for one that still works: it renews itself, there is no other secret. Raises
    ChannelError, STOP when a person has to log in anew."""
    question = {"grant_type": "ig_refresh_token", "access_token": token}
    address = f"{settings.INSTAGRAM_API_BASE}/refresh_access_token"
    try:
        response = http.request("GET", address, token=token, params=question)
        answer = as_dict(response.json())
    except (httpx.HTTPError, ValueError):
        # From None: the address holds the token.
        raise ChannelError("Instagram tidak menjawab permintaan token.") from None
    renewed = as_text(answer.get("access_token"))
    if response.is_success and renewed:
        seconds = answer.get("expires_in")
        life = timedelta(seconds=seconds) if isinstance(seconds, int) and 0 < seconds < 10**8 else LIFE
        return Grant(renewed, renewed, now + life)
    code = as_dict(answer.get("error")).get("code")
    if code == 190:
        raise ChannelError("Token Instagram sudah berakhir. Hubungkan akun lagi.", code=190, fate=Fate.STOP)
    raise ChannelError("Token Instagram belum dapat diperpanjang.", code=response.status_code)


def _debug(channel: str) -> TokenFacts:
    token = access_to(channel).token
    if not token:
        raise ChannelError("Token belum diatur.")
    try:
        answer = call(channel, "GET", "debug_token", params={"input_token": token})
    except ChannelError as error:
        if error.fate == Fate.STOP:
            return TokenFacts(is_valid=False)
        raise
    facts = as_dict(answer.get("data"))
    # 0 stands for a token that never ends; the access to data may end before the token itself.
    ends = [as_moment(facts.get(name)) for name in ("expires_at", "data_access_expires_at")]
    return TokenFacts(is_valid=facts.get("is_valid") is True, expires_at=min(filter(None, ends), default=None))
