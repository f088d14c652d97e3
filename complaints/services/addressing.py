"""Which of the citizen's public words a reply goes to, and whether it may go to him alone."""

from datetime import datetime, timedelta

from ..channel_names import name_of
from ..errors import InvalidInputError
from ..models import Complaint, Conversation, Message, Reply
from ..ways import ways_of
from ..window import MARGIN

NOT_SENT = (Reply.Status.FAILED, Reply.Status.CANCELLED)


def answered_word(complaint: Complaint, conversation: Conversation, quoted: str) -> Message | None:
    """The citizen's public word that a reply stands under: the quoted one, or else his newest in this case, which is
    that of the whole case for a part of it."""
    said = conversation.messages.filter(
        complaint=complaint.part_of_id or complaint.pk, is_outbound=False, revoked_at=None
    )
    if quoted:
        return said.filter(external_id=quoted).first()
    return said.order_by("-sent_at", "-pk").first()


def check_private(word: Message | None, now: datetime) -> Message:
    """The word whose author is written to alone. Raises InvalidInputError when the channel does not let us: it has no
    such way, too much time has passed, or it was done once already."""
    label = name_of(word.channel).label if word else ""
    private_for = ways_of(word.channel).private_for if word else timedelta()
    if word is None or not private_for:
        raise InvalidInputError("Kanal ini tidak punya balasan pribadi.")
    if now > word.sent_at + private_for - MARGIN:
        raise InvalidInputError(f"{label} hanya menerima balasan pribadi dalam {private_for.days} hari.")
    if was_written_privately(word):
        raise InvalidInputError(f"Komentar ini sudah dibalas pribadi. {label} hanya menerimanya satu kali.")
    return word


def was_written_privately(word: Message) -> bool:
    """Whether a private reply to this comment is on its way, or may be there."""
    same = {"conversation": word.conversation_id, "quoted_external_id": word.external_id}
    return Reply.objects.filter(form=Reply.Form.PRIVATE, **same).exclude(status__in=NOT_SENT).exists()


def may_write_privately(word: Message | None, now: datetime) -> bool:
    """Whether check_private lets it pass."""
    try:
        check_private(word, now)
    except InvalidInputError:
        return False
    return True
