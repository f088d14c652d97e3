"""What citizens file in the city's own form, and what is added over the link of a case."""

from datetime import datetime

from django.db import transaction

from bontang_pengaduan.lib import inbound
from opd.models import Kelurahan

from ..invitations import find_code
from ..links import Access
from ..models import Complaint, Message
from ..objections import may_object
from ..queries import find_conversation
from ..workflow import OPEN, Status
from .adopting import hide_report
from .conversations import conversation_of, note_citizens_word
from .inviting import follow_by_form
from .messages import store_message
from .register import add_message, open_complaint, takes_words


@transaction.atomic
def file_complaint(*, event: inbound.Message, filing: inbound.Filing, now: datetime) -> Complaint:
    """A complaint by itself, like any other, with the flags and the place that its citizen chose; or, by the code of an
    invitation, words in the case of his comment, which becomes as hidden as he chose.

    Nobody proves who he is in a form: each filing has a reporter of its own, and a typed number or address is only
    where news goes. Idempotent together with the caller's claim of the event's identity.
    """
    conversation = conversation_of(channel=event.channel, account=event.account, sender=event.sender, now=now)
    conversation.contact_phone, conversation.contact_email = filing.contact_phone, filing.contact_email
    conversation.save(update_fields=["contact_phone", "contact_email"])
    message = store_message(event=event, conversation=conversation, now=now)
    note_citizens_word(conversation=conversation, sender=event.sender, at=message.sent_at)
    code = filing.invitation or find_code(message.text)
    invited = follow_by_form(message=message, code=code, now=now)
    if invited:
        hide_report(complaint=invited, is_anonymous=filing.is_anonymous, is_secret=filing.is_secret, now=now)
        return invited
    return open_complaint(
        message=message,
        now=now,
        is_anonymous=filing.is_anonymous,
        is_secret=filing.is_secret,
        kelurahan=Kelurahan.objects.filter(code=filing.kelurahan).first(),
        access=Access(filing.link_digest, filing.code_digest, filing.link_token),
    )


@transaction.atomic
def add_by_link(*, event: inbound.Message, now: datetime) -> None:
    """Words or photos from the status page of the case `event.case`. They stand in its conversation, marked: a link may
    have been forwarded, so they change neither the matter nor where answers go.

    On a case that takes no more words, or whose days for an objection are over, they are kept and move nothing. Raises
    Complaint.DoesNotExist.
    """
    case = Complaint.objects.get(number=event.case)
    joined = Complaint.objects.select_for_update(of=("self",)).get(pk=case.joined().pk)
    conversation = find_conversation(joined) or case.reporter.conversations.earliest("pk")
    message = store_message(event=event, conversation=conversation, now=now)
    if Status(joined.status) in OPEN or (takes_words(joined) and may_object(joined, now)):
        add_message(complaint=joined, message=message, now=now)
    else:
        Message.objects.filter(pk=message.pk).update(complaint=joined)
