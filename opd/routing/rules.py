"""Rules that need no statistics, in their order: nothing said, roads of other authorities, danger."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

from .facts import read
from .normalise import plain
from .verdict import Decision


@dataclass(frozen=True)
class Rule:
    """One rule: takes the text and the decision so far, returns the decision from then on."""

    name: str
    apply: Callable[[str, Decision], Decision]


def nothing_said(text: str, decision: Decision) -> Decision:
    """Courtesy alone, in any order, is no complaint; neither is an empty text."""
    if any(not _courtesy().fullmatch(word) for word in plain(text).split()):
        return decision
    return replace(
        decision,
        outcome="none",
        code=None,
        refer_to=None,
        score=0.95,
        second=None,
        reason="Isinya hanya sapaan, ucapan, atau kosong",
    )


def is_advertising(text: str) -> bool:
    """Whether the text holds two or more words of advertising."""
    return len(set(_advertising().findall(plain(text)))) >= 2


def advertising(text: str, decision: Decision) -> Decision:
    """Two or more words of advertising: offers are no complaint."""
    if not is_advertising(text):
        return decision
    reason = "Tampaknya iklan atau penipuan, bukan aduan"
    return replace(decision, outcome="none", code=None, refer_to=None, score=0.9, second=None, reason=reason)


def road_of_another_authority(text: str, decision: Decision) -> Decision:
    """A national or provincial road stays with PUPRK, with a note: people complain to the city (domain facts)."""
    if "PUPRK" not in (decision.code, decision.second) and decision.refer_to not in _road_owners():
        return decision
    for pattern, body, label in _roads():
        if pattern.search(plain(text)):
            note = f"{decision.reason}. Kewenangan {label}, koordinasi oleh PUPRK"
            return replace(decision, outcome="unit", code="PUPRK", refer_to=body, reason=note)
    return decision


def danger_to_life(text: str, decision: Decision) -> Decision:
    """Words of danger to life mark the case, whoever handles it."""
    return replace(decision, danger=True) if _danger().search(plain(text)) else decision


RULES = (
    Rule("hanya sapaan", nothing_said),
    Rule("iklan", advertising),
    Rule("jalan kewenangan lain", road_of_another_authority),
    Rule("bahaya", danger_to_life),
)


@cache
def _courtesy() -> re.Pattern[str]:
    return re.compile("|".join(read("routing_rules.yaml")["courtesy"]))


@cache
def _advertising() -> re.Pattern[str]:
    return _words("advertising")


@cache
def _danger() -> re.Pattern[str]:
    return _words("danger")


def _words(name: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(read('routing_rules.yaml')[name])})\b")


@cache
def _roads() -> tuple[tuple[re.Pattern[str], str, str], ...]:
    return tuple(
        (re.compile(rf"\b(?:{'|'.join(map(plain, road['names']))})\b"), road["external_body"], road["label"])
        for road in read("wilayah.yaml")["roads"]
    )


@cache
def _road_owners() -> frozenset[str]:
    return frozenset(body for _, body, _ in _roads())
