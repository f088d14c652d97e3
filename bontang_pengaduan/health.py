"""Operations: is the process alive, and does everything take work."""

from datetime import timedelta

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from opd.models import Heartbeat
from sla.queries import sweep_lag_seconds

from .lib.clock import now

DEAF_AFTER = timedelta(seconds=60)  # the worker beats every 10 s


def healthz(request: HttpRequest) -> JsonResponse:
    """200 while this process answers."""
    return JsonResponse({"status": "ok"})


def readyz(request: HttpRequest) -> JsonResponse:
    """200 once database, broker and worker take work, else 503 with what is missing. Beside them the lag of the sweep
    in seconds, which is a figure to watch and makes nothing unready."""
    parts = {"database": _database_answers(), "broker": _broker_answers()}
    parts["worker"] = parts["database"] and _worker_beats()
    lag = sweep_lag_seconds(now()) if parts["database"] else None
    return JsonResponse({**parts, "sweep_lag_seconds": lag}, status=200 if all(parts.values()) else 503)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _broker_answers() -> bool:
    if not settings.CELERY_BROKER_URL.startswith("redis"):
        return True
    address = settings.CELERY_BROKER_URL.replace("redis+socket://", "unix://")
    try:
        with redis.Redis.from_url(address, socket_timeout=2, socket_connect_timeout=2) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False


def _worker_beats() -> bool:
    # The wall clock: a moved product clock must not make a live worker look dead.
    return Heartbeat.objects.filter(name="worker", beat_at__gt=timezone.now() - DEAF_AFTER).exists()
