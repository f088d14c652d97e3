"""Running numbers such as BTG-2611-0417: year, month, and the case's place in that month."""

from datetime import datetime

from django.db import connection

from bontang_pengaduan.lib.clock import WITA

PREFIX = "BTG"


def next_number(now: datetime) -> str:
    """The next number of the month in WITA. Atomic in one statement; to be called inside a transaction,
    which holds the month's row until it ends, so that a number is neither doubled nor skipped by a rollback."""
    month = f"{now.astimezone(WITA):%y%m}"
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO complaints_complaintnumber (month, last) VALUES (%s, 1) "
            "ON CONFLICT (month) DO UPDATE SET last = complaints_complaintnumber.last + 1 RETURNING last",
            [month],
        )
        row = cursor.fetchone()
    return f"{PREFIX}-{month}-{row[0]:04d}"
