"""Periksa sebelum kirim: what the check has found, as an officer sees it: the words marked, why, a key that helps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sla.clock_facts import HOUSE_KINDS
from sla.models import ClockKind

from .guard import Finding, Fix, find_fix
from .models import Complaint
from .wording import day_of

NOT_PROMISED = (*HOUSE_KINDS, ClockKind.CITIZEN, ClockKind.ACKNOWLEDGE, ClockKind.ACCEPT, ClockKind.VERIFY)


@dataclass(frozen=True)
class Piece:
    """A stretch of the text; marked when something was found in it."""

    words: str
    is_marked: bool


@dataclass(frozen=True)
class Look:
    """One finding. `key` names it in the form, as `promise:14`."""

    finding: Finding
    key: str
    fix: Fix | None


@dataclass(frozen=True)
class SecondLook:
    """All findings of a text. `stops` says that no reason sends it."""

    pieces: tuple[Piece, ...]
    looks: tuple[Look, ...]
    stops: bool


def take_second_look(complaint: Complaint, text: str, findings: Sequence[Finding], now: datetime) -> SecondLook | None:
    """What the officer is shown of these findings; None when there are none."""
    return look_at(text, findings, next_promised_day(complaint, now)) if findings else None


def look_at(text: str, findings: Sequence[Finding], next_date: str) -> SecondLook:
    """take_second_look for words that belong to no case; `next_date` is what a promise without a day is given."""
    looks = tuple(
        Look(found, f"{found.flag}:{found.start}", find_fix(text, found, next_date=next_date)) for found in findings
    )
    return SecondLook(tuple(_pieces(text, findings)), looks, any(found.stops for found in findings))


def apply_fix(complaint: Complaint, text: str, findings: Sequence[Finding], key: str, now: datetime) -> str:
    """The text after the repair of the finding with that key; as it is when there is no such finding."""
    return repair(text, findings, key, next_promised_day(complaint, now))


def repair(text: str, findings: Sequence[Finding], key: str, next_date: str) -> str:
    """apply_fix for words that belong to no case."""
    fixes = [find_fix(text, found, next_date=next_date) for found in findings if f"{found.flag}:{found.start}" == key]
    return fixes[0].text if fixes and fixes[0] else text


def next_promised_day(complaint: Complaint, now: datetime) -> str:
    """The day by which the citizen is owed the next word or the result (`Kamis, 26 November 2026`); empty when every
    such day has passed."""
    running = (clock for clock in complaint.clocks.all() if clock.is_open and clock.kind not in NOT_PROMISED)
    due_at = min((clock.due_at for clock in running if clock.due_at > now), default=None)
    return day_of(due_at) if due_at else ""


def _pieces(text: str, findings: Sequence[Finding]) -> list[Piece]:
    """The text cut where findings begin and end; findings that overlap are one mark."""
    pieces, place = [], 0
    for finding in sorted(findings, key=lambda found: found.start):
        if finding.end <= place:
            continue
        start = max(place, finding.start)
        pieces += [Piece(text[place:start], False), Piece(text[start : finding.end], True)]
        place = finding.end
    return [piece for piece in [*pieces, Piece(text[place:], False)] if piece.words]
