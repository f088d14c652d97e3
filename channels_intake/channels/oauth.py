"""Renewing an access token by OAuth 2.0 (RFC 6749, section 6), as X and Google do it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import httpx

from bontang_pengaduan.lib import http

from .errors import ChannelError, Fate
from .shapes import as_dict, as_text

SHORTEST = timedelta(minutes=1)
USUAL = timedelta(hours=1)  # when the answer names no length
DEAD = frozenset({"invalid_grant", "invalid_client", "unauthorized_client", "invalid_request"})


@dataclass(frozen=True)
class Grant:
    """What a renewal gave. `refresh_token` is the one for the next time: the same or a new one."""

    access_token: str
    refresh_token: str
    expires_at: datetime


@dataclass(frozen=True)
class Renewal:
    """How a channel's token is renewed. `seed` is the refresh token of the settings, empty without one; `renew` takes
    the newest refresh token and the present moment, and raises ChannelError. It is renewed `margin` before its end."""

    seed: Callable[[], str]
    renew: Callable[[str, datetime], Grant]
    margin: timedelta = timedelta(minutes=20)  # X's lasts two hours, Google's one

    def is_told(self) -> bool:
        """Whether the end of the token is news for people: what ends after hours is renewed all the time."""
        return self.margin > timedelta(days=1)


def renew(*, url: str, refresh_token: str, client_id: str, client_secret: str, in_body: bool, now: datetime) -> Grant:
    """Asks for a new token. The client proves itself in the body (Google) or by Basic authentication (X).

    Raises ChannelError: STOP when a person has to grant access anew, else TRANSIENT.
    """
    form = {"grant_type": "refresh_token", "refresh_token": refresh_token, "client_id": client_id}
    secret = {"client_secret": client_secret} if in_body else {}
    auth = None if in_body or not client_secret else (client_id, client_secret)
    try:
        response = http.request("POST", url, data=form | secret, auth=auth)
        answer = as_dict(response.json())
    except (httpx.HTTPError, ValueError):
        # From None: the form holds the token.
        raise ChannelError("Penyedia tidak menjawab permintaan token.") from None
    access_token = as_text(answer.get("access_token"))
    if response.is_success and access_token:
        return Grant(access_token, as_text(answer.get("refresh_token")) or refresh_token, now + _length(answer))
    if str(answer.get("error")) in DEAD:
        sentence = "Izin akun ini sudah berakhir. Beri izin lagi dan isi token penyegar yang baru di server."
        raise ChannelError(sentence, code=response.status_code, fate=Fate.STOP)
    raise ChannelError("Token belum dapat diperbarui.", code=response.status_code)


def _length(answer: dict[str, object]) -> timedelta:
    seconds = answer.get("expires_in")
    return max(SHORTEST, timedelta(seconds=seconds)) if isinstance(seconds, int) and seconds < 10**8 else USUAL
