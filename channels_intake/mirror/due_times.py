"""SP4N's own clocks, beside the city's: 3 days to verify, 5 to answer, 10 for the citizen (channels.md 3.1, 9)."""

from datetime import datetime

from django.conf import settings

from sla.working_time import Calendar, end_of_nth_calendar_day, end_of_nth_working_day


def verify_due(calendar: Calendar, entered_at: datetime) -> datetime:
    """Until when the report has to be verified and forwarded: working days from its entry."""
    return end_of_nth_working_day(calendar, entered_at, settings.SP4N_VERIFY_DAYS)


def answer_due(calendar: Calendar, entered_at: datetime) -> datetime:
    """Until when the first follow-up is due: working days after the time to verify, which is where SP4N's second
    clock begins. SP4N tells nobody when it was verified, so the latest moment counts."""
    return end_of_nth_working_day(calendar, entered_at, settings.SP4N_VERIFY_DAYS + settings.SP4N_ANSWER_DAYS)


def citizen_due(calendar: Calendar, answered_at: datetime) -> datetime:
    """When SP4N closes a report whose citizen stays silent. Sources differ on the days, so a setting says which."""
    count = end_of_nth_working_day if settings.SP4N_CITIZEN_DAYS_ARE_WORKING else end_of_nth_calendar_day
    return count(calendar, answered_at, settings.SP4N_CITIZEN_DAYS)
