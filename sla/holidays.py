"""Days off that come by decree and not with a release: entered by hand, and every open promise follows."""

from datetime import date, datetime

from django.db import transaction

from .models import Holiday
from .recount import recount_open_clocks


@transaction.atomic
def add_holiday(*, day: date, name: str, kind: str, source: str, now: datetime) -> int:
    """Makes `day` a day off for the whole city; how many due times moved. A reload of the calendar keeps it.

    `source` names the decree. Entering the same day and kind again corrects its name and source.
    """
    Holiday.objects.update_or_create(
        date=day,
        kind=kind,
        defaults={"name": name, "source": source, "is_manual": True, "is_provisional": False},
    )
    return recount_open_clocks(reason=f"{day} menjadi hari libur: {name}"[:200], now=now)


@transaction.atomic
def remove_holiday(*, day: date, now: datetime) -> int:
    """Takes back a day off that was entered by hand; how many due times moved. Other days off stay."""
    Holiday.objects.filter(date=day, is_manual=True).delete()
    return recount_open_clocks(reason=f"{day} bukan lagi hari libur", now=now)
