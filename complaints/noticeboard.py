"""An officer's notices as he reads them: newest first, pages by key, each with the case it is about."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Q, QuerySet

from opd.models import Notice, User

from .queries import visible_to

PAGE_SIZE = 25
MOST_SHOWN = 99  # unread notices are counted up to here and no further
COMPLAINT_URL = re.compile(r"^/aduan/([^/]+)/")


@dataclass(frozen=True)
class NoticeLine:
    """One notice. `leads_somewhere` is false when its case is no longer one that this officer may know of."""

    notice: Notice
    leads_somewhere: bool

    @property
    def is_unread(self) -> bool:
        """He has neither opened nor marked it."""
        return self.notice.read_at is None


@dataclass(frozen=True)
class NoticePage:
    """`next_key` is empty on the last page; `newest` is the highest primary key on the first one, else 0."""

    lines: list[NoticeLine]
    next_key: str
    newest: int


def list_notices(user: User, after: str = "") -> NoticePage:
    """The page behind the notice with the key `after`; a key that is none gives the first page."""
    found = list(own_notices(user).filter(_behind(after))[: PAGE_SIZE + 1])
    page = found[:PAGE_SIZE]
    next_key = _key(page[-1]) if len(found) > PAGE_SIZE else ""
    newest = 0 if after else max((notice.pk for notice in page), default=0)
    return NoticePage(read_lines(user, page), next_key, newest)


def read_lines(user: User, notices: list[Notice]) -> list[NoticeLine]:
    """The notices with their way to the case, in one query for all of them."""
    numbers = {notice.pk: match[1] for notice in notices if (match := COMPLAINT_URL.match(notice.url))}
    known = set(visible_to(user).filter(number__in=set(numbers.values())).values_list("number", flat=True))
    return [
        NoticeLine(notice, bool(notice.url) and (notice.pk not in numbers or numbers[notice.pk] in known))
        for notice in notices
    ]


def own_notices(user: User) -> QuerySet[Notice]:
    """What this officer was told; nobody reads the notices of another. An e-mail that gathers others is none."""
    return Notice.objects.filter(recipient=user, is_digest=False)


def unread_notices(user: User) -> QuerySet[Notice]:
    """What he has neither opened nor marked."""
    return own_notices(user).filter(read_at=None)


def count_unread(user: User) -> int:
    """How many notices he has not read, counted up to one more than is ever shown."""
    return unread_notices(user).order_by()[: MOST_SHOWN + 1].count()


def count_words(count: int | None) -> str:
    """`7`, `99+`; nothing for none."""
    return str(capped(count, MOST_SHOWN)) if count else ""


def capped(count: int, most: int) -> int | str:
    """The number as it is shown; from there on where it was not counted further, `99+`."""
    return count if count <= most else f"{most}+"


def _key(notice: Notice) -> str:
    return f"{notice.created_at.isoformat()}_{notice.pk}"


def _behind(key: str) -> Q:
    moment, _, number = key.partition("_")
    try:
        created_at, pk = datetime.fromisoformat(moment).astimezone(UTC), int(number)
    except (ValueError, OverflowError):
        return Q()
    return Q(created_at__lt=created_at) | Q(created_at=created_at, pk__lt=pk)
