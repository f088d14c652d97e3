"""Cases that another system of the state brings: the same complaint, with that system's flags from its first moment."""

from datetime import datetime

from django.db import transaction

from bontang_pengaduan.lib import inbound
from bontang_pengaduan.lib.signing import new_token, token_digest
from bontang_pengaduan.lib.text import clean, mask_identifiers, shorten
from opd.labels import forget_labels
from opd.models import User

from ..errors import NotAllowedError
from ..models import Complaint, Message
from ..permissions import is_coordinator
from ..workflow import Status
from .amendments import receive_amendment
from .conversations import conversation_of, note_citizens_word
from .ending import end_clocks
from .events import record
from .messages import store_message
from .numbers import next_number
from .register import add_message, open_complaint, takes_words
from .resolving import reopen
from .state import change, move
from .telling import tell_confined


@transaction.atomic
def adopt_report(
    *,
    event: inbound.Message,
    title: str,
    is_anonymous: bool,
    is_secret: bool,
    is_ended: bool,
    source: str,
    now: datetime,
) -> Complaint:
    """The case of a report, with number, clocks and route like any other; `source` names where it stands.

    Its citizen is nobody else's, and no automatic text goes out. A report that has `is_ended` there becomes a closed
    case without clocks: nobody can keep a promise for it any more.
    """
    conversation = conversation_of(
        channel=event.channel, account=event.account, sender=event.sender, now=now, is_public=event.is_public
    )
    message = store_message(event=event, conversation=conversation, now=now)
    note_citizens_word(conversation=conversation, sender=event.sender, at=message.sent_at)
    subject = mask_identifiers(shorten(clean(title))) or mask_identifiers(shorten(message.text))
    if is_ended:
        complaint = _keep_ended(message, subject, is_anonymous, is_secret, now)
    else:
        complaint = open_complaint(
            message=message, now=now, subject=subject, is_anonymous=is_anonymous, is_secret=is_secret
        )
    record(complaint, "complaint.adopted", now=now, source=source, ended=is_ended)
    return complaint


@transaction.atomic
def add_report_words(*, complaint: Complaint, event: inbound.Message, now: datetime) -> bool:
    """Adds a further word of the report's citizen to its case; False when it is here already."""
    conversation = conversation_of(
        channel=event.channel, account=event.account, sender=event.sender, now=now, is_public=event.is_public
    )
    known = Message.objects.filter(channel=event.channel, account=event.account, external_id=event.external_id)
    if known.exists():
        return False
    message = store_message(event=event, conversation=conversation, now=now)
    note_citizens_word(conversation=conversation, sender=event.sender, at=message.sent_at)
    joined = Complaint.objects.select_for_update(of=("self",)).get(pk=complaint.joined().pk)
    if takes_words(joined):
        add_message(complaint=joined, message=message, now=now)
    else:
        Message.objects.filter(pk=message.pk).update(complaint=joined)
    return True


@transaction.atomic
def change_report_text(*, complaint: Complaint, external_id: str, text: str, now: datetime) -> None:
    """The report's first words were changed at their source: the case shows the new ones, the old stay on record."""
    first = Message.objects.filter(complaint__isnull=False, channel=complaint.channel, external_id=external_id).first()
    if first is None or first.text == clean(text):
        return
    edit = inbound.Amendment(
        channel=first.channel,
        account=first.account,
        external_id=f"{external_id}:edit:{now.isoformat()}",
        kind="edit",
        action="amend",
        target_external_id=external_id,
        at=now,
        new_text=text,
    )
    receive_amendment(event=edit, now=now)


@transaction.atomic
def hide_report(*, complaint: Complaint, is_anonymous: bool, is_secret: bool, now: datetime) -> None:
    """Raises the flags of a case as its source says; none is ever taken off here."""
    complaint.refresh_from_db(from_queryset=Complaint.objects.select_for_update(of=("self",)))
    was_secret = complaint.is_secret
    flags = {
        "is_anonymous": complaint.is_anonymous or is_anonymous,
        "is_secret": was_secret or is_secret,
    }
    if flags == {"is_anonymous": complaint.is_anonymous, "is_secret": was_secret}:
        return
    change(complaint, **flags)
    record(complaint, "complaint.hidden", now=now, anonymous=flags["is_anonymous"], secret=flags["is_secret"])
    if flags["is_secret"] and not was_secret:
        forget_labels(case=complaint.number)
        tell_confined(complaint, now=now)


@transaction.atomic
def end_with_source(*, complaint: Complaint, source: str, user: User, now: datetime) -> None:
    """Closes an open case because its report has ended at its source, by a coordinator's decision. The clocks end
    without a verdict. Raises NotAllowedError, MoveNotAllowedError."""
    if not is_coordinator(user):
        raise NotAllowedError("Hanya koordinator yang dapat memutuskan perbedaan.")
    move(complaint, Status.CLOSED, closed_at=now)
    record(complaint, "complaint.ended_at_source", now=now, actor=user, source=source)
    end_clocks(complaint=complaint, now=now)


@transaction.atomic
def resume_with_source(*, complaint: Complaint, source: str, user: User, now: datetime) -> None:
    """Opens a closed case again because its report still runs at its source, by a coordinator's decision. Raises
    NotAllowedError, MoveNotAllowedError."""
    if not is_coordinator(user):
        raise NotAllowedError("Hanya koordinator yang dapat memutuskan perbedaan.")
    reopen(complaint=complaint, now=now)
    record(complaint, "complaint.resumed_with_source", now=now, actor=user, source=source)


def _keep_ended(message: Message, subject: str, is_anonymous: bool, is_secret: bool, now: datetime) -> Complaint:
    complaint = Complaint.objects.create(
        number=next_number(now),
        token_digest=token_digest(new_token()),
        channel=message.channel,
        reporter=message.conversation.reporter,
        status=Status.CLOSED.value,
        subject=subject,
        text=message.text,
        is_anonymous=is_anonymous,
        is_secret=is_secret,
        created_at=now,
        citizen_wrote_at=message.sent_at,
        closed_at=now,
    )
    Message.objects.filter(pk=message.pk).update(complaint=complaint)
    record(complaint, "complaint.received", now=now, channel=message.channel)
    return complaint
