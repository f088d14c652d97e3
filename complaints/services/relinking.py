"""A new link to a case: the old one, and the code beside the number, open nothing any more."""

from datetime import datetime

from django.db import transaction

from bontang_pengaduan.lib.signing import new_token, token_digest
from opd.models import User

from .. import wording
from ..errors import MoveNotAllowedError, NotAllowedError
from ..links import own_url
from ..models import Complaint, Conversation
from ..permissions import can_act
from ..queries import find_conversation, own_cases
from ..window import is_window_open
from .conversing import say
from .events import record


@transaction.atomic
def answer_link(*, conversation: Conversation, number: str, now: datetime) -> None:
    """TAUTAN: the citizen asks for a new link in the channel of his case. A number of somebody else is answered like
    one that does not exist."""
    own = own_cases(conversation.reporter).filter(channel=conversation.channel, is_secret=False)
    case = (own.filter(number=number) if number else own).order_by("-created_at", "-pk").first()
    if case is None or not _send(case.joined(), conversation, None, now):
        text = wording.UNKNOWN_NUMBER_TEXT.format(number=number) if number else wording.NO_CASE_TEXT
        say(conversation=conversation, text=text, now=now)


@transaction.atomic
def renew_link(*, complaint: Complaint, user: User, now: datetime) -> None:
    """Kirim tautan baru: to the citizen's own conversation and nowhere else; the officer does not see it.

    Raises NotAllowedError, MoveNotAllowedError (a secret case has no page; or nothing can be sent to him now).
    """
    if not can_act(user, complaint):
        raise NotAllowedError("Aduan ini ditangani OPD lain.")
    conversation = find_conversation(complaint)
    if complaint.is_secret or complaint.part_of_id or conversation is None:
        raise MoveNotAllowedError("Aduan ini tidak punya halaman bagi pelapor.")
    has_contact = conversation.channel != "web" or conversation.contact_email or conversation.contact_phone
    if conversation.is_public or not has_contact or not is_window_open(conversation, now):
        raise MoveNotAllowedError("Pelapor tidak dapat dihubungi sekarang, jadi tautan lamanya tetap berlaku.")
    if not _send(complaint, conversation, user, now):
        raise MoveNotAllowedError("Pesan otomatis kepada pelapor sudah terlalu banyak. Coba lagi satu jam lagi.")


def _send(case: Complaint, conversation: Conversation, user: User | None, now: datetime) -> bool:
    """The old link ends only when the new one is on its way."""
    token = new_token()
    text = wording.NEW_LINK_TEXT.format(number=case.number, link=own_url(token))
    if case.is_secret or say(conversation=conversation, complaint=case, text=text, now=now) is None:
        return False
    Complaint.objects.filter(pk=case.pk).update(token_digest=token_digest(token), code_digest="")
    record(case, "link.renewed", now=now, actor=user)
    return True
