"""What a citizen's text asks of the machine itself: a command, a thanks, a greeting. Pure, no database.

In doubt a text is a complaint: a thank-you that an officer reads costs less than a complaint that nobody does.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from opd.routing.normalise import plain
from opd.routing.rules import is_advertising

from .vocabulary import words


class Intent(StrEnum):
    NONE = "none"  # for people: a matter, a follow-up, an answer
    STATUS = "status"
    WITHDRAW = "withdraw"
    HELP = "help"
    LINK = "link"
    THANKS = "thanks"
    PRAISE = "praise"
    SPAM = "spam"
    GREETING = "greeting"
    ASSENT = "assent"  # "ok", "baik pak", an emoji: an answer where the city has asked, else nothing


@dataclass(frozen=True)
class Request:
    """What the text asks, and the complaint it names."""

    intent: Intent
    number: str = ""


_NUMBER = re.compile(r"\bbtg[\s-]*(\d{4})[\s-]*(\d{4,6})\b", re.IGNORECASE)
_LINK = re.compile(r"https?://|www\.|wa\.me|t\.me", re.IGNORECASE)
_STATUS = re.compile(
    r"(bagaimana |gimana |apa |cek |info )?(status|kabar|perkembangan|progres)( terbaru)?|cek|lacak|sampai (di ?)?mana"
)
_WITHDRAW = re.compile(r"(di)?batal(kan)?|cabut|cancel")
_NEW_LINK = re.compile(r"(minta |kirim |mohon )?(tautan|link)( baru)?")
_HELP = re.compile(r"bantuan|help|menu|panduan|petunjuk|cara")
_GREETING = re.compile(
    r"\b(ass?alam\w*'?\s*(u?'?ala[iy]kum|mualaikum|alaikum)?|wa'?alaikum\w*|wr\.? ?wb\.?|"
    r"selamat|met|pagi|siang|sore|malam|"
    r"halo+|hal+o|hai|hi|hei|permisi|punten|tes+t?|ping?|p|min|admin|pak|bu|ibu|bapak|kak|bang|mas|mbak|bos|"
    r"mau|ingin|mohon|izin|ijin|boleh|bisa|numpang|saya|lapor(an|kan)?|me?lapor|ngadu|mengadu|aduan|pengaduan|tanya|"
    r"bertanya|nanya|terima\s?kasih|makasih|trims|thanks|ok(e|ay)?|siap|baik|ya|iya|ada|dong)(nya|kah)?\b"
)
_SHORT = 12  # words; whoever writes more says something


def read_request(text: str) -> Request:
    """The intent of a text alone, without a file or a place, by the first that fits."""
    number = find_number(text)
    said = plain(_NUMBER.sub(" ", text)).split()
    if len(said) > _SHORT:
        return Request(Intent.SPAM if _is_spam(text) else Intent.NONE, number)
    return Request(_command(said, number) or _courtesy(text, frozenset(said)) or Intent.NONE, number)


def find_number(text: str) -> str:
    """The first complaint number in the text, in its canonical form; empty without one."""
    found = _NUMBER.search(text)
    return f"BTG-{found[1]}-{found[2]}" if found else ""


def is_courtesy(text: str) -> bool:
    """Whether the text is nothing but greeting or announcing ("halo min, mau lapor")."""
    said = re.findall(r"[\w']+", text.lower())
    rest = re.sub(r"[^\w]+", "", _GREETING.sub("", " ".join(said)))
    return not rest and len(said) <= _SHORT


def _command(said: list[str], number: str) -> Intent | None:
    phrase = " ".join(word for word in said if word not in words("address") | words("case"))
    if _STATUS.fullmatch(phrase) or (number and not phrase):
        return Intent.STATUS
    if _WITHDRAW.fullmatch(phrase):
        return Intent.WITHDRAW
    if _NEW_LINK.fullmatch(phrase):
        return Intent.LINK
    return Intent.HELP if _HELP.fullmatch(phrase) else None


def _courtesy(text: str, said: frozenset[str]) -> Intent | None:
    kind_words = words("praise") | words("result") | words("address")
    if said & words("thanks") and said <= words("thanks") | kind_words:
        return Intent.THANKS
    if said & words("praise") and said <= kind_words:
        return Intent.PRAISE
    if not said or (said & words("assent") and said <= words("assent") | words("address")):
        return Intent.ASSENT
    if _is_spam(text):
        return Intent.SPAM
    return Intent.GREETING if is_courtesy(text) else None


def _is_spam(text: str) -> bool:
    # Two words of advertising and a link: a citizen who complains about a fraud rarely has both.
    return bool(_LINK.search(text)) and is_advertising(text)
