"""When officers may be told by e-mail: in the daytime of a working day."""

from datetime import datetime, time

from .calendars import current_calendar
from .working_time import next_daytime

QUIET_FROM = time(18, 0)  # house rule: no notice after six in the evening, at night or on a day off


def daytime_from(now: datetime) -> datetime:
    """`now` in the daytime, else the next opening of the offices. Raises CalendarError without a calendar."""
    return next_daytime(current_calendar(), now, QUIET_FROM)
