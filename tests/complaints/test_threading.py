"""The rules that join a message to a complaint, each with the case in words."""

from datetime import UTC, datetime, timedelta

import pytest

from complaints.services.threading import OpenCase, Threading, is_courtesy, thread

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def case(minutes_ago: int, *, pk: int = 7, opd: str | None = "PUPRK", awaits: bool = False) -> OpenCase:
    at = NOW - timedelta(minutes=minutes_ago)
    return OpenCase(complaint_id=pk, opened_at=at, last_word_at=at, opd_code=opd, awaits_citizen=awaits)


def decide(
    text: str = "sampah di depan gang kami belum diangkut",
    *,
    cases: list[OpenCase] | None = None,
    quoted: int | None = None,
    likely: str | None = None,
    may_open: bool = True,
    has_content: bool = False,
) -> Threading:
    return thread(
        now=NOW,
        text=text,
        has_content=has_content,
        may_open=may_open,
        quoted_complaint_id=quoted,
        open_cases=cases or [],
        likely_opd=likely,
    )


@pytest.mark.parametrize(
    ("situation", "decision", "rule", "complaint"),
    [
        ("first message", decide(), "new", None),
        ("seconds after the last", decide(cases=[case(1)]), "burst", 7),
        ("exactly ten minutes after the last", decide(cases=[case(10)]), "burst", 7),
        ("later, same unit", decide(cases=[case(90)], likely="PUPRK"), "follow_up", 7),
        ("later, router not sure", decide(cases=[case(90)]), "follow_up", 7),
        ("later, surely another unit's", decide(cases=[case(90)], likely="DLH"), "another_matter", None),
        ("soon, surely another unit's", decide(cases=[case(30)], likely="DLH"), "follow_up", 7),
        ("later, too short to be a matter", decide("sampah juga pak", cases=[case(90)], likely="DLH"), "follow_up", 7),
        ("the city has asked", decide(cases=[case(900, awaits=True)], likely="DLH"), "answer", 7),
        ("quotes another case", decide(cases=[case(1)], quoted=3), "quoted", 3),
        ("greeting alone", decide("Assalamualaikum"), "greeting", None),
        ("announces a complaint", decide("halo min, mau lapor"), "greeting", None),
        ("greeting with a photo", decide("Assalamualaikum", has_content=True), "new", None),
        ("sticker without a case", decide("", may_open=False), "unattached", None),
        ("sticker in a case", decide("", may_open=False, cases=[case(1)]), "burst", 7),
    ],
)
def test_rule(situation: str, decision: Threading, rule: str, complaint: int | None) -> None:
    assert (decision.rule, decision.complaint_id) == (rule, complaint), situation


@pytest.mark.parametrize("text", ["Lampu mati", "air mati", "min lampu jalan padam", "tolong banjir"])
def test_a_short_complaint_is_no_courtesy(text: str) -> None:
    assert not is_courtesy(text)
