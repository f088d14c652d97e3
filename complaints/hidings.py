"""How a citizen's public comment stands on its channel: as he wrote it, hidden by the city, or on the way there."""

from dataclasses import dataclass

from .models import Hiding, Message
from .ways import ways_of

COMMENT = "comment"  # the kind of a word that stands under a post; what others post on their own pages is not ours


@dataclass(frozen=True)
class Standing:
    """`sentence` is empty for a comment that everybody reads; `may_hide` and `may_show` say what may be asked now."""

    sentence: str = ""
    may_hide: bool = False
    may_show: bool = False


PLAIN = Standing()  # of what is no comment of a citizen


def read_standing(message: Message) -> Standing:
    """The comment's standing, from its hidings. What is no comment, or was withdrawn, only keeps its sentence."""
    rows = list(message.hidings.all())
    newest = rows[0] if rows else None
    is_free = _can_be_hidden(message) and (newest is None or newest.status != Hiding.Status.PENDING)
    is_hidden = next((row.hides for row in rows if row.status == Hiding.Status.DONE), False)
    sentence = _sentence(newest) if newest else ""
    return Standing(sentence, may_hide=is_free and not is_hidden, may_show=is_free and is_hidden)


def _can_be_hidden(message: Message) -> bool:
    is_there = not message.is_outbound and message.revoked_at is None
    return is_there and message.kind == COMMENT and ways_of(message.channel).hides_comments


def _sentence(hiding: Hiding) -> str:
    match hiding.status, hiding.hides:
        case Hiding.Status.PENDING, True:
            return "Sedang disembunyikan"
        case Hiding.Status.PENDING, False:
            return "Sedang ditampilkan lagi"
        case Hiding.Status.FAILED, True:
            return f"Belum berhasil disembunyikan: {hiding.last_error}"
        case Hiding.Status.FAILED, False:
            return f"Disembunyikan. Belum berhasil ditampilkan lagi: {hiding.last_error}"
        case Hiding.Status.DONE, True:
            return f"Disembunyikan: {hiding.get_reason_display()}"
    return ""
