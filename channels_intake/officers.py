"""Officers' notices on the city's own channels: the approved template with subject and link, and nothing else."""

from datetime import datetime, timedelta

from django.conf import settings

from complaints.errors import InvalidInputError
from complaints.models import ReplyStatus
from complaints.queries import officer_template
from complaints.templates import fill_template
from opd.models import Device, Nudge
from opd.nudges import NudgeError, mark_refused, nudge_due

from .channels.errors import ChannelError
from .channels.outgoing import Outgoing
from .registry import CHANNELS

REPORTED_WITHIN = timedelta(days=1)  # a failure that is reported later than this tells nobody anything
NO_TEMPLATE = "Templat WhatsApp untuk petugas belum disetujui."
NO_ACCOUNT = "WhatsApp kota belum dipasang."


def tell_officers(*, now: datetime) -> int:
    """Sends the notices that are due to officers' WhatsApp; how many went out. See opd.nudges.nudge_due."""
    judge_reports(now=now)
    return nudge_due(kind=Device.Kind.WHATSAPP, send=_send, now=now)


def judge_reports(*, now: datetime) -> int:
    """Acts on the provider's reports that a message to an officer did not arrive; how many."""
    sent = Nudge.objects.filter(status=Nudge.Status.SENT, sent_at__gt=now - REPORTED_WITHIN).exclude(external_id="")
    reports = ReplyStatus.objects.filter(reply=None, status="failed", external_id__in=sent.values("external_id"))
    failed = list(sent.filter(external_id__in=reports.values("external_id")).select_related("notice", "device__user"))
    for nudge in failed:
        mark_refused(nudge=nudge, error=NudgeError("WhatsApp melaporkan pesan tidak sampai.", is_final=True), now=now)
    return len(failed)


def _send(nudge: Nudge) -> str:
    channel = CHANNELS[nudge.device.kind]
    account = next(iter(channel.accounts()), None)
    if account is None:
        raise NudgeError(NO_ACCOUNT)
    try:
        return channel.send(account=account, message=_outgoing(nudge))
    except ChannelError as error:
        raise NudgeError(str(error), is_final=error.permanent) from error


def _outgoing(nudge: Nudge) -> Outgoing:
    template = officer_template(nudge.device.kind)
    if template is None:
        raise NudgeError(NO_TEMPLATE)
    notice = nudge.notice
    try:
        text, content = fill_template(template, [notice.subject, f"{settings.PUBLIC_BASE_URL}{notice.url}"])
    except InvalidInputError as error:
        raise NudgeError(str(error), is_final=True) from error
    return Outgoing(reply_id=None, text=text, phone=nudge.device.address, form="template", content=content)
