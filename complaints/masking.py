"""Words of one case for another: persons, numbers, places and days become gaps to fill. No database."""

import re
from collections.abc import Iterable
from functools import cache

from .guard import check
from .guard.data import words

NAME, DAY, HOUR, PLACE = "[nama]", "[tanggal]", "[jam]", "[lokasi]"
# By the flag of the check before sending. What it says of tone and promises is left for it to say again.
_BY_FLAG = {
    "identity_number": "[nomor identitas]",
    "account": "[nomor rekening]",
    "phone": "[nomor telepon]",
    "email": "[surel]",
    "plate": "[pelat nomor]",
    "person": NAME,
    "address": "[alamat]",
}
PERSONAL = frozenset(_BY_FLAG)  # the flags of what tells who somebody is
_WEEKDAY = r"(?:[Ss]enin|[Ss]elasa|[Rr]abu|[Kk]amis|[Jj]um'?at|[Ss]abtu|[Mm]inggu)"
_MONTH = (
    r"(?:jan(?:uari)?|feb(?:ruari)?|mar(?:et)?|apr(?:il)?|mei|jun[i]?|jul[i]?|agu?s(?:tus)?|sep(?:tember)?|okt(?:ober)?|"
    r"nov(?:ember)?|des(?:ember)?)"
)
_DAYS = re.compile(
    rf"(?<!\w)(?:(?:hari )?{_WEEKDAY},? )?(?:(?:tanggal|tgl\.?) )?"
    rf"(?:\d{{1,2}} {_MONTH}\.?(?: \d{{4}})?|\d{{1,2}}[/-]\d{{1,2}}[/-]\d{{2,4}}|\d{{4}}-\d\d-\d\d)(?!\w)",
    re.IGNORECASE,
)
_SOME_DAY = re.compile(
    rf"(?<!\w)(?:hari {_WEEKDAY}|Senin|Selasa|Rabu|Kamis|Jum'?at|Sabtu|Minggu"
    r"|(?:minggu|pekan|bulan) (?:depan|ini|lalu)|besok|lusa|kemarin|(?:nanti )?(?:pagi|siang|sore|malam) ini"
    r"|hari ini)(?:,? (?:pagi|siang|sore|malam))?(?!\w)"
)
_HOURS = re.compile(
    r"(?<!\w)(?:(?:pukul|jam) \d{1,2}(?:[.:]\d{2})?|\d{1,2}[.:]\d{2}(?= WITA))(?: WITA)?", re.IGNORECASE
)
_NUMBER = re.compile(r"\b[A-Z]{3}-\d{4}-\d{3,}(?:-\d+)?\b")
_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_STREET = re.compile(
    r"(?<!\w)(?:[Jj]alan|[Jj]ln?\.?|[Gg]ang|[Gg]g\.?|[Pp]erum(?:ahan)?|[Bb]lok) "
    r"(?:[A-Z0-9][\w.'-]*)(?: (?:[A-Z][\w.'-]*|\d+))*(?:,? [Nn]o(?:mor|\.)? ?\d+\w?)?"
)
_HOOD = re.compile(r"(?<!\w)RT\.? ?\d+(?:(?: ?/ ?|,? )?RW\.? ?\d+)?(?!\w)|(?<!\w)RW\.? ?\d+(?!\w)", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_][\w'-]*")
_TITLES = (
    *("bapak", "ibu", "pak", "bu", "bpk", "sdr", "sdri", "saudara", "saudari", "mas", "mbak", "kak", "kakak", "bang"),
    *("haji", "hajah", "om", "tante", "daeng"),
)
_ADDRESSED = re.compile(
    rf"(?<!\w)(?P<title>{'|'.join(_TITLES)})(?P<stop>\.? )(?P<name>{_WORD.pattern}(?: [A-Z][\w'-]*)*)", re.IGNORECASE
)
_TWICE = re.compile(r"(\[[a-z ]+\])(?:[,.]? (?:di |dan |pukul |jam )?\1)+")
SHORTEST = 3  # letters of a name's part that is looked for by itself


def mask_words(text: str, *, names: Iterable[str] = (), places: Iterable[str] = (), number: str = "") -> str:
    """The text without what belongs to its own case alone. Each gap is a `[word]`, which the check before sending never
    lets through; the case's number becomes `number` where that is given.

    `names` are persons who are known to stand in the case, `places` areas. Rather too much is taken out than too
    little.
    """
    masked = _LINK.sub("[tautan]", _by_check(text))
    masked = _NUMBER.sub(number or "[nomor aduan]", masked)
    for pattern, gap in ((_DAYS, DAY), (_SOME_DAY, DAY), (_HOURS, HOUR), (_STREET, PLACE), (_HOOD, PLACE)):
        masked = pattern.sub(gap, masked)
    for place in sorted(filter(None, places), key=len, reverse=True):
        masked = re.sub(
            rf"(?<!\w)(?:(?:[Kk]elurahan|[Kk]el\.) )?{re.escape(place)}(?!\w)", PLACE, masked, flags=re.IGNORECASE
        )
    return _TWICE.sub(r"\1", _without_names(masked, frozenset(names)))


def gaps_of(text: str) -> list[str]:
    """What mask_words has taken out, each once, in order."""
    return list(dict.fromkeys(re.findall(r"\[([a-z ]+)\]", text)))


def _by_check(text: str) -> str:
    for found in reversed(check(text, public=True)):
        if gap := _BY_FLAG.get(found.flag):
            text = f"{text[: found.start]}{gap}{text[found.end :]}"
    return text


def _without_names(text: str, names: frozenset[str]) -> str:
    parts = frozenset(part.lower() for name in names for part in _WORD.findall(name) if _is_part_of_name(part))
    for name in sorted((name for name in names if " " in name), key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", NAME, text, flags=re.IGNORECASE)
    text = _ADDRESSED.sub(lambda found: _addressed(found, parts), text)
    text = _WORD.sub(lambda found: NAME if _is_name(found, parts) else found[0], text)
    return re.sub(r"\[nama\](?: \[nama\])+", NAME, text)


def _addressed(found: re.Match[str], parts: frozenset[str]) -> str:
    first = _WORD.match(found["name"])
    word = first[0] if first else ""
    is_name = word.lower() in parts | words("given_names") or (word[:1].isupper() and not _is_office(word))
    if not is_name:
        return found[0]
    rest = "" if word[:1].isupper() else found["name"][len(word) :]
    return f"{found['title']}{found['stop']}{NAME}{rest}"


def _is_name(found: re.Match[str], parts: frozenset[str]) -> bool:
    word = found[0]
    # Inside a gap nothing is a name.
    return word[0].isupper() and word.lower() in parts | _known() and not _is_in_gap(found)


def _is_in_gap(found: re.Match[str]) -> bool:
    return found.string[: found.start()].rfind("[") > found.string[: found.start()].rfind("]")


def _is_part_of_name(part: str) -> bool:
    return len(part) >= SHORTEST and not _is_office(part)


def _is_office(word: str) -> bool:
    lower = word.lower()
    return lower in words("not_names") or lower in words("acronyms") or lower in _TITLES


@cache
def _known() -> frozenset[str]:
    return words("given_names") - words("not_names")
