"""When officers may be told by e-mail: in the daytime of a working day, theirs or the city's. Red cases do not ask."""

from datetime import datetime, time, timedelta

from .calendars import current_calendar
from .working_time import Calendar, closing_from, next_daytime

QUIET_FROM = time(18, 0)  # house rule: no notice after six in the evening, at night or on a day off

DIGEST_AT = time(7, 30)  # house rule: one e-mail in the morning instead of one for each case


def daytime_from(now: datetime, calendar: Calendar | None = None) -> datetime:
    """`now` in the daytime, else the next opening, by the city's calendar unless another is given. Raises
    CalendarError without a calendar."""
    return next_daytime(calendar or current_calendar(), now, QUIET_FROM, DIGEST_AT)


def next_digest(now: datetime, calendar: Calendar | None = None) -> datetime:
    """The next DIGEST_AT of a working day, `now` itself included, by the city's calendar unless another is given.
    Raises CalendarError without a calendar."""
    calendar = calendar or current_calendar()
    local = now.astimezone(calendar.zone)
    day = local.date() if local.time() <= DIGEST_AT else local.date() + timedelta(days=1)
    return datetime.combine(closing_from(calendar, day).date(), DIGEST_AT, calendar.zone)
