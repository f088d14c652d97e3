"""SP4N's interface: a token that ends, pages of what changed, our answers and reports (channels.md 3.2, assumed).

Address, paths and field names are settings, so that the true contract needs no code. There is no key against doubling.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from django.conf import settings

from bontang_pengaduan.lib import http
from bontang_pengaduan.lib.clock import now as present

from ..errors import ChannelError, Fate
from ..outgoing import Outgoing
from ..pulling import Page, Position, PullRefusedError, Refusal, TroubleError, judge
from ..shapes import Json, as_dict, as_id, as_iso_moment, as_list, load
from .channel import accounts
from .wire import FIELDS

STREAM = "reports"
OVERLAP = timedelta(days=1)  # each round looks a day back, for what was missed
PAGE_SIZE = 100
EARLY = timedelta(seconds=30)  # a token is renewed before it ends
_token: dict[str, tuple[str, datetime]] = {}


def streams() -> list[tuple[str, str]]:
    """The one list of reports."""
    return [(account, STREAM) for account in accounts()]


def fetch(account: str, stream: str, position: Position, now: datetime) -> Page:
    """One page of the reports that changed since a day before the mark. Raises PullRefusedError."""
    number = int(position.page_token or 1)
    since = (as_iso_moment(position.high) or position.begin_at) - OVERLAP
    question = {"sejak": since.astimezone(UTC).isoformat(), "halaman": str(number), "jumlah": str(PAGE_SIZE)}
    try:
        response = _authorised("GET", _path("reports"), params=question)
    except ChannelError as error:
        raise PullRefusedError(Refusal("auth_failed", now + timedelta(minutes=30), str(error))) from error
    except httpx.HTTPError:
        raise TroubleError("SP4N-LAPOR tidak terjangkau.", now) from None
    if not response.is_success:
        raise PullRefusedError(
            judge(status=response.status_code, headers=response.headers, body=response.content, now=now)
        )
    return _page(response, number, now)


def send(*, account: str, message: Outgoing) -> str:
    """Appends our answer to the report; the id of the follow-up. Raises ChannelError, UNKNOWN when no answer came."""
    tracking_id = (message.account_id or "").partition(":")[2]
    return _post(_path("answers").replace("{id}", tracking_id), {_name("word_text"): message.text}, "word_id")


def enter(*, title: str, text: str, is_anonymous: bool, is_secret: bool) -> str:
    """Enters a report; its tracking id. Raises ChannelError, UNKNOWN when no answer came."""
    flags = ", ".join(word for word, flag in (("Anonim", is_anonymous), ("Rahasia", is_secret)) if flag)
    return _post(
        _path("reports"), {_name("title"): title, _name("text"): text, _name("visibility"): flags}, "tracking_id"
    )


def _page(response: httpx.Response, number: int, now: datetime) -> Page:
    try:
        answer = as_dict(load(response.content))
    except ValueError as error:
        raise TroubleError("SP4N-LAPOR menjawab dengan isi yang tidak terbaca.", now) from error
    items = as_list(answer.get(_name("items")))
    last = as_id(answer.get(_name("last_page"))) or ""
    is_last = not items or not last.isdecimal() or number >= int(last)
    return Page(
        body=response.content, count=len(items), next_token="" if is_last else str(number + 1), high=now.isoformat()
    )


def _post(path: str, body: Json, wanted: str) -> str:
    try:
        response = _authorised("POST", path, json=body)
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout):
        raise ChannelError("SP4N-LAPOR tidak terjangkau.", fate=Fate.SLOW) from None
    except httpx.HTTPError:
        raise ChannelError("SP4N-LAPOR tidak menjawab.", fate=Fate.UNKNOWN) from None
    if response.is_success:
        name = as_id(as_dict(_json(response)).get(_name(wanted)))
        if name is None:
            raise ChannelError("SP4N-LAPOR menjawab tanpa nomor.", fate=Fate.UNKNOWN)
        return name
    raise _refusal(response.status_code)


def _refusal(status: int) -> ChannelError:
    if status in (401, 403):
        return ChannelError("Akun SP4N-LAPOR ditolak. Admin sudah diberi tahu.", code=status, fate=Fate.STOP)
    if status == 429:
        return ChannelError("SP4N-LAPOR membatasi kecepatan kirim.", code=status, fate=Fate.SLOW)
    if status >= 500:
        # It may have kept the words before it failed.
        return ChannelError("SP4N-LAPOR sedang terganggu.", code=status, fate=Fate.UNKNOWN)
    return ChannelError("SP4N-LAPOR menolak isi ini.", code=status, fate=Fate.REFUSED)


def _authorised(method: str, path: str, **parts: Any) -> httpx.Response:
    """The request with a token; a token that was refused is renewed once."""
    response = http.request(method, settings.SP4N_API_BASE + path, token=_current_token(), **parts)
    if response.status_code != 401:
        return response
    _token.clear()
    return http.request(method, settings.SP4N_API_BASE + path, token=_current_token(), **parts)


def _current_token() -> str:
    kept = _token.get(settings.SP4N_API_BASE)
    if kept and kept[1] > present():
        return kept[0]
    secrets = {"client_id": settings.SP4N_CLIENT_ID, "client_secret": settings.SP4N_CLIENT_SECRET}
    try:
        response = http.request("POST", settings.SP4N_API_BASE + _path("token"), json=secrets)
    except httpx.HTTPError:
        # Nothing was asked for yet, so nothing can have happened there.
        raise ChannelError("SP4N-LAPOR tidak terjangkau.", fate=Fate.SLOW) from None
    answer = as_dict(_json(response))
    token, seconds = answer.get("access_token"), answer.get("expires_in")
    if not response.is_success or not isinstance(token, str):
        fate = Fate.STOP if response.status_code in (400, 401, 403) else Fate.SLOW
        raise ChannelError("SP4N-LAPOR tidak memberi token.", code=response.status_code, fate=fate)
    ends_at = present() + timedelta(seconds=seconds if isinstance(seconds, int) else 300) - EARLY
    _token[settings.SP4N_API_BASE] = (token, ends_at)
    return token


def _json(response: httpx.Response) -> Any:
    try:
        return load(response.content)
    except (ValueError, RecursionError):
        return None


def _path(name: str) -> str:
    return str(settings.SP4N_PATHS[name])


def _name(field: str) -> str:
    return str({**FIELDS, **settings.SP4N_FIELDS}[field])
