"""From public to private: the invitation, the private message that follows it, and parting them again."""

from datetime import datetime, timedelta

from django.db import transaction

from opd.models import User

from ..channel_names import name_of
from ..errors import InvalidInputError, MoveNotAllowedError, NotAllowedError
from ..invitations import find_code, invitation_text, new_code, texts, ways_to_invite, without_code
from ..models import Complaint, Invitation, Message, Reply, ThreadingDecision
from ..permissions import can_act
from ..queries import find_conversation
from .conversing import DAY, say
from .events import record
from .moving import rebalance
from .register import add_message, compose_text, open_complaint, takes_words
from .replies import ReplyDetails, answer

SAYS_NOTHING = 3  # words beside a code; fewer are no matter of their own


@transaction.atomic
def invite(*, complaint: Complaint, way: str, user: User, version: int, now: datetime) -> Invitation:
    """Undang: the approved words as a public reply that asks something, with a code that is good once.

    Raises what answer raises; InvalidInputError also for a way that is not offered and for a private conversation.
    """
    conversation = find_conversation(complaint)
    if conversation is None or not conversation.is_public:
        raise InvalidInputError("Undangan hanya untuk komentar terbuka.")
    if way not in ways_to_invite(conversation.channel):
        raise InvalidInputError("Pilih cara melanjutkan percakapan.")
    code = new_code()
    reply = answer(
        complaint=complaint,
        text=invitation_text(way, code),
        kind=Reply.Kind.QUESTION,
        user=user,
        version=version,
        now=now,
        details=ReplyDetails(override_reason=texts()["reason"], history={"way": way}),
    )
    return Invitation.objects.create(
        complaint=complaint,
        way=way,
        code=code,
        reply=reply,
        invited_by=user,
        created_at=now,
        expires_at=now + timedelta(days=texts()["days"]),
    )


@transaction.atomic
def follow_invitation(*, message: Message, now: datetime) -> bool:
    """Whether a private message came by an invitation and has been placed. The conversation is locked.

    A code that is spent ties nothing; a stranger who repeats one is told to officers, and what he says besides it
    is placed like every message.
    """
    code = "" if message.conversation.is_public else find_code(message.text)
    rows = Invitation.objects.select_for_update(of=("self",)).select_related("complaint")
    invitation = rows.filter(code=code).first() if code else None
    if invitation is None:
        return False
    if _is_good(invitation, now):
        _tie(invitation, message, now)
        return True
    if invitation.reporter_id == message.conversation.reporter_id:
        return False
    channel = name_of(message.channel).label
    record(invitation.complaint, "invitation.repeated", now=now, channel=channel)
    if len(without_code(message.text).split()) >= SAYS_NOTHING:
        return False
    say(conversation=message.conversation, text=texts()["spent"], now=now, repeat_after=DAY)
    _decide(message, None, "invitation_spent", now)
    return True


@transaction.atomic
def follow_by_form(*, message: Message, code: str, now: datetime) -> Complaint | None:
    """The case to which a filing has been tied by its code; None where the code is unknown or spent, and the filing is
    a case of its own. The code is public, so the page of the case is not given to who comes by it."""
    rows = Invitation.objects.select_for_update(of=("self",)).select_related("complaint")
    invitation = rows.filter(code=code).first() if code else None
    if invitation is None:
        return None
    if not _is_good(invitation, now):
        channel = name_of(message.channel).label
        record(invitation.complaint, "invitation.repeated", now=now, channel=channel)
        return None
    _tie(invitation, message, now, words="tied_form")
    return invitation.complaint


@transaction.atomic
def release_invitation(*, invitation: Invitation, user: User, now: datetime) -> Complaint:
    """Bukan orang yang sama: what was said in private becomes a complaint of its own, promised from when the city had
    it, as secret as the case. A wait that it ended stays ended.

    Raises NotAllowedError, MoveNotAllowedError (nobody has come by it, parted already, or the words are elsewhere).
    """
    source = Complaint.objects.select_for_update().get(pk=invitation.complaint_id)
    if not can_act(user, source):
        raise NotAllowedError("Aduan ini ditangani OPD lain.")
    said = list(source.messages.filter(conversation__reporter=invitation.reporter_id, conversation__is_public=False))
    used = Invitation.objects.filter(pk=invitation.pk, released_at=None, used_at__isnull=False)
    if not said or source.reporter_id == invitation.reporter_id:
        raise MoveNotAllowedError("Tidak ada pesan pribadi orang lain dalam aduan ini.")
    if not used.update(released_at=now, released_by=user):
        raise MoveNotAllowedError("Percakapan ini sudah dipisahkan.")
    opened = open_complaint(message=said[0], now=now, received_at=said[0].received_at, split_from=source)
    for message in said[1:]:
        add_message(complaint=opened, message=message, now=now)
    for message in said:
        _decide(message, opened, "officer", now, user)
    source.replies.filter(conversation__in={message.conversation_id for message in said}).update(complaint=opened)
    compose_text(source)
    rebalance(source, now)
    facts = {"channel": name_of(said[0].channel).label, "number": opened.number}
    record(source, "invitation.released", now=now, actor=user, **facts)
    return opened


def _is_good(invitation: Invitation, now: datetime) -> bool:
    return invitation.used_at is None and now < invitation.expires_at and takes_words(invitation.complaint)


def _tie(invitation: Invitation, message: Message, now: datetime, words: str = "tied") -> None:
    invitation.used_at, invitation.message, invitation.reporter = now, message, message.conversation.reporter
    invitation.save(update_fields=["used_at", "message", "reporter"])
    complaint = Complaint.objects.select_for_update().get(pk=invitation.complaint_id)
    add_message(complaint=complaint, message=message, now=now)
    _decide(message, complaint, "invited", now)
    record(complaint, "invitation.used", now=now, channel=name_of(message.channel).label)
    text = texts()[words].format(channel=name_of(complaint.channel).label)
    say(conversation=message.conversation, complaint=complaint, text=text, now=now)


def _decide(message: Message, complaint: Complaint | None, rule: str, now: datetime, user: User | None = None) -> None:
    ThreadingDecision.objects.create(
        message=message, complaint=complaint, rule=rule, score=1.0, decided_by=user, decided_at=now
    )
