"""What a new clock is counted by: the policy and the calendar in force, in one query."""

from datetime import datetime

from django.db import connection

from .calendars import VERSION, calendar_of
from .policies import CITY, IN_FORCE, Scope, no_policy
from .working_time import Calendar

RULES = f"SELECT {VERSION}, ({IN_FORCE})"


def rules_in_force(now: datetime, scope: Scope = CITY) -> tuple[int, Calendar]:
    """Key of the most specific policy for that scope, and the calendar.

    Raises TermsError or CalendarError when they have not been loaded.
    Both are kept in memory; a changed calendar and a new version of the policy are seen at once.
    """
    with connection.cursor() as cursor:
        cursor.execute(RULES, [now, scope.category_id, scope.channel, scope.opd_id])
        version, policy_id = cursor.fetchone()
    if policy_id is None:
        raise no_policy(now)
    return policy_id, calendar_of(version)
