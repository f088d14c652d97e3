"""Whether the posts that are shown here still stand on X, where no webhook tells us of deletions (channels.md 2.4).

X asks that what is deleted or locked there is not shown elsewhere a day later.
"""

from datetime import datetime, timedelta

import httpx
from django.conf import settings

from bontang_pengaduan.lib import http
from complaints.models import Message

from ..pulling import Page, Position, PullRefusedError, TroubleError, judge
from ..shapes import as_dict, as_dicts, load
from .channel import accounts
from .parse import PRESENCE
from .token import access_token, has_token

STREAM = PRESENCE
LARGEST_PAGE = 100
EVERY = timedelta(hours=20)  # so that a day is never passed


def streams() -> list[tuple[str, str]]:
    """The account's shown posts; none where the webhook tells, or where nobody is to ask."""
    is_asked = settings.X_RECHECK_DAYS and has_token() and not settings.X_CLIENT_SECRETS
    return [(account, STREAM) for account in accounts()] if is_asked else []


def fetch(account: str, stream: str, position: Position, now: datetime) -> Page:
    """What X says of the next posts of this pass. Nothing is asked when none is left. Raises PullRefusedError."""
    shown = _shown(account, position, now)
    if not shown:
        return Page(body=b"{}", count=0, next_allowed_at=now + EVERY)
    token = access_token()
    if not token:
        raise TroubleError("Token X sedang diperbarui.", now)
    try:
        query = {"ids": ",".join(name for _, name in shown)}
        response = http.request("GET", f"{settings.X_API_BASE}/2/tweets", token=token, params=query)
    except httpx.HTTPError as error:
        raise TroubleError("X tidak terjangkau.", now) from error
    if not response.is_success:
        raise PullRefusedError(
            judge(status=response.status_code, headers=response.headers, body=response.content, now=now)
        )
    return _page(response, shown, now)


def budget() -> float:
    """Dollars that looking after the posts may cost in one month."""
    return float(settings.X_RECHECK_BUDGET_USD)


def _shown(account: str, position: Position, now: datetime) -> list[tuple[int, str]]:
    """Key and name of the next posts, oldest first. The page token is the key of the last one asked for."""
    since = now - timedelta(days=settings.X_RECHECK_DAYS)
    ours = Message.objects.filter(channel="x", account=account, is_outbound=False, revoked_at=None, sent_at__gte=since)
    rest = ours.filter(pk__gt=int(position.page_token or 0)).order_by("pk")
    return list(rest.values_list("pk", "external_id")[:LARGEST_PAGE])


def _page(response: httpx.Response, shown: list[tuple[int, str]], now: datetime) -> Page:
    try:
        answer = as_dict(load(response.content))
    except ValueError as error:
        raise TroubleError("X menjawab dengan isi yang tidak terbaca.", now) from error
    is_last = len(shown) < LARGEST_PAGE
    return Page(
        body=response.content,
        count=len(as_dicts(answer.get("errors"))),
        next_token="" if is_last else str(shown[-1][0]),
        cost=len(shown) * settings.X_POST_USD,
        next_allowed_at=now + EVERY if is_last else None,
    )
