"""Whether the sweep keeps up: above two minutes somebody must look."""

import logging
from datetime import datetime, timedelta

from opd.models import Role, User
from opd.notices import notify

from .queries import sweep_lag_seconds
from .quiet import daytime_from

logger = logging.getLogger(__name__)

ALARM_AFTER = timedelta(minutes=2)


def watch_sweep(*, now: datetime) -> float:
    """The lag of the sweep in seconds. Above ALARM_AFTER the admins are told, once an hour; their e-mail waits for the
    daytime, the page and the log do not."""
    lag = sweep_lag_seconds(now)
    if lag > ALARM_AFTER.total_seconds():
        logger.error("The sweep of escalations lags by %d seconds", lag)
        notify(
            recipients=User.objects.filter(memberships__role=Role.ADMIN, is_active=True),
            subject="Eskalasi tertinggal",
            body=f"Langkah eskalasi yang paling lama menunggu sudah lewat {int(lag) // 60} menit. "
            "Periksa proses pekerja dan penjadwal.",
            url="",
            dedupe_key=f"sweep-lag:{now.isoformat(timespec='hours')}",
            now=now,
            not_before=daytime_from(now),
        )
    return lag
