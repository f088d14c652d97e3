"""What a new clock is counted by: the policy and the calendar in force, in one query."""

from datetime import datetime

from django.db import connection

from .calendars import VERSION, calendar_of
from .policies import no_policy
from .working_time import Calendar

IN_FORCE = f"""
    SELECT {VERSION},
        (SELECT id FROM sla_policy WHERE effective_from <= %s ORDER BY effective_from DESC, version DESC LIMIT 1)
"""  # noqa: S608


def rules_in_force(now: datetime) -> tuple[int, Calendar]:
    """Key of the policy and the calendar. Raises TermsError or CalendarError when they have not been loaded.

    Both are kept in memory; a changed calendar and a new version of the policy are seen at once.
    """
    with connection.cursor() as cursor:
        cursor.execute(IN_FORCE, [now])
        version, policy_id = cursor.fetchone()
    if policy_id is None:
        raise no_policy(now)
    return policy_id, calendar_of(version)
