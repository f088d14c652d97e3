"""When officers may be told by e-mail: in the daytime of a working day."""

from datetime import datetime, time, timedelta

from .calendars import current_calendar
from .working_time import closing_from, next_daytime

QUIET_FROM = time(18, 0)  # house rule: no notice after six in the evening, at night or on a day off

DIGEST_AT = time(7, 30)  # house rule: one e-mail in the morning instead of one for each case


def daytime_from(now: datetime) -> datetime:
    """`now` in the daytime, else the next opening of the offices. Raises CalendarError without a calendar."""
    return next_daytime(current_calendar(), now, QUIET_FROM)


def next_digest(now: datetime) -> datetime:
    """The next DIGEST_AT of a working day, `now` itself included. Raises CalendarError without a calendar."""
    calendar = current_calendar()
    local = now.astimezone(calendar.zone)
    day = local.date() if local.time() <= DIGEST_AT else local.date() + timedelta(days=1)
    return datetime.combine(closing_from(calendar, day).date(), DIGEST_AT, calendar.zone)
