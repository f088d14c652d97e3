"""What answers cost: counted before they are sent, so that no crash makes us pay more than we may."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.urls import reverse

from opd.models import Role, User
from opd.notices import notify

from .channels.pulling import Allowance
from .models import Spending

ANSWERS = ""  # the stream that is no list


@transaction.atomic
def reserve(*, channel: str, account: str, allowance: Allowance, now: datetime) -> bool:
    """Sets the cost of one answer aside; False, and the admins told once a period, when it would pass the limit."""
    period, cost = allowance.period(now), allowance.largest()
    row, _ = Spending.objects.get_or_create(channel=channel, account=account, period=period)
    within = Spending.objects.filter(pk=row.pk, spent__lte=allowance.limit(ANSWERS) - cost)
    if within.update(spent=F("spent") + cost):
        return True
    notify(
        recipients=User.objects.filter(memberships__role=Role.ADMIN, is_active=True),
        subject="Anggaran balasan habis",
        body=allowance.sentence,
        url=reverse("channel_list"),
        dedupe_key=f"spent:{channel}:{account}:{period}",
        now=now,
    )
    return False


@transaction.atomic
def give_back(*, channel: str, account: str, allowance: Allowance, now: datetime) -> None:
    """The provider refused the answer, so it cost nothing."""
    same = Spending.objects.filter(channel=channel, account=account, period=allowance.period(now))
    same.update(spent=F("spent") - allowance.largest())
