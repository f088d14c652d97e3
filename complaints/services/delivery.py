"""What becomes of a reply on its way: the drain and the delivery reports tell, the row and the clocks follow."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Greatest

from ..models import Reply, ReplyStatus
from ..window import MARGIN
from .events import record
from .undo import is_overtaken
from .word_clocks import run_clocks_again, stop_clocks

RANK = {"pending": 0, "sending": 0, "unknown": 0, "held": 0, "failed": 0, "sent": 1, "delivered": 2, "read": 3}
ON_ITS_WAY = (Reply.Status.SENDING, Reply.Status.UNKNOWN, Reply.Status.SENT)
RELEASED = 100  # held replies looked at in one round


@transaction.atomic
def mark_sent(*, reply: Reply, external_id: str, now: datetime) -> None:
    """The provider took it. Reports that came before its answer are applied now."""
    Reply.objects.filter(pk=reply.pk).update(external_id=external_id, sent_at=now, last_error="", error_code=None)
    # A report may have outrun this answer: the state is not lowered to sent.
    Reply.objects.filter(pk=reply.pk, status__in=["pending", "sending", "unknown"]).update(status=Reply.Status.SENT)
    reply.refresh_from_db()
    for status in ReplyStatus.objects.filter(reply=None, external_id=external_id):
        ReplyStatus.objects.filter(pk=status.pk).update(reply=reply)
        apply_status(reply=reply, status=status, now=now)


@transaction.atomic
def mark_failed(*, reply: Reply, reason: str, code: int | None, now: datetime) -> None:
    """It will not arrive. The officer sees why, and the clocks that his word had stopped run again."""
    failed = Reply.objects.filter(pk=reply.pk).exclude(status__in=["delivered", "read", "failed", "cancelled"])
    if not failed.update(status=Reply.Status.FAILED, last_error=reason, error_code=code):
        # Failed already by its report: now the reason is in the officers' words.
        Reply.objects.filter(pk=reply.pk, status=Reply.Status.FAILED).update(last_error=reason)
        return
    if reply.complaint:
        record(reply.complaint, "reply.failed", now=now, reply=reply.pk, reason=reason)
        run_clocks_again(reply.complaint, reply.kind, now)


@transaction.atomic
def mark_unknown(*, reply: Reply, reason: str) -> None:
    """No answer came: it may have gone out. A delivery report settles it, or an officer; nothing is sent blindly."""
    Reply.objects.filter(pk=reply.pk, status=Reply.Status.SENDING).update(
        status=Reply.Status.UNKNOWN, last_error=reason
    )


@transaction.atomic
def hold(*, reply: Reply, reason: str, code: int | None, now: datetime) -> None:
    """The window is shut: it waits until the citizen writes again, and the clocks that it had stopped run meanwhile."""
    changes = {"status": Reply.Status.HELD, "last_error": reason, "error_code": code, "external_id": ""}
    if Reply.objects.filter(pk=reply.pk, status=Reply.Status.FAILED).update(**changes):
        return
    if Reply.objects.filter(pk=reply.pk, status=Reply.Status.SENDING).update(**changes) and reply.complaint:
        record(reply.complaint, "reply.held", now=now, reply=reply.pk)
        run_clocks_again(reply.complaint, reply.kind, now)


@transaction.atomic
def put_back(
    *, reply: Reply, at: datetime, reason: str, code: int | None, now: datetime, is_counted: bool = True
) -> None:
    """Back into the queue, due `at`. One that its report had failed counts as said again.

    Not `is_counted`: the refusal was no fault of this message and uses up none of its attempts.
    """
    changes = {
        "status": Reply.Status.PENDING,
        "next_attempt_at": at,
        "last_error": reason,
        "error_code": code,
        "external_id": "",
    }
    attempts = F("attempts") if is_counted else Greatest(F("attempts") - 1, 0)
    if Reply.objects.filter(pk=reply.pk, status=Reply.Status.SENDING).update(attempts=attempts, **changes):
        return
    if Reply.objects.filter(pk=reply.pk, status=Reply.Status.FAILED).update(**changes) and reply.complaint:
        stop_clocks(reply.complaint, reply.kind, now)


@transaction.atomic
def release_held(*, now: datetime) -> int:
    """Sends what was held once its citizen has written again; how many. A word that a newer one of an officer has
    overtaken stays held, for him to decide.

    The citizen's new message still waits for its own answer: no clock stops.
    """
    open_again = Reply.objects.filter(status=Reply.Status.HELD, conversation__window_until__gt=now + MARGIN)
    rows = open_again.select_related("complaint").order_by("created_at", "pk")[:RELEASED]
    wanted = [reply.pk for reply in rows if not is_overtaken(reply)]
    return Reply.objects.filter(pk__in=wanted, status=Reply.Status.HELD).update(
        status=Reply.Status.PENDING, next_attempt_at=now
    )


@transaction.atomic
def apply_status(*, reply: Reply, status: ReplyStatus, now: datetime) -> None:
    """Raises the delivery state of a reply; never lowers it. A failure after delivery, or of an attempt before the
    present one, changes nothing."""
    if status.status == "failed":
        _fail_by_report(reply, status, now)
        return
    rank = RANK.get(status.status)
    if rank is None:
        return
    lower = [name for name, value in RANK.items() if value < rank]
    raised = Reply.objects.filter(pk=reply.pk, status__in=lower)
    at = "sent_at" if status.status == "sent" else f"{status.status}_at"
    raised.update(status=status.status, external_id=status.external_id, **{at: status.at})


def _fail_by_report(reply: Reply, status: ReplyStatus, now: datetime) -> None:
    present = Reply.objects.filter(Q(external_id="") | Q(external_id=status.external_id), status__in=ON_ITS_WAY)
    if not present.filter(pk=reply.pk).exists():
        return
    code = next(iter(status.error_codes), None)
    mark_failed(reply=reply, reason=status.error_text, code=code, now=now)
    Reply.objects.filter(pk=reply.pk).update(reported_code=code, external_id=status.external_id)
