"""One write, one effect: a caller who does not know whether his request arrived sends it again with the same key."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from .models import ApiToken, KeptAnswer

KEPT_FOR = timedelta(days=2)


class KeyReusedError(Exception):
    """The key stands for another request of this token."""


@dataclass(frozen=True)
class Answer:
    """What the caller is told; `is_repeat` when it was done before and not now."""

    body: dict[str, Any]
    is_repeat: bool


@transaction.atomic
def answer_once(*, token: ApiToken, key: str, digest: str, act: Callable[[], dict[str, Any]], now: datetime) -> Answer:
    """Runs `act` unless this token had it run under `key`; then the same answer again.

    The key's row and what `act` changes are one transaction: of two requests at once the second waits for the first,
    and an act that raises leaves no row, so that it may be tried again. Raises KeyReusedError and what `act` raises.
    """
    row, is_new = KeptAnswer.objects.get_or_create(token=token, key=key, defaults={"digest": digest, "created_at": now})
    if row.digest != digest:
        raise KeyReusedError
    if not is_new:
        return Answer(row.body, is_repeat=True)
    row.body = act()
    row.save(update_fields=["body"])
    return Answer(row.body, is_repeat=False)


@transaction.atomic
def forget_old_answers(*, now: datetime) -> int:
    """Deletes what was kept longer than KEPT_FOR; returns how many."""
    _, deleted = KeptAnswer.objects.filter(created_at__lt=now - KEPT_FOR).delete()
    return deleted.get("opd.KeptAnswer", 0)
