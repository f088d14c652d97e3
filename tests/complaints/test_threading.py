"""One row a situation. Two cases of one person: 7 is the newer, at PUPRK; 5 the older, at DLH."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from complaints.intents import Intent
from complaints.services.threading import Case, Threading, Word, thread

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
ROAD = "Jalan berlubang parah, aspal mengelupas, motor sering jatuh"
TRASH = "sampah di TPS tidak diangkut tiga hari, bau menyengat"


def case(minutes_ago: float, pk: int = 7, opd: str | None = "PUPRK", text: str = ROAD, **facts: Any) -> Case:
    return Case(pk, NOW - timedelta(minutes=minutes_ago), text, opd, **facts)


def closed(minutes_ago: float = 3000, **facts: Any) -> Case:
    return case(minutes_ago, is_open=False, **facts)


def decide(text: str = "kapan dikerjakan pak", *cases: Case, **facts: Any) -> Threading:
    return thread(Word(at=NOW, text=text, **facts), cases)


TWO = (case(90), case(200, 5, "DLH", TRASH))


@pytest.mark.parametrize(
    ("situation", "decision", "rule", "complaint"),
    [
        ("first message", decide(TRASH), "new", None),
        ("seconds after the last", decide(TRASH, case(1)), "burst", 7),
        ("exactly ten minutes after the last", decide(TRASH, case(10)), "burst", 7),
        ("later, same matter", decide("lubangnya makin besar", case(90)), "likeness", 7),
        ("later, router not sure", decide("kapan dikerjakan pak", case(90)), "follow_up", 7),
        ("later, surely another unit's", decide(TRASH, case(90), likely_opd="DLH"), "another_matter", None),
        ("soon, surely another unit's", decide(TRASH, case(30), likely_opd="DLH"), "follow_up", 7),
        ("later, too short to be a matter", decide("sampah juga pak", case(90), likely_opd="DLH"), "follow_up", 7),
        ("the city has asked", decide("RT 05", case(900, awaits_citizen=True), likely_opd="DLH"), "answer", 7),
        ("the city asked, he says ok", decide("ok", case(900, awaits_citizen=True), intent=Intent.ASSENT), "answer", 7),
        ("he says ok and nobody asked", decide("ok", case(90), intent=Intent.ASSENT), "courtesy", 7),
        ("quotes another case", decide("masih", case(1), case(9, 3), quoted_id=3), "quoted", 3),
        ("greeting alone", decide("Assalamualaikum", intent=Intent.GREETING), "greeting", None),
        ("greeting in an open case", decide("pak", case(90), intent=Intent.GREETING), "courtesy", 7),
        ("photo without words", decide("", case(90)), "follow_up", 7),
        ("sticker without a case", decide("", may_open=False), "unattached", None),
        ("sticker in a case", decide("", case(90), may_open=False), "courtesy", 7),
        ("sticker in the burst", decide("", case(1), may_open=False), "burst", 7),
        ("two cases, likeness decides", decide("bau sampah makin parah", *TWO), "likeness", 5),
        ("two cases, the unit decides", decide("truknya lewat saja", *TWO, likely_opd="DLH"), "unit", 5),
        ("two cases, a third matter", decide("lampu penerangan padam sejak Senin", *TWO, likely_opd="DISHUB"),
         "another_matter", None),
        ("two cases, nothing decides", decide("kapan dikerjakan pak", *TWO), "asked", None),
        ("two cases, photo without words", decide("", *TWO), "asked", None),
        ("an earlier one still waits", decide("ini fotonya", *TWO, joins_waiting=True), "asked", None),
        ("two cases, the city asked about one",
         decide("RT 05", case(90), case(200, 5, awaits_citizen=True)), "answer", 5),
        ("asked where it is, a pin", decide("", *TWO[:1], case(200, 5, place_asked_at=NOW - timedelta(hours=23)),
                                             has_pin=True), "place", 5),
        ("asked where it is, a street", decide("jl kapten piere", *TWO[:1],
                                                case(200, 5, place_asked_at=NOW - timedelta(minutes=20)),
                                                names_place=True), "place", 5),
        ("asked long ago, a pin", decide("", *TWO[:1], case(200, 5, place_asked_at=NOW - timedelta(hours=25)),
                                          has_pin=True), "asked", None),
        ("closed, the same matter", decide("jalan berlubang lagi, aspal hancur", closed()), "reopened", 7),
        ("closed, quoted", decide("belum ada perubahan sama sekali", closed(), quoted_id=7), "reopened", 7),
        ("closed, speaks of the result", decide("belum beres pak", closed()), "reopened", 7),
        ("closed, may be either", decide("tolong petugas datang ke rumah kami besok", closed()), "asked", None),
        ("closed, surely another unit's", decide(TRASH, closed(), likely_opd="DLH"), "another_matter", None),
        ("closed, thanks", decide("terima kasih", closed(), intent=Intent.THANKS), "thanks", 7),
        ("closed, greeting", decide("halo", closed(), intent=Intent.GREETING), "greeting", None),
        ("one open beside a closed one", decide("kapan ya", case(90), closed(pk=5, opd="DLH", text=TRASH)),
         "follow_up", 7),
        ("status of a named case", decide("status", *TWO, intent=Intent.STATUS, named_id=5), "status", 5),
        ("status of a quoted case", decide("status", *TWO, intent=Intent.STATUS, quoted_id=7), "status", 7),
        ("withdrawal", decide("batal", *TWO, intent=Intent.WITHDRAW), "withdraw", None),
        ("spam in the burst", decide("promo", case(1), intent=Intent.SPAM), "spam", None),
    ],
)  # fmt: skip
def test_rule(situation: str, decision: Threading, rule: str, complaint: int | None) -> None:
    assert (decision.rule, decision.complaint_id) == (rule, complaint), situation


def test_the_decision_keeps_what_else_was_possible_and_how_sure_it_is() -> None:
    decision = decide("bau sampah makin parah", *TWO)

    assert (decision.score, decision.alternatives) == (1.0, (7, 5))
