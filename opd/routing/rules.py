"""Rules that need no statistics: courtesy, roads of other authorities, danger. Each says why."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from .normalise import _plain, wilayah
from .verdict import Decision

_NOTHING = re.compile(
    r"^(ass?ala\w*|mualaikum|alaikum|walaikum\w*|warahmatullahi|wabarakatuh|wr|wb|selamat|pagi|siang|sore|malam|halo+|hai|"
    r"hi|permisi|tes+t?|ping?|p|min|admin|pak|bu|ibu|bapak|kak|bang|mas|mbak|terima|kasih|makasih|trims|ya|iya|ok|oke|"
    r"siap|baik|mantap|bagus|keren|hebat|sukses|salut|semangat|lancar|selalu|amin|aamiin|hadir|untuk|atas|dan|sudah|"
    r"cepat|sekali|responnya|pelayanannya|bantuannya|infonya|dibantu|lapor|mau|saya|ada|orang|apa|kabar|jempol|"
    r"dinas|petugas|pemkot|bontang|kota|tim|semoga|sehat|nya|the|best|terbaik|wkwk\w*|haha\w*|\d+)$"
)
_DANGER = re.compile(
    r"\b(kebakaran|terbakar|hanyut|tenggelam|kesetrum|kabel putus|kabel listrik putus|tawuran|darurat|longsor menimpa)\b"
)


@dataclass(frozen=True)
class Rule:
    name: str
    apply: Callable[[str, Decision], Decision]


def nothing_said(text: str, decision: Decision) -> Decision:
    """Greeting, thanks and praise are no complaint."""
    words = _plain(text).split()
    if words and not all(_NOTHING.match(word) for word in words):
        return decision
    return replace(decision, outcome="none", code=None, score=0.95, reason="Isinya hanya sapaan, ucapan, atau kosong")


def other_authoritys_road(text: str, decision: Decision) -> Decision:
    """A national or provincial road stays with PUPRK, with a note: people complain to the city."""
    if decision.code != "PUPRK":
        return decision
    plain = f" {_plain(text)} "
    for road in wilayah()["roads"]:  # type: ignore[attr-defined]
        if any(f" {_plain(name)} " in plain for name in road["names"]):
            return replace(decision, reason=f"{decision.reason}. Kewenangan {road['label']}, koordinasi oleh PUPRK")
    return decision


def danger(text: str, decision: Decision) -> Decision:
    """Words of danger to life mark the case."""
    return replace(decision, danger=True) if _DANGER.search(_plain(text)) else decision


RULES = (
    Rule("nothing said", nothing_said),
    Rule("road of another authority", other_authoritys_road),
    Rule("danger", danger),
)
