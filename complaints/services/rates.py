"""How often somebody may do something: counted in the database, so that all web processes count together.

Not in the broker: a form must work while that is down. One statement decides, and concurrent ones do not lose counts.
"""

from datetime import UTC, datetime, timedelta

from django.db import connection
from django.utils.crypto import salted_hmac

from ..models import RateCount

TABLE = RateCount._meta.db_table
_COUNT = (
    f"INSERT INTO {TABLE} (key, span, count) VALUES (%s, %s, 1) "  # noqa: S608
    f"ON CONFLICT (key, span) DO UPDATE SET count = {TABLE}.count + 1 RETURNING count"
)


def note(*, what: str, who: str, span: timedelta, now: datetime) -> int:
    """Counts one more `what` of `who` in the running span, and returns how many there are."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [_key(what, who), _start(span, now)])
        return int(cursor.fetchone()[0])


def count_of(*, what: str, who: str, span: timedelta, now: datetime) -> int:
    """How many `what` of `who` there are in the running span."""
    row = RateCount.objects.filter(key=_key(what, who), span=_start(span, now)).first()
    return row.count if row else 0


def forget_counts(*, now: datetime) -> int:
    """Removes the counts of spans that are over; how many."""
    return RateCount.objects.filter(span__lt=now - timedelta(days=1)).delete()[0]


def _key(what: str, who: str) -> str:
    return salted_hmac("complaints.rates", f"{what}:{who}", algorithm="sha256").hexdigest()


def _start(span: timedelta, now: datetime) -> datetime:
    seconds = int(span.total_seconds())
    return datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, UTC)
